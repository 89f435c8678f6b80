"""The batch as annotations on GitHub."""

from typing import TextIO

from backport.core.batch import Batch
from backport.report import github
from backport.report.batch import words
from backport.report.shown import of_batch


def write(batch: Batch, stream: TextIO) -> None:
    """Write the commands, as many as GitHub shows of one step, then a line that says how many were left out."""
    github.annotate(of_batch(batch), words.sentence(batch), stream)
