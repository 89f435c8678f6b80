"""What every format says of a case in the same words, so that no two of them can disagree."""

import re
from collections import Counter
from dataclasses import dataclass

from backport.core.case import Case, Outcome, Run, Rung
from backport.core.verdict import Finding, Severity, Verdict, decide

VERDICT_CHECK = "verdict"
_ID = re.compile(r"^([0-9a-f]{12})[0-9a-f]{28}(?:[0-9a-f]{24})?(?![0-9a-zA-Z])")

# What a finding does, worst first; the order of findings in every report.
SEVERITIES: dict[Severity, str] = {
    Severity.HARD: "a proved defect",
    Severity.OPEN: "could not be examined",
    Severity.SOFT: "a reason to look",
    Severity.NOTE: "worth knowing",
}

VERDICTS: dict[Verdict, str] = {
    Verdict.SOUND: "everything that was examined agrees with the fix",
    Verdict.DOUBTFUL: "nothing is proved wrong, a person should look",
    Verdict.UNSOUND: "a defect is proved",
    Verdict.UNKNOWN: "something that had to be examined could not be",
}

RUNGS: dict[Rung, str] = {
    Rung.SAME: "the file is the fix's own parent, byte for byte",
    Rung.MERGE: "git's three-way merge",
    Rung.TRANSLATED: "the same merge after the fix was translated into the branch's names",
    Rung.PLACED: "put by function and syntax",
    Rung.TOKENS: "merged word by word inside changed lines",
    Rung.DROPPED: "the branch does not have what this part changes",
    Rung.RESOLVED: "a person finished it",
    Rung.CONFLICT: "a person has to decide",
}

_BEFORE, _AFTER = "backport before", "backport after"

_SEVERITY_OF: dict[Verdict, Severity] = {
    Verdict.UNSOUND: Severity.HARD,
    Verdict.UNKNOWN: Severity.OPEN,
    Verdict.DOUBTFUL: Severity.SOFT,
}


@dataclass(frozen=True)
class Row:
    """One line of the table of verdicts."""

    series: str
    verdict: Verdict
    outcome: Outcome
    rung: str
    why: str


def findings(case: Case) -> tuple[Finding, ...]:
    """The case's findings, worst first. A verdict that they do not explain is itself the first of them."""
    order = list(SEVERITIES)
    found = sorted(case.findings, key=lambda finding: order.index(finding.severity))
    severity = _SEVERITY_OF.get(case.verdict)
    if severity is None or decide(found) == case.verdict:
        return tuple(found)
    reason = case.application.reason or VERDICTS[case.verdict]
    return (Finding(VERDICT_CHECK, severity, f"{case.verdict}: {reason}"), *found)


def row(case: Case) -> Row:
    """The case's line of the table."""
    rung = case.application.rung
    return Row(case.target.series, case.verdict, case.application.outcome, rung.value if rung else "", why(case))


def why(case: Case) -> str:
    """One sentence: the worst finding of a case that is not sound, else how it came to be sound."""
    if case.verdict != Verdict.SOUND:
        return findings(case)[0].message
    if case.application.outcome != Outcome.APPLIED:
        return case.application.reason or VERDICTS[case.verdict]
    checks = _count(len(case.checks), "check")
    return "; ".join([f"{_count(len(case.rules), 'rule')} used", *([checks] if case.checks else []), *_models(case)])


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' if number != 1 else ''}"


def _models(case: Case) -> list[str]:
    """What each model says of the backport, before and after."""
    said = {(run.model, run.role): run.status for run in case.behaviour}
    return [
        f"{model}: {before} before, {said[model, _AFTER]} after"
        for (model, role), before in said.items()
        if role == _BEFORE and (model, _AFTER) in said
    ]


def counts(run: Run) -> tuple[tuple[Verdict, int], ...]:
    """How many targets have each verdict, without the verdicts that none has."""
    count = Counter(case.verdict for case in run.cases)
    return tuple((verdict, count[verdict]) for verdict in Verdict if count[verdict])


def sentence(run: Run) -> str:
    """The run in one line."""
    parts = ", ".join(f"{number} {verdict}" for verdict, number in counts(run))
    return f"{_count(len(run.cases), 'target')}: {parts}" if parts else "no targets"


def short(revision: str) -> str:
    """An object id as people quote it, also in front of `~1` and the like; anything else as it is."""
    return _ID.sub(lambda match: match[1], revision)
