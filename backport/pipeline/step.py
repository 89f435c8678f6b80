"""One fix on one target: found there, or translated, applied, committed to the scratch repository and judged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backport.core.attribution import attributed
from backport.core.behaviour import Behaviour
from backport.core.case import Application, Case, Outcome, RuleUse, Target
from backport.core.commit import SourceCommit
from backport.core.errors import UserError
from backport.core.rule import Rule
from backport.core.verdict import Finding, Severity, Verdict, decide
from backport.pipeline.bench import Bench, Words, words
from backport.pipeline.note import initials, note
from backport.stages.apply.doubts import doubts
from backport.stages.apply.ladder import Applied, apply_fix
from backport.stages.plan.code import sights
from backport.stages.plan.sight import Sight, has_fix, lacks_fix
from backport.stages.plan.there import Found, in_history
from backport.stages.translate.changed import changed


@dataclass(frozen=True)
class Manner:
    """What a run does with what it made: write notes, sign off; start every target from the fix itself (`direct`)."""

    notes: bool = True
    direct: bool = False


@dataclass(frozen=True)
class Judgement:
    """What the examination of a result found, and which checks made it."""

    findings: tuple[Finding, ...] = ()
    checks: tuple[str, ...] = ()
    behaviour: tuple[Behaviour, ...] = ()


Judge = Callable[[Bench, SourceCommit, Target, Applied, Words], Judgement]


@dataclass(frozen=True)
class Made:
    """A case, the fix as it stands on this target (None where it does not), and the rules that were used."""

    case: Case
    source: SourceCommit | None = None
    rules: tuple[RuleUse, ...] = ()


def take(
    bench: Bench, judge: Judge, manner: Manner, origin: SourceCommit, source: SourceCommit, target: Target
) -> Made:
    """Bring `source` (the fix `origin`, or the fix as a neighbour has it) to `target`."""
    way = words(bench, source, target.tree, hints(bench, origin, target.series))
    seen = sights(bench.scratch, bench.atlas, source, target.tree, way.translator)
    found = in_history(bench.scratch, origin.commit, target.revision)
    if found is not None or has_fix(seen):
        return _there(bench, origin, target, found, seen)
    applied = apply_fix(bench.scratch, bench.atlas, source, target.tree, way.translator)
    tree = applied.tree
    if tree is None or not applied.changed or tree == target.tree:
        return _nothing(origin, source, target, applied, seen)
    return _ported(_Port(bench, judge, manner, origin, source, target, applied, tree, way), seen)


def failed(origin: SourceCommit, target: Target, error: UserError) -> Made:
    """The case of a target that could not be examined at all."""
    finding = Finding("line", Severity.OPEN, error.message, evidence=(error.way_out,) if error.way_out else ())
    application = Application(Outcome.SKIPPED, origin.id, reason=error.message)
    return Made(Case(target, origin.id, None, Verdict.UNKNOWN, application, findings=(finding,)))


def hints(bench: Bench, origin: SourceCommit, series: str) -> tuple[Rule, ...]:
    """The map rules that the fix's own message asks for on this series."""
    if bench.project.HINTS is None:
        return ()
    return bench.project.HINTS(origin.commit.message, origin.id, series, lambda: changed(bench.scratch, origin))


def _there(bench: Bench, origin: SourceCommit, target: Target, found: Found | None, seen: Sequence[Sight]) -> Made:
    """Found by its history, by its code, or by both: where the two disagree, the verdict says so."""
    findings: list[Finding] = []
    if found is not None and lacks_fix(seen):
        evidence = tuple(str(sight) for sight in seen)
        findings.append(
            Finding("there", Severity.SOFT, "its history has the fix and its code has not", evidence=evidence)
        )
    reasons = [found.how] if found is not None else []
    reasons += ["its code has every change of the fix"] if has_fix(seen) else []
    application = Application(
        Outcome.THERE, found.commit if found else origin.id, reason="; ".join(reasons), evidence=tuple(map(str, seen))
    )
    case = Case(target, origin.id, target.tree, decide(findings), application, findings=tuple(findings))
    source = bench.scratch.source(found.commit) if found is not None else None
    return Made(case, source)


def _nothing(
    origin: SourceCommit, source: SourceCommit, target: Target, applied: Applied, seen: Sequence[Sight]
) -> Made:
    """No new tree: a person is needed, or nothing of what the fix changes is here."""
    stuck = applied.tree is None
    outcome = Outcome.CONFLICT if stuck else Outcome.NOT_AFFECTED if not applied.changed else Outcome.THERE
    reason = {
        Outcome.CONFLICT: "a change of the fix found no place here",
        Outcome.NOT_AFFECTED: "the branch has none of the files that the fix changes",
        Outcome.THERE: "applying the fix changes nothing",
    }[outcome]
    findings = list(doubts(applied.files))
    if outcome == Outcome.THERE and not has_fix(seen):
        findings.append(
            Finding("there", Severity.SOFT, "the fix changes nothing here, yet not all of its words are here")
        )
    application = Application(outcome, source.id, applied.rung, applied.files, reason, tuple(map(str, seen)))
    tree = None if stuck else target.tree
    return Made(Case(target, origin.id, tree, decide(findings), application, findings=tuple(findings)))


@dataclass(frozen=True)
class _Port:
    """All that is known once a new tree was made."""

    bench: Bench
    judge: Judge
    manner: Manner
    origin: SourceCommit
    source: SourceCommit
    target: Target
    applied: Applied
    tree: str
    way: Words

    def rules(self) -> tuple[Rule, ...]:
        """The rules that were used, in the order of their use."""
        names = dict.fromkeys(name for file in self.applied.files for name in file.rules)
        known = {rule.id: rule for rule in (*self.way.rules, *self.applied.learned)}
        return tuple(known[name] for name in names if name in known)

    def message(self) -> str:
        """The unchanged message, where it was picked from, what was adapted, who signs it off."""
        committer, trailers = self.bench.committer, self.bench.config.trailers
        who = trailers.initials or initials(committer)
        text = note(self.applied.files, self.rules(), who) if self.manner.notes else ""
        signer = str(committer) if committer is not None and trailers.sign_off else ""
        return attributed(self.source.commit.message, self.source.id, trailers.style, text, signer)

    def commit(self) -> str:
        """The commit, in the scratch repository: the next older branch is picked from it."""
        original = self.source.commit
        who = self.bench.committer or original.committer
        return self.bench.scratch.write_commit(self.tree, self.target.revision, self.message(), original.author, who)


def _ported(port: _Port, seen: Sequence[Sight]) -> Made:
    bench, source, target, applied = port.bench, port.source, port.target, port.applied
    judged = port.judge(bench, source, target, applied, port.way)
    findings = (*doubts(applied.files), *_remarks(port.way), *judged.findings)
    reason = "affected: the branch has the code that the fix repairs" if lacks_fix(seen) else ""
    commit = port.commit()
    case = Case(
        target=target,
        origin=port.origin.id,
        tree=port.tree,
        verdict=decide(findings),
        application=Application(Outcome.APPLIED, source.id, applied.rung, applied.files, reason, tuple(map(str, seen))),
        rules=tuple(rule.id for rule in port.rules()),
        findings=findings,
        message=port.message(),
        checks=judged.checks,
        behaviour=judged.behaviour,
        diff=bench.scratch.diff(target.tree, port.tree),
        original=bench.scratch.diff(source.base_tree, source.commit.tree),
        commit=commit,
    )
    uses = (RuleUse(r.id, r.kind, r.newer, r.older, r.because, r.evidence, r.origin) for r in port.rules())
    return Made(case, bench.scratch.source(commit), tuple(uses))


def _remarks(way: Words) -> tuple[Finding, ...]:
    return (Finding("generation", Severity.SOFT, way.remark),) if way.remark else ()
