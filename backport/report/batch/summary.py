"""The batch as the summary of a job, where there is more room than in a comment."""

from typing import TextIO

from backport.core.batch import Batch
from backport.report.batch.markdown import comment
from backport.report.markdown import SUMMARY


def write(batch: Batch, stream: TextIO) -> None:
    """Write the summary."""
    stream.write(comment(batch, SUMMARY))
