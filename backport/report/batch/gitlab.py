"""The batch as GitLab's code quality report."""

from typing import TextIO

from backport.core.batch import Batch
from backport.report import gitlab
from backport.report.shown import of_batch
from backport.runs.document import dumps


def write(batch: Batch, stream: TextIO) -> None:
    """Write the list of entries."""
    stream.write(dumps([entry for one in of_batch(batch) for entry in gitlab.entries(one)]))
