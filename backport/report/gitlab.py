"""GitLab's code quality report: one entry per finding."""

from typing import TextIO

from backport.core.case import Case, Run
from backport.core.printable import one_line
from backport.core.verdict import Severity
from backport.report import summary
from backport.report.anchor import places
from backport.report.escape import words
from backport.report.sarif import fingerprints
from backport.runs.document import dumps

_SEVERITIES = {
    Severity.HARD: "critical",
    Severity.OPEN: "major",
    Severity.SOFT: "minor",
    Severity.NOTE: "info",
}


def write(run: Run, stream: TextIO) -> None:
    """Write the list of entries."""
    stream.write(dumps([entry for case in run.cases for entry in _entries(case)]))


def _entries(case: Case) -> list[dict[str, object]]:
    found = summary.findings(case)
    return [
        {
            "description": words(f"{case.target.series}: {finding.message}"),
            "check_name": words(finding.check),
            "fingerprint": mark,
            "severity": _SEVERITIES[finding.severity],
            "location": {"path": one_line(place.path) or ".", "lines": {"begin": place.line}},
        }
        for finding, place, mark in zip(found, places(case, found), fingerprints(case, found), strict=True)
    ]
