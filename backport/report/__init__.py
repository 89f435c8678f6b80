"""Reports of a run: one module per format behind one small protocol, listed in one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TextIO, cast

from backport.core.case import Run
from backport.core.errors import UserError
from backport.runs.atomic import write_text


class Report(Protocol):
    """What the module of a format has. A report is made of the run alone: no clock, no disk, no network."""

    def write(self, run: Run, stream: TextIO) -> None:
        """Write the whole report; `stream` takes text and is not closed."""


@dataclass(frozen=True)
class Format:
    """A line of the table: the module in this package, the usual ending of a file's name, one line for `--help`."""

    module: str
    suffix: str
    summary: str


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format("text", ".txt", "a table of verdicts and what was found, for a terminal"),
        "json": Format("json", ".json", "the whole run, by a documented schema"),
        "html": Format("html", ".html", "one self-contained page: diffs, rules, evidence"),
        "markdown": Format("markdown", ".md", "a comment for a pull request or a job's summary"),
        "junit": Format("junit", ".xml", "JUnit XML: a suite per target, a test per check"),
        "sarif": Format("sarif", ".sarif", "SARIF 2.1.0 for code scanning"),
        "github": Format("github", ".txt", "annotations as GitHub workflow commands"),
        "gitlab": Format("gitlab", ".json", "GitLab code quality"),
    }
)


def reporter(name: str) -> Report:
    """The module of a format. UserError for a name that is not in the table."""
    if name not in FORMATS:
        raise UserError(f"there is no report format {name!r:.40}", f"Known formats: {', '.join(FORMATS)}.")
    return cast(Report, import_module(f"{__name__}.{FORMATS[name].module}"))


def render(run: Run, name: str) -> str:
    """The report as a text."""
    stream = StringIO()
    reporter(name).write(run, stream)
    return stream.getvalue()


def write(run: Run, name: str, destination: Path | TextIO) -> None:
    """Write the report into a file (whole or not at all) or to an open stream.

    UserError for an unknown format and for a file that cannot be written.
    """
    if not isinstance(destination, Path):
        reporter(name).write(run, destination)
        return
    text = render(run, name)
    try:
        write_text(destination, text)
    except OSError as error:
        raise UserError(f"cannot write {destination}: {error.strerror}", "Name a file in a writable folder.") from error
