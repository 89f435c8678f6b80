"""The batch as a JSON document, by `backport/runs/batch.schema.json`."""

from typing import TextIO

from backport.core.batch import Batch
from backport.runs import batch_document, document


def write(batch: Batch, stream: TextIO) -> None:
    """Write the document."""
    stream.write(document.dumps(batch_document.of_batch(batch)))
