"""Run the checks over one exam."""

from collections.abc import Iterator, Sequence

from backport.core.difference import Difference
from backport.core.verdict import Finding, Severity
from backport.stages.verify.certificate import certificate
from backport.stages.verify.check import Check
from backport.stages.verify.exam import Exam
from backport.stages.verify.library import Library
from backport.stages.verify.study import Study
from backport.stages.verify.table import CHECKS


def examine(exam: Exam, checks: Sequence[Check] = CHECKS, library: Library | None = None) -> tuple[Finding, ...]:
    """What the checks have to say of one backport, sorted, each thing once.

    `library` may be shared by exams of one repository: it remembers the texts. `names()` tells which checks ran.
    """
    return _examined(Study(exam, library), checks)


def certified(
    exam: Exam, checks: Sequence[Check] = CHECKS, library: Library | None = None
) -> tuple[tuple[Finding, ...], tuple[Difference, ...]]:
    """What `examine` finds, and how the result's change differs from the fix's, with what accounts for it."""
    study = Study(exam, library)
    findings = _examined(study, checks)
    return findings, certificate(study, findings)


def _examined(study: Study, checks: Sequence[Check]) -> tuple[Finding, ...]:
    found = {finding for check in checks for finding in _run(check, study)}
    return tuple(sorted(found, key=_order))


def names(checks: Sequence[Check] = CHECKS) -> tuple[str, ...]:
    """The names of checks, for the record of a case."""
    return tuple(check.name for check in checks)


def _run(check: Check, study: Study) -> Iterator[Finding]:
    try:
        yield from check.run(study)
    except RecursionError:
        # Untrusted text may nest deeper than a parser bears: that is an answer we do not have, not a crash.
        yield Finding(check.name, Severity.OPEN, "the text nests too deeply to be examined")


def _order(finding: Finding) -> tuple[int, str, str, int, str, str]:
    severity = list(Severity).index(finding.severity)
    return severity, finding.check, finding.path, finding.line, finding.subject, finding.message
