"""The run as a comment on a pull request or a job's summary.

Whatever comes from a repository stands in code spans and fences: there neither markup nor mentions, references, links
or quick actions exist.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from backport.core.behaviour import Behaviour
from backport.core.case import Run
from backport.core.difference import Difference
from backport.core.verdict import Finding, Verdict
from backport.report import summary
from backport.report.escape import log, log_line
from backport.report.lanes import lanes
from backport.report.shown import Shown, of_run

COMMENT = 60_000  # GitHub takes 65,536 characters, GitLab a million
SUMMARY = 900_000  # GitHub takes 1 MiB of a step's summary

_ROWS = 100
_WIDTH = 76
_MARKS = {Verdict.SOUND: "✅", Verdict.DOUBTFUL: "⚠️", Verdict.UNSOUND: "❌", Verdict.UNKNOWN: "❔"}


def write(run: Run, stream: TextIO) -> None:
    """Write the comment."""
    stream.write(comment(run))


def comment(run: Run, limit: int = COMMENT) -> str:
    """The text, of at most `limit` bytes: what does not fit is left out from the end, and said to be."""
    return fitting(_head(run), blocks(of_run(run)), limit)


def fitting(head: Iterable[str], parts: Iterable[str], limit: int) -> str:
    """The lines of the head and as many of the parts as fit into `limit` bytes."""
    text = "\n".join(head)
    left_out = 0
    for block in parts:
        if _bytes(text) + _bytes(block) + 100 > limit:
            left_out += 1
        else:
            text += "\n" + block
    return text + (f"\n*{left_out} parts are left out; the HTML report has them.*\n" if left_out else "")


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))


def _head(run: Run) -> list[str]:
    rows = [_row(summary.row(case)) for case in run.cases[:_ROWS]]
    more = len(run.cases) - len(rows)
    return [
        f"### Backports of {code(summary.short(run.origin))}",
        "",
        code(run.subject, 300),
        "",
        f"**{summary.sentence(run)}**",
        "",
        "| Target | Verdict | Outcome | Rung | Why |",
        "|---|---|---|---|---|",
        *rows,
        *(["", f"*and {more} more targets*"] if more else []),
        "",
    ]


def _row(row: summary.Row) -> str:
    return f"| {cell(row.series)} | {verdict(row.verdict)} | {row.outcome} | {row.rung or '–'} | {cell(row.why)} |"


def verdict(value: Verdict) -> str:
    """A verdict with its mark."""
    return f"{_MARKS[value]} {value}"


def blocks(shown: Sequence[Shown]) -> Iterator[str]:
    """What a person has to look at first, then the diffs, then the rest."""
    for one in shown:
        if one.case.verdict != Verdict.SOUND:
            yield "\n".join(_findings(one))
    for one in shown:
        if one.case.diff:
            yield _folded(f"{_plain(one.name)}: diff", fence(one.case.diff, "diff"))
    for one in shown:
        if one.case.certificate:
            yield _certificate(one)
        for behaviour in one.case.behaviour:
            if behaviour.role.startswith("backport"):  # the fix's own runs are in the HTML report
                yield from _behaviour(one, behaviour)
        if one.case.message:
            yield _folded(f"{_plain(one.name)}: commit message", fence(one.case.message))


def _findings(shown: Shown) -> list[str]:
    case = shown.case
    return [f"#### {code(shown.name)}: {case.verdict}", "", *map(_finding, summary.findings(case)), ""]


def _finding(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    head = [f"**{finding.severity}**", code(finding.check), *([code(place)] if place else [])]
    lines = [code(finding.message, 1000), *(f"  - {code(line)}" for line in finding.evidence[:20])]
    return f"- {' '.join(head)}  \n  " + "\n".join(lines)


def _certificate(shown: Shown) -> str:
    """How the result's change differs from the fix's; first what nothing accounts for."""
    differences = sorted(shown.case.certificate, key=lambda item: bool(item.because))
    left = sum(not item.because for item in differences)
    count = f"{len(differences)} difference{'s' if len(differences) > 1 else ''} to the fix, {left} not accounted for"
    rows = [
        "| "
        + " | ".join(map(cell, (item.kind, _place(item), item.theirs, item.ours, item.because or "nothing")))
        + " |"
        for item in differences[:_ROWS]
    ]
    more = [f"\n*and {len(differences) - _ROWS} more*"] if len(differences) > _ROWS else []
    head = ("| What | Where | The fix | The result | Accounted for by |", "|---|---|---|---|---|")
    return _folded(f"{_plain(shown.name)}: {count}", "\n".join((*head, *rows, *more)))


def _place(item: Difference) -> str:
    return f"{item.path}:{item.line}" if item.line else item.path


def _behaviour(shown: Shown, behaviour: Behaviour) -> Iterator[str]:
    for result in behaviour.properties:
        if result.path:
            steps = "\n".join(lanes(result.path, _WIDTH))
            title = f"{_plain(shown.name)}: {len(result.path)} steps that break a property, {_plain(behaviour.role)}"
            yield _folded(title, fence(f"{result.name}: {result.prose}\n\n{steps}"))


def _plain(text: str) -> str:
    """A short name where HTML is: only letters, digits and a few marks that mean nothing anywhere."""
    return re.sub(r"[^\w .-]", "_", log_line(text))[:60]


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>\n"


def cell(text: str) -> str:
    """A code span in a table, where a bar would end the cell even inside the span."""
    return code(text, 300).replace("|", "¦")


def code(text: str, most: int = 200) -> str:
    """A code span that holds the text in one line, whatever back quotes are in it."""
    line = log_line(text)
    line = line if len(line) <= most else line[: most - 1] + "…"
    mark = "`" * (_longest(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return f"{mark}{pad}{line or '-'}{pad}{mark}"


def fence(text: str, language: str = "") -> str:
    """A fenced block that nothing in the text can end."""
    shown = log(text).rstrip("\n")
    mark = "`" * max(3, _longest(shown) + 1)
    return f"{mark}{language}\n{shown}\n{mark}"


def _longest(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
