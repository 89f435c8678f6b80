"""GitLab's code quality report: one entry per finding."""

from typing import TextIO

from backport.core.case import Run
from backport.core.printable import one_line
from backport.core.verdict import Severity
from backport.report import summary
from backport.report.anchor import places
from backport.report.escape import words
from backport.report.sarif import fingerprints
from backport.report.shown import Shown, of_run
from backport.runs.document import dumps

_SEVERITIES = {
    Severity.HARD: "critical",
    Severity.OPEN: "major",
    Severity.SOFT: "minor",
    Severity.NOTE: "info",
}


def write(run: Run, stream: TextIO) -> None:
    """Write the list of entries."""
    stream.write(dumps([entry for one in of_run(run) for entry in entries(one)]))


def entries(shown: Shown) -> list[dict[str, object]]:
    """An entry per finding of a case."""
    case = shown.case
    found = summary.findings(case)
    return [
        {
            "description": words(f"{shown.name}: {finding.message}"),
            "check_name": words(finding.check),
            "fingerprint": mark,
            "severity": _SEVERITIES[finding.severity],
            "location": {"path": one_line(place.path) or ".", "lines": {"begin": place.line}},
        }
        for finding, place, mark in zip(found, places(case, found), fingerprints(shown, found), strict=True)
    ]
