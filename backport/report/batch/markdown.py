"""The batch as a comment on a pull request."""

from collections.abc import Iterator
from typing import TextIO

from backport.core.batch import Batch, Examined
from backport.report.batch import words
from backport.report.markdown import COMMENT, blocks, cell, code, fitting, verdict
from backport.report.shown import of_batch
from backport.report.summary import short

_ROWS = 200


def write(batch: Batch, stream: TextIO) -> None:
    """Write the comment."""
    stream.write(comment(batch, COMMENT))


def comment(batch: Batch, limit: int) -> str:
    """The text, of at most `limit` bytes."""
    return fitting(_head(batch), blocks(of_batch(batch)), limit)


def _head(batch: Batch) -> Iterator[str]:
    yield from (f"### Backports for {code(batch.branch or 'this branch')}", "", f"**{words.sentence(batch)}**", "")
    if batch.commits:
        yield from ("| Commit | Verdict | Subject | Why |", "|---|---|---|---|")
    yield from map(_row, batch.commits[:_ROWS])
    if len(batch.commits) > _ROWS:
        yield from ("", f"*and {len(batch.commits) - _ROWS} more commits*")
    yield ""


def _row(one: Examined) -> str:
    said = verdict(one.case.verdict) if one.case is not None else "–"
    return f"| {cell(short(one.claimed.commit))} | {said} | {cell(one.claimed.subject)} | {cell(words.why(one))} |"
