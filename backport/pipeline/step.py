"""One fix on one target: found there, or translated, applied, committed to the scratch repository and judged."""

import traceback
from collections import Counter
from collections.abc import Sequence

from backport.core.case import Application, Case, Outcome, Target
from backport.core.commit import SourceCommit
from backport.core.errors import UserError
from backport.core.rule import Rule
from backport.core.verdict import Finding, Severity, Verdict, decide
from backport.history.walked import Found, in_history
from backport.pipeline.bench import Bench, words
from backport.pipeline.ported import Judge, Made, Manner, Port, ported
from backport.pipeline.taught import taught
from backport.stages.apply.doubts import doubts
from backport.stages.apply.ladder import Applied, apply_fix
from backport.stages.plan.code import sights
from backport.stages.plan.sight import Sight, Standing, has_fix
from backport.stages.translate.changed import changed

BUG = "bug"  # the name of the finding
_FRAMES = 4  # of a traceback


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
    judged = judge(bench, source, target, applied, way)
    applied, judged = taught(bench, judge, source, target, applied, judged, way)
    port = Port(bench, lambda *_: judged, manner, origin, source, target, applied, applied.tree or tree, way)
    return ported(port, seen)


def failed(origin: SourceCommit, target: Target, error: UserError) -> Made:
    """The case of a target that could not be examined at all."""
    finding = Finding("line", Severity.OPEN, error.message, evidence=(error.way_out,) if error.way_out else ())
    application = Application(Outcome.SKIPPED, origin.id, reason=error.message)
    return Made(Case(target, origin.id, None, Verdict.UNKNOWN, application, findings=(finding,)))


def broken(origin: SourceCommit, target: Target, error: Exception) -> Made:
    """The case of a target at which we failed: what happened, and the end of the traceback."""
    reason = f"this is a bug of backport: {type(error).__name__}: {error}"
    frames = tuple(line.rstrip() for line in traceback.format_tb(error.__traceback__)[-_FRAMES:])
    application = Application(Outcome.SKIPPED, origin.id, reason=reason)
    finding = Finding(BUG, Severity.OPEN, reason, evidence=frames)
    return Made(Case(target, origin.id, None, Verdict.UNKNOWN, application, findings=(finding,)))


def hints(bench: Bench, origin: SourceCommit, series: str) -> tuple[Rule, ...]:
    """The map rules that the fix's own message asks for on this series."""
    if bench.project.HINTS is None:
        return ()
    return bench.project.HINTS(origin.commit.message, origin.id, series, lambda: changed(bench.scratch, origin))


def _there(bench: Bench, origin: SourceCommit, target: Target, found: Found | None, seen: Sequence[Sight]) -> Made:
    """Found by its history, by its code, or by both: where the two disagree, the verdict says so."""
    findings = _disagreement(found, seen) if found is not None else ()
    reasons = [found.how] if found is not None else []
    reasons += ["its code has every change of the fix"] if has_fix(seen) else []
    application = Application(
        Outcome.THERE, found.commit if found else origin.id, reason="; ".join(reasons), evidence=tuple(map(str, seen))
    )
    case = Case(target, origin.id, target.tree, decide(findings), application, findings=findings)
    source = bench.scratch.source(found.commit) if found is not None else None
    return Made(case, source)


def _disagreement(found: Found, seen: Sequence[Sight]) -> tuple[Finding, ...]:
    """What speaks against a fix that the history has.

    Code moves on after a fix, and picks are adapted: that some pieces are not recognised, or a few stand as before, is
    worth a note. That no more pieces are as they should be than as they were is a reason to look.
    """
    if found.taken_back:
        text = f"its history has the fix, and {found.taken_back[:12]} took it back"
        return (Finding("there", Severity.SOFT, text, evidence=(found.commit, found.taken_back)),)
    count = Counter(sight.standing for sight in seen)
    evidence = tuple(str(sight) for sight in seen if sight.standing is not Standing.FIXED)
    if count[Standing.BROKEN] and count[Standing.BROKEN] >= count[Standing.FIXED]:
        return (Finding("there", Severity.SOFT, "its history has the fix and its code has not", evidence=evidence),)
    if evidence:
        what = f"{len(evidence)} of {len(seen)} changes of the fix are not recognised in its code"
        return (Finding("there", Severity.NOTE, f"{what}: adapted, or changed since", evidence=evidence),)
    return ()


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
