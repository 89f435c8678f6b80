"""A page over many runs: fixes down, branches across, each verdict a link into that run's page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from backport import runs
from backport.core.batch import Batch
from backport.core.case import Case, Run
from backport.core.errors import UserError
from backport.report import html, summary, write
from backport.report.page import anchor, page
from backport.runs.atomic import write_text


@dataclass(frozen=True)
class Entry:
    """A run and where its page is: `href` relative to the index, `when` in UTC."""

    run: Run
    href: str
    when: datetime | None = None


@dataclass(frozen=True)
class Cell:
    """A verdict with the address of its section."""

    case: Case
    href: str


@dataclass(frozen=True)
class Row:
    """A run's line: one cell per series, empty where the run has no such target."""

    anchor: str
    entry: Entry
    when: str
    cells: tuple[tuple[Cell, ...], ...]
    verdicts: str


def render(entries: Sequence[Entry]) -> str:
    """The page, its runs in the order given."""
    series = _series(entry.run for entry in entries)
    taken: set[str] = set()
    rows = [_row(entry, series, taken) for entry in entries]
    counts = [
        (verdict, number)
        for verdict in summary.VERDICTS
        if (number := sum(verdict in row.verdicts.split() for row in rows))
    ]
    return page("index.html.j2", rows=rows, series=series, counts=counts)


def site(stored: Iterable[runs.Stored], folder: Path) -> Path:
    """Write a page for each run and the index over them into `folder`; where the index is.

    UserError when a run cannot be read or the folder cannot be written.
    """
    return _written(((runs.load(one.folder), f"{one.id}.html", one.when) for one in stored), folder)


def pages(batch: Batch, folder: Path) -> Path:
    """Write a page for each examined commit and the index over them into `folder`; where the index is.

    UserError when the folder cannot be written.
    """
    named = [(one.run, f"{one.claimed.commit[:12]}.html") for one in batch.commits if one.run is not None]
    return _written(((run, name, None) for run, name in named), folder)


def _written(runs: Iterable[tuple[Run, str, datetime | None]], folder: Path) -> Path:
    entries = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for run, name, when in runs:
            write(run, "html", folder / name)
            entries.append(Entry(run, name, when))
        index = folder / "index.html"
        write_text(index, render(entries))
    except OSError as error:
        raise UserError(f"cannot write {folder}: {error.strerror}", "Name another folder.") from error
    return index


def _series(all_runs: Iterable[Run]) -> tuple[str, ...]:
    """Every series once, newest first as versions are counted."""
    names = {case.target.series for run in all_runs for case in run.cases}
    return tuple(sorted(names, key=_version, reverse=True))


def _version(name: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return [(1, int(part[:9]), "") if part.isascii() and part.isdigit() else (0, 0, part) for part in parts]


def _row(entry: Entry, series: Sequence[str], taken: set[str]) -> Row:
    places = zip(entry.run.cases, html.anchors(entry.run), strict=True)
    cells = [Cell(case, f"{quote(entry.href)}#{place}") for case, place in places]
    when = f"{entry.when.astimezone(UTC):%Y-%m-%d %H:%M}" if entry.when else ""
    return Row(
        anchor("run", entry.run.origin[:12], taken),
        entry,
        when,
        tuple(tuple(cell for cell in cells if cell.case.target.series == name) for name in series),
        " ".join(sorted({cell.case.verdict.value for cell in cells})),
    )
