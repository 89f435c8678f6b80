"""What verbs print on stdout: lines and tables that fit the terminal, repository text made safe."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from shutil import get_terminal_size
from textwrap import wrap

import click

from backport.core.printable import one_line, printable
from backport.core.verdict import Verdict
from backport.report import palette


@dataclass(frozen=True)
class Cell:
    """One cell with a rich style ("dim", "bold", a colour …)."""

    text: str
    style: str = ""


def verdict(value: Verdict) -> Cell:
    """A verdict in its colour."""
    return Cell(value.value, palette.VERDICTS[value])


def echo(text: str = "", err: bool = False) -> None:
    """Print lines; control characters in them are written out."""
    click.echo(printable(text), err=err)


def prose(text: str, indent: str = "") -> None:
    """Print a sentence: at a terminal broken between words, `indent` before each further line; in a pipe one line."""
    width = get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    echo("\n".join(wrap(one_line(text), width, subsequent_indent=indent, break_on_hyphens=False)) or "")


def table(headers: Sequence[str], rows: Sequence[Sequence[str | Cell]], fixed: Sequence[int] = ()) -> None:
    """Print a table as wide as the terminal at most (80 columns where there is none): long cells continue below.

    `fixed` holds the columns, counted from 0, that are never broken (verdicts, ids).
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = Table(box=None, pad_edge=False, header_style="bold")
    for number, header in enumerate(headers):
        out.add_column(Text(one_line(header)), no_wrap=number in fixed, overflow="fold")
    for row in rows:
        cells = (cell if isinstance(cell, Cell) else Cell(cell) for cell in row)
        out.add_row(*(Text(one_line(cell.text), style=cell.style) for cell in cells))
    terminal = Console(highlight=False, emoji=False, markup=False)
    with terminal.capture() as captured:
        terminal.print(out)
    for line in captured.get().splitlines():
        click.echo(line.rstrip(), color=terminal.is_terminal)
