"""The run for a terminal: a table of verdicts, then what was found on each target that needs a person."""

from collections.abc import Callable, Sequence
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backport.core.behaviour import Behaviour, PropertyResult
from backport.core.case import Case, FileResult, Run
from backport.core.difference import Difference
from backport.core.verdict import Finding, Verdict
from backport.report import palette, summary
from backport.report.escape import log_line
from backport.report.lanes import lanes
from backport.report.shown import Shown, of_run

WIDTH = 80  # where there is no terminal to ask
_WIDEST = 120
_SHOWN_DIFFERENCES = 5
_INDENT = 2


def write(run: Run, stream: TextIO) -> None:
    """Write the report: coloured and as wide as the terminal where `stream` is one, else plain in 80 columns."""
    show(lambda width: _run(run, width), stream)


def show(draw: Callable[[int], RenderableType], stream: TextIO) -> None:
    """Write what `draw` makes for a width."""
    console = Console(file=stream, highlight=False, emoji=False, markup=False, soft_wrap=False)
    console.width = min(console.width, _WIDEST) if console.is_terminal else WIDTH
    with console.capture() as captured:
        console.print(draw(console.width))
    for line in captured.get().splitlines():
        stream.write(line.rstrip() + "\n")


def _run(run: Run, width: int) -> RenderableType:
    where = f"{summary.short(run.origin)} in {run.repository}"
    blocks = [block for one in of_run(run) for block in details(one, width)]
    return Group(plain(run.subject, "bold"), plain(where, "dim"), Text(), _table(run), *blocks, Text(), _end(run))


def _end(run: Run) -> Text:
    return plain(f"{summary.sentence(run)}. {run.seconds:.1f} s.", "bold")


def _table(run: Run) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Target", overflow="fold", max_width=16)
    table.add_column("Verdict", no_wrap=True)
    table.add_column("Outcome", no_wrap=True)
    table.add_column("Rung", no_wrap=True)
    table.add_column("Why", overflow="fold", ratio=1)
    for case in run.cases:
        row = summary.row(case)
        verdict = Text(row.verdict.value, palette.VERDICTS[row.verdict])
        table.add_row(plain(row.series), verdict, Text(row.outcome.value), Text(row.rung or "-"), plain(row.why))
    return table


def details(shown: Shown, width: int) -> list[RenderableType]:
    """What is to be said of a case beside its line in the table; nothing where there is no more."""
    case = shown.case
    blocks = [
        *(_finding(finding) for finding in summary.findings(case)),
        *(_file(file) for file in case.application.files if file.candidates or file.notes or file.conflict),
        *_certificate(case.certificate),
        *_behaviour(case, width - _INDENT),
    ]
    if not blocks:
        return []
    title = Text.assemble(plain(shown.name, "bold"), ": ", (case.verdict.value, palette.VERDICTS[case.verdict]))
    return [Text(), title, *(Padding(block, (0, 0, 0, _INDENT)) for block in blocks)]


def _finding(finding: Finding) -> RenderableType:
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    head = Text.assemble(
        (finding.severity.value, palette.SEVERITIES[finding.severity]), "  ", plain(finding.check, "bold")
    )
    for part in (place, finding.subject):
        if part:
            head.append("  ").append(plain(part, "cyan"))
    body = [plain(finding.message), *(plain(f"- {line}", "dim") for line in finding.evidence)]
    return Group(head, *(Padding(line, (0, 0, 0, 6)) for line in body))


def _file(file: FileResult) -> RenderableType:
    went = file.path or "(dropped)"
    arrow = file.path if file.path == file.source_path else f"{file.source_path} -> {went}"
    head = Text.assemble("file  ", plain(arrow, "cyan"), f"  {file.rung.value}")
    lines = [
        *(plain(f"- {note}", "dim") for note in file.notes),
        *(plain(f"fits as well: {place}", "dim") for place in file.candidates),
        *([plain("left with conflict markers", "dim")] if file.conflict else []),
    ]
    return Group(head, *(Padding(line, (0, 0, 0, 6)) for line in lines))


def _certificate(differences: Sequence[Difference]) -> list[RenderableType]:
    """How the result's change differs from the fix's: how often, and the differences that nothing accounts for."""
    left = [item for item in differences if not item.because]
    if not differences:
        return []
    count = f"{len(differences)} difference{'s' if len(differences) > 1 else ''} to the fix's change"
    head = Text.assemble(("certificate", "bold"), f"  {count}, {len(differences) - len(left)} accounted for")
    lines = [
        plain(f"{item.kind}  {item.path}  {item.ours or item.theirs}", "dim") for item in left[:_SHOWN_DIFFERENCES]
    ]
    return [Group(head, *(Padding(line, (0, 0, 0, 6)) for line in lines))]


def _behaviour(case: Case, width: int) -> list[RenderableType]:
    lines: dict[tuple[str, str], list[Behaviour]] = {}
    for run in case.behaviour:
        lines.setdefault((run.model, run.role.rpartition(" ")[0]), []).append(run)
    blocks: list[RenderableType] = [_model(*key, runs) for key, runs in lines.items()]
    for run in case.behaviour:
        if run.role.endswith("after") and case.verdict != Verdict.SOUND:
            blocks += [_path(run, result, width) for result in run.properties if result.path]
    return blocks


def _model(model: str, subject: str, runs: list[Behaviour]) -> Text:
    """One line for the runs before and after."""
    line = Text.assemble("model  ", plain(f"{model}, {subject}:"))
    for run in runs:
        broken = [f"{result.name} in {len(result.path)} steps" for result in run.properties if result.path]
        said = "; ".join([*broken, *([run.reason] if run.reason else [])])
        line.append(" ").append(plain(run.role.rpartition(" ")[2]))
        line.append(" ").append(run.status.value, palette.STATUSES[run.status])
        if said:
            line.append(" (").append(plain(said)).append(")")
        line.append("" if run is runs[-1] else ",")
    return line


def _path(behaviour: Behaviour, result: PropertyResult, width: int) -> RenderableType:
    steps = (Text(line, no_wrap=True, overflow="ignore") for line in lanes(result.path, width))
    return Group(plain(f"{behaviour.role} breaks {result.name}: {result.prose}"), *steps)


def plain(text: str, style: str = "") -> Text:
    """Text of a repository, made safe for a terminal."""
    return Text(log_line(text), style, overflow="fold")
