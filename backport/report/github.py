"""Annotations on GitHub: workflow commands on stdout, as many as GitHub shows of one step, worst first."""

from collections import Counter
from collections.abc import Sequence
from typing import TextIO

from backport.core.case import Run
from backport.core.printable import one_line, printable
from backport.core.verdict import Finding, Severity
from backport.report import summary
from backport.report.anchor import Place, places
from backport.report.shown import Shown, of_run

_COMMANDS = {
    Severity.HARD: "error",
    Severity.OPEN: "warning",
    Severity.SOFT: "warning",
    Severity.NOTE: "notice",
}
PER_STEP = 10  # annotations of each kind that GitHub keeps of a step
_MESSAGE = 60_000  # bytes; GitHub takes 64 KiB
_TITLE = 250  # characters; GitHub takes 255


def write(run: Run, stream: TextIO) -> None:
    """Write the commands, then one plain line with the verdicts and what was left out."""
    annotate(of_run(run), summary.sentence(run), stream)


def annotate(shown: Sequence[Shown], sentence: str, stream: TextIO) -> None:
    """Write the commands for these cases, then the sentence."""
    found = [
        (one, finding, place)
        for one in shown
        for findings in [summary.findings(one.case)]
        for finding, place in zip(findings, places(one.case, findings), strict=True)
    ]
    order = list(summary.SEVERITIES)
    used: Counter[str] = Counter()
    for one, finding, place in sorted(found, key=lambda each: order.index(each[1].severity)):
        command = _COMMANDS[finding.severity]
        used[command] += 1
        if used[command] <= PER_STEP:
            stream.write(_annotation(command, one, finding, place) + "\n")
    left = sum(max(0, count - PER_STEP) for count in used.values())
    stream.write(f"backport: {sentence}" + (f"; {left} more findings\n" if left else "\n"))


def _annotation(command: str, shown: Shown, finding: Finding, place: Place) -> str:
    title = f"backport {shown.name}: {shown.case.verdict.value}, {finding.check}"[:_TITLE]
    where = {"file": place.path, "line": str(place.line)} if place.path else {}
    properties = ",".join(f"{name}={_property(value)}" for name, value in {**where, "title": title}.items())
    message = "\n".join([finding.message, *(f"- {line}" for line in finding.evidence)])
    return f"::{command} {properties}::{_data(_cut(message))}"


def _cut(text: str) -> str:
    """As much of a text as GitHub takes."""
    raw = text.encode("utf-8", "backslashreplace")
    return text if len(raw) <= _MESSAGE else raw[:_MESSAGE].decode("utf-8", "ignore") + " …"


def _data(text: str) -> str:
    """Text of a command, by the runner's own escapes. The older command syntax is broken up as everywhere."""
    escaped = printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace("##", "#%23")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")
