"""The run as a JSON document, by `backport/runs/run.schema.json`."""

from typing import TextIO

from backport.core.case import Case, Run
from backport.runs import document


def write(run: Run, stream: TextIO) -> None:
    """Write the document of the run."""
    stream.write(document.dumps(document.of_run(run)))


def write_case(case: Case, stream: TextIO) -> None:
    """Write the document of one case."""
    stream.write(document.dumps(document.of_case(case)))
