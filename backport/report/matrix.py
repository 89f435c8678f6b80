"""The matrix of what is where, in the formats people and machines ask for."""

import csv
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from types import MappingProxyType

from backport.core.printable import one_line
from backport.history.matrix import Cell, Matrix
from backport.report.show_backports import cell

_SHORT = 12
_SPREADSHEET = ("=", "+", "-", "@", "\t", "\r")  # at the start of a cell a spreadsheet takes it for a formula


def text(matrix: Matrix) -> Iterator[str]:
    """Aligned columns for a terminal, and a count of what is missing where."""
    head = ["commit", *matrix.columns]
    body = [[row.commit[:_SHORT], *map(cell, row.cells)] for row in matrix.rows]
    widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
    yield _aligned(head, widths) + "subject"
    for row, cells in zip(matrix.rows, body, strict=True):
        yield _aligned(cells, widths) + one_line(row.subject)
    yield ""
    yield summary(matrix)


def summary(matrix: Matrix) -> str:
    """One line: how many commits, and how many of them each branch has."""
    there = [sum(row.cells[place] is not None for row in matrix.rows) for place in range(len(matrix.columns))]
    counts = ", ".join(f"{name} has {count}" for name, count in zip(matrix.columns, there, strict=True))
    return f"{len(matrix.rows)} commits of {matrix.reference}: {counts}"


def comma_separated(matrix: Matrix) -> Iterator[str]:
    """RFC 4180, full ids, one column for the way and the hops of each branch."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    ways = [name for column in matrix.columns for name in (column, f"{column} found by")]
    writer.writerow(["commit", "subject", *map(_inert, ways)])
    for row in matrix.rows:
        cells = [value for each in row.cells for value in _plain(each)]
        writer.writerow([row.commit, _inert(one_line(row.subject)), *cells])
    yield from stream.getvalue().splitlines()


def markdown(matrix: Matrix) -> Iterator[str]:
    """A table for an issue or a wiki."""
    yield "| commit | " + " | ".join(map(_inline, matrix.columns)) + " | subject |"
    yield "|---" * (len(matrix.columns) + 2) + "|"
    for row in matrix.rows:
        cells = (f"`{cell(each)}`" if each is not None else "–" for each in row.cells)
        yield f"| `{row.commit[:_SHORT]}` | {' | '.join(cells)} | {_inline(row.subject)} |"


def _aligned(cells: list[str], widths: list[int]) -> str:
    return "".join(f"{one_line(each):<{width}}  " for each, width in zip(cells, widths, strict=True))


def _plain(value: Cell | None) -> tuple[str, str]:
    return ("", "") if value is None else (value.commit, f"{value.way} {value.hops}")


def _inert(value: str) -> str:
    return "'" + value if value.startswith(_SPREADSHEET) else value


def _inline(value: str) -> str:
    """Text as Markdown shows it: no markup, no mention of a person, no link to an issue."""
    shown = "".join(f"\\{char}" if char in "\\`*_{}[]<>()#+-.!|~" else char for char in one_line(value))
    return shown.replace("@", "@\u200b")


FORMATS: Mapping[str, Callable[[Matrix], Iterator[str]]] = MappingProxyType(
    {"table": text, "csv": comma_separated, "markdown": markdown}
)
