"""Reports of many commits of one branch: the formats of a run that mean something for them, in one table."""

from collections.abc import Mapping
from importlib import import_module
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TextIO, cast

from backport.core.batch import Batch
from backport.core.errors import UserError
from backport.runs.atomic import write_text


class Report(Protocol):
    """What the module of a format has."""

    def write(self, batch: Batch, stream: TextIO) -> None:
        """Write the whole report."""


# A format is the module of this name in this folder.
FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "text": "a table of commits and what was found, for a terminal",
        "json": "every commit with its run, by a documented schema",
        "markdown": "a comment for a pull request, at most 60,000 bytes",
        "summary": "the same for a job's summary, at most 900,000 bytes",
        "junit": "JUnit XML: a suite per commit, a test per check",
        "sarif": "SARIF 2.1.0 for code scanning: one run",
        "github": "annotations as GitHub workflow commands",
        "gitlab": "GitLab code quality",
    }
)


def write(batch: Batch, name: str, destination: Path | TextIO) -> None:
    """Write the report into a file (whole or not at all) or to an open stream.

    UserError for an unknown format and for a file that cannot be written.
    """
    if name not in FORMATS:
        raise UserError(f"there is no report format {name!r:.40}", f"Known formats: {', '.join(FORMATS)}.")
    reporter = cast(Report, import_module(f"{__name__}.{name}"))
    if not isinstance(destination, Path):
        reporter.write(batch, destination)
        return
    stream = StringIO()
    reporter.write(batch, stream)
    try:
        write_text(destination, stream.getvalue())
    except OSError as error:
        raise UserError(f"cannot write {destination}: {error.strerror}", "Name a file in a writable folder.") from error


def render(batch: Batch, name: str) -> str:
    """The report as a text."""
    stream = StringIO()
    write(batch, name, stream)
    return stream.getvalue()
