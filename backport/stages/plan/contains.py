"""Whether a revision has a fix: every witness is heard, and where they disagree the answer is "unsure"."""

from collections.abc import Callable, Sequence

from backport.core.case import Target
from backport.core.commit import SourceCommit
from backport.core.plan import Action, Containment, Presence, Witness
from backport.history.index import Index
from backport.history.patches import patch_id
from backport.stages.plan.ancestry import ancestry
from backport.stages.plan.chain import chain
from backport.stages.plan.follow_ups import TAKES_BACK, follow_ups
from backport.stages.plan.question import Fix, Means, Question, Rule
from backport.stages.plan.reverted import reverted
from backport.stages.plan.same_patch import same_patch
from backport.stages.plan.sight import has_fix, lacks_fix, places


def contains(index: Index, source: SourceCommit, targets: Sequence[Target], means: Means) -> tuple[Containment, ...]:
    """Whether each target has `source`, in the order given. For the arguments see `plan()`."""
    fix = Fix(index, source, means)
    return tuple(_contained(Question(fix, target)) for target in targets)


def _contained(question: Question) -> Containment:
    asked = [_code] if question.fix.means.by_code else list(WITNESSES.values())
    witnesses = tuple(heard for witness in asked if (heard := witness(question)) is not None)
    return Containment(question.target, _weighed(witnesses), witnesses)


def _weighed(witnesses: Sequence[Witness]) -> Presence:
    """What is said by all who say something; "no" needs the code, since a pick can be without a trace."""
    said = {witness.says for witness in witnesses}
    if len(said) == 1:
        return next(iter(said))
    return Presence.UNSURE


def _ancestry(question: Question) -> Witness | None:
    return _history("ancestry", ancestry, question) if reverted(question) is None else None


def _chain(question: Question) -> Witness | None:
    if ancestry(question) is not None or reverted(question) is not None:
        return None
    heard = _history("chain", chain, question)
    if heard is None:
        return None
    found = question.members[-1]
    ids = patch_id(question.index, question.source.id), patch_id(question.index, found)
    same = ids[0] is not None and ids[0] == ids[1]
    how = f"the same patch ({ids[0][:12]})" if same and ids[0] is not None else "adapted: its patch is another one"
    return Witness("chain", heard.says, f"{heard.reason}; {how}", heard.evidence)


def _patch(question: Question) -> Witness | None:
    return None if question.members else _history("patch", same_patch, question)


def _history(way: str, rule: Rule, question: Question) -> Witness | None:
    answer = rule(question)
    if answer is None:
        return None
    says = Presence.YES if answer.action is Action.THERE else Presence.UNSURE
    return Witness(way, says, answer.reason, answer.evidence)


def _reverted(question: Question) -> Witness | None:
    answer = reverted(question)
    return Witness("reverted", Presence.NO, answer.reason, answer.evidence) if answer is not None else None


def _code(question: Question) -> Witness | None:
    """Its pieces in the target's words. Code that was rewritten since has neither the old words nor the new ones."""
    seen = question.seen
    evidence = tuple(map(str, seen))
    if has_fix(seen):
        return Witness("code", Presence.YES, f"its code has every change of the fix: {places(seen)}", evidence)
    if lacks_fix(seen):
        changed = _changed_again(question)
        if changed:
            text = "its code has what the fix replaces, as later commits that it has left it"
            return Witness("code", Presence.YES, f"{text}: {', '.join(each[:12] for each in changed)}", changed)
        return Witness("code", Presence.NO, "its code has what the fix replaces", evidence)
    if question.members and not question.fix.means.by_code:
        return None
    if question.view is None:
        return Witness("code", Presence.UNSURE, "its code was not looked at, and its history does not tell")
    return Witness("code", Presence.UNSURE, "neither the fix nor what it replaces was recognised in its code", evidence)


def _changed_again(question: Question) -> tuple[str, ...]:
    """Where the history has the fix: the commits of it that repaired the fix, followed it up or changed its lines."""
    if not question.members or question.fix.means.by_code or reverted(question) is not None:
        return ()
    later = (each for each in follow_ups(question.fix) if each.relation != TAKES_BACK)
    return tuple(held for each in later if (held := question.holding(each.commit)) is not None)


WITNESSES: dict[str, Callable[[Question], Witness | None]] = {
    "ancestry": _ancestry,
    "chain": _chain,
    "patch": _patch,
    "reverted": _reverted,
    "code": _code,
}
