"""The batch as one run of SARIF: GitHub takes one run of a category per upload."""

from typing import TextIO

from backport.core.batch import Batch
from backport.report import sarif
from backport.report.batch import words
from backport.report.shown import of_batch


def write(batch: Batch, stream: TextIO) -> None:
    """Write the log."""
    verdicts = {one.claimed.commit: words.verdict(one) for one in batch.commits}
    properties = {"branch": batch.branch, "base": batch.base, "head": batch.head, "commits": verdicts}
    sarif.write_log([sarif.section(of_batch(batch), batch.tool, batch.branch or "ci", properties)], stream)
