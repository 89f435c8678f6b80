"""The run as a comment on a pull request or a job's summary.

Whatever comes from a repository stands in code spans and fences: there neither markup nor mentions, references, links
or quick actions exist.
"""

import re
from collections.abc import Iterator
from typing import TextIO

from backport.core.behaviour import Behaviour
from backport.core.case import Case, Run
from backport.core.verdict import Finding, Verdict
from backport.report import summary
from backport.report.escape import log, log_line
from backport.report.lanes import lanes

COMMENT = 60_000  # GitHub takes 65,536 characters, GitLab a million
SUMMARY = 900_000  # GitHub takes 1 MiB of a step's summary

_ROWS = 100
_WIDTH = 76
_MARKS = {Verdict.SOUND: "✅", Verdict.DOUBTFUL: "⚠️", Verdict.UNSOUND: "❌", Verdict.UNKNOWN: "❔"}


def write(run: Run, stream: TextIO) -> None:
    """Write the comment."""
    stream.write(comment(run))


def comment(run: Run, limit: int = COMMENT) -> str:
    """The text, of at most `limit` characters: what does not fit is left out from the end, and said to be."""
    text = "\n".join(_head(run))
    left_out = 0
    for block in _blocks(run):
        if len(text) + len(block) + 100 > limit:
            left_out += 1
        else:
            text += "\n" + block
    return text + (f"\n*{left_out} parts are left out; the HTML report has them.*\n" if left_out else "")


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
    verdict = f"{_MARKS[row.verdict]} {row.verdict}"
    return f"| {_cell(row.series)} | {verdict} | {row.outcome} | {row.rung or '–'} | {_cell(row.why)} |"


def _blocks(run: Run) -> Iterator[str]:
    """What a person has to look at first, then the diffs, then the rest."""
    for case in run.cases:
        if case.verdict != Verdict.SOUND:
            yield "\n".join(_findings(case))
    for case in run.cases:
        if case.diff:
            yield _folded(f"{_name(case)}: diff", fence(case.diff, "diff"))
    for case in run.cases:
        for behaviour in case.behaviour:
            if behaviour.role.startswith("backport"):  # the fix's own runs are in the HTML report
                yield from _behaviour(case, behaviour)
        if case.message:
            yield _folded(f"{_name(case)}: commit message", fence(case.message))


def _findings(case: Case) -> list[str]:
    return [f"#### {code(case.target.series)}: {case.verdict}", "", *map(_finding, summary.findings(case)), ""]


def _finding(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    head = [f"**{finding.severity}**", code(finding.check), *([code(place)] if place else [])]
    lines = [code(finding.message, 1000), *(f"  - {code(line)}" for line in finding.evidence[:20])]
    return f"- {' '.join(head)}  \n  " + "\n".join(lines)


def _behaviour(case: Case, behaviour: Behaviour) -> Iterator[str]:
    for result in behaviour.properties:
        if result.path:
            steps = "\n".join(lanes(result.path, _WIDTH))
            title = f"{_name(case)}: {len(result.path)} steps that break a property, {_plain(behaviour.role)}"
            yield _folded(title, fence(f"{result.name}: {result.prose}\n\n{steps}"))


def _name(case: Case) -> str:
    return _plain(case.target.series)


def _plain(text: str) -> str:
    """A short name where HTML is: only letters, digits and a few marks that mean nothing anywhere."""
    return re.sub(r"[^\w .-]", "_", log_line(text))[:60]


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>\n"


def _cell(text: str) -> str:
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
