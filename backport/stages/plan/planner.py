"""Ask every rule about every series, newest first, and say from where each pick is made."""

import re
from collections.abc import Sequence
from dataclasses import replace

from backport.core.case import Target
from backport.core.commit import SourceCommit
from backport.core.plan import Action, Plan, Related, Step
from backport.history.index import Index
from backport.stages.plan.absent import absent
from backport.stages.plan.ancestry import ancestry
from backport.stages.plan.chain import chain
from backport.stages.plan.depends import depends
from backport.stages.plan.follow_ups import TAKES_BACK, follow_ups, lacking
from backport.stages.plan.instruction import excluded, silent, tied
from backport.stages.plan.introduced import introduced
from backport.stages.plan.observation import observation
from backport.stages.plan.prerequisites import prerequisites
from backport.stages.plan.question import Answer, Fix, Means, Question, Rule
from backport.stages.plan.reverted import reverted
from backport.stages.plan.same_code import same_code
from backport.stages.plan.same_patch import same_patch
from backport.stages.plan.sight import lacks_fix

# In order: the first answer counts. What history proves comes first, then what code shows, then what messages say.
RULES: dict[str, Rule] = {
    "reverted": reverted,
    "ancestry": ancestry,
    "chain": chain,
    "same patch": same_patch,
    "same code": same_code,
    "introduced": introduced,
    "absent": absent,
    "excluded": excluded,
    "tied": tied,
    "depends": depends,
    "observation": observation,
    "silent": silent,
}

# What history proves; not heard where the code alone is to tell.
_HISTORY = ("reverted", "ancestry", "chain", "same patch")


def plan(index: Index, source: SourceCommit, targets: Sequence[Target], means: Means | None = None) -> Plan:
    """What each target needs of `source`, newest series first.

    `index` must hold the fix and the targets' revisions (`Index.opened(repository, [fix, *revisions])`). Without
    `means` the history alone decides.
    """
    fix = Fix(index, source, means or Means())
    later = follow_ups(fix)
    steps: list[Step] = []
    for target in newest_first(targets):
        steps.append(_step(Question(fix, target), later, steps))
    return Plan(
        fix=source.id,
        origin=fix.origin,
        subject=source.commit.subject,
        steps=tuple(steps),
        family=tuple(sorted(fix.family)),
        follow_ups=later,
    )


def newest_first(targets: Sequence[Target]) -> list[Target]:
    """Targets by the numbers in their series' names, 10.0 before 9.9; those without numbers first, as given."""

    def key(target: Target) -> tuple[bool, tuple[int, ...]]:
        numbers = tuple(int(digits[:18]) for digits in re.findall(r"[0-9]+", target.series))
        return not numbers, numbers

    return sorted(targets, key=key, reverse=True)


def _step(question: Question, later: Sequence[Related], newer: Sequence[Step]) -> Step:
    name, answer = _first_answer(question)
    missing = lacking(question, tuple(later))
    step = Step(question.target, answer.action, name, answer.reason, answer.evidence, answer.found, follow_ups=missing)
    return _hop(_needed(question, step, later), question.source, newer) if step.action is Action.PICK else step


def _first_answer(question: Question) -> tuple[str, Answer]:
    for name, rule in RULES.items():
        answer = None if question.fix.means.by_code and name in _HISTORY else rule(question)
        if answer is not None:
            return name, answer
    return "missing", _pick(question)


def _pick(question: Question) -> Answer:
    reason = f"no pick of it is in {question.target.series}"
    if lacks_fix(question.seen):
        reason += ", and its code has what the fix replaces"
    elif question.seen:
        reason += "; what the fix replaces was not recognised in its code"
    return Answer(Action.PICK, reason, tuple(map(str, question.seen)))


def _needed(question: Question, step: Step, later: Sequence[Related]) -> Step:
    """A pick that mainline took back, or that needs what the target lacks, is no plain pick."""
    undone = next((each for each in later if each.relation == TAKES_BACK), None)
    if undone is not None:
        there = question.holding(undone.commit)
        reason = f"mainline took it back by {undone.commit[:12]}{', which is there' if there else ''}: {undone.subject}"
        action = Action.NOT_AFFECTED if there else Action.PERSON
        return replace(step, action=action, rule="taken back", reason=reason, evidence=(there or undone.commit,))
    needs = prerequisites(question)
    if needs:
        brought = "; ".join(f"{each.commit[:12]} {each.relation}" for each in needs)
        return replace(step, action=Action.WAITS, rule="prerequisites", reason=f"it uses {brought}", needs=needs)
    return step


def _hop(step: Step, source: SourceCommit, newer: Sequence[Step]) -> Step:
    """A pick is made from the nearest newer series that has the fix or gets it first, else from the fix itself."""
    if step.action not in (Action.PICK, Action.WAITS):
        return step
    for above in reversed(newer):
        if above.action is Action.THERE and above.found:
            return replace(step, source=above.found, after=above.target.series)
        if above.action is Action.PICK:
            return replace(step, after=above.target.series)
    return replace(step, source=source.id)
