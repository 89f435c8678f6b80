"""Annotations on GitHub: workflow commands on stdout, as many as GitHub shows of one step, worst first."""

from collections import Counter
from typing import TextIO

from backport.core.case import Case, Run
from backport.core.printable import one_line, printable
from backport.core.verdict import Finding, Severity
from backport.report import summary
from backport.report.anchor import Place, places

_COMMANDS = {
    Severity.HARD: "error",
    Severity.OPEN: "warning",
    Severity.SOFT: "warning",
    Severity.NOTE: "notice",
}
PER_STEP = 10  # annotations of each kind that GitHub keeps of a step


def write(run: Run, stream: TextIO) -> None:
    """Write the commands, then one plain line with the verdicts and what was left out."""
    found = [
        (case, finding, place)
        for case in run.cases
        for findings in [summary.findings(case)]
        for finding, place in zip(findings, places(case, findings), strict=True)
    ]
    order = list(summary.SEVERITIES)
    used: Counter[str] = Counter()
    for case, finding, place in sorted(found, key=lambda each: order.index(each[1].severity)):
        command = _COMMANDS[finding.severity]
        used[command] += 1
        if used[command] <= PER_STEP:
            stream.write(_annotation(command, case, finding, place) + "\n")
    left = sum(max(0, count - PER_STEP) for count in used.values())
    stream.write(f"backport: {summary.sentence(run)}" + (f"; {left} more findings\n" if left else "\n"))


def _annotation(command: str, case: Case, finding: Finding, place: Place) -> str:
    title = f"backport {case.target.series}: {case.verdict.value}, {finding.check}"
    where = {"file": place.path, "line": str(place.line)} if place.path else {}
    properties = ",".join(f"{name}={_property(value)}" for name, value in {**where, "title": title}.items())
    message = "\n".join([finding.message, *(f"- {line}" for line in finding.evidence)])
    return f"::{command} {properties}::{_data(message)}"


def _data(text: str) -> str:
    """Text of a command, by the runner's own escapes. The older command syntax is broken up as everywhere."""
    escaped = printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace("##", "#%23")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")
