"""The batch for a terminal: a table of commits, then what was found on each that needs a person."""

from typing import TextIO

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from backport.core.batch import Batch
from backport.report import palette, text
from backport.report.batch import words
from backport.report.shown import of_batch
from backport.report.summary import short


def write(batch: Batch, stream: TextIO) -> None:
    """Write the report: coloured and as wide as the terminal where `stream` is one, else plain in 80 columns."""
    text.show(lambda width: _batch(batch, width), stream)


def _batch(batch: Batch, width: int) -> RenderableType:
    where = f"{batch.branch or 'a branch'}: {short(batch.base) or 'new'}..{short(batch.head)} in {batch.repository}"
    blocks = [block for one in of_batch(batch) for block in text.details(one, width)]
    end = text.plain(f"{words.sentence(batch)}. {batch.seconds:.1f} s.", "bold")
    table = [_table(batch), *blocks, Text()] if batch.commits else []
    return Group(text.plain(where, "dim"), Text(), *table, end)


def _table(batch: Batch) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Commit", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    table.add_column("Subject and why", overflow="fold", ratio=1)
    for one in batch.commits:
        style = palette.VERDICTS[one.case.verdict] if one.case is not None else "dim"
        said = Text.assemble(text.plain(one.claimed.subject), "\n", text.plain(words.why(one), "dim"))
        table.add_row(text.plain(short(one.claimed.commit)), Text(words.verdict(one), style), said)
    return table
