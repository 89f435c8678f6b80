"""`backport changelog`: what is new in a release, as a section of its change log."""

from pathlib import Path

import click

from backport import projects
from backport.cli import console, options
from backport.cli.bounded import bounded
from backport.cli.document import document
from backport.cli.indexed import warn_if_cut
from backport.cli.naming import product
from backport.config import load
from backport.core.errors import Exit, UserError
from backport.history import changelog
from backport.history.releases import Release, between
from backport.runs.atomic import write_bytes
from backport.vcs.repository import Repository

_JSON = 1  # the number of the document's format


@click.command(epilog="\b\nExample:\n  backport changelog v2.4.0..v2.4.1 --format markdown")
@click.argument("revisions", metavar="[OLD..]NEW")
@options.repo
@options.config
@click.option(
    "--format",
    "name",
    type=click.Choice([*changelog.FORMATS, "json"]),
    help="How it is written  [default: the project's own format, else markdown].",
)
@options.as_json
@click.option("--update", metavar="FILE", type=click.Path(path_type=Path), help="Put the section into this file.")
@click.option("--template", metavar="FILE", type=click.Path(path_type=Path), help="Write it by this Jinja2 template.")
@click.option("--version", default="", help="The new version  [default: NEW's tag, else the one after OLD].")
@click.option("--date", default="", metavar="YYYY-MM-DD", help="The date  [default: when NEW was committed].")
@click.option(
    "--package", default="", metavar="NAME", help="Debian's name of it  [default: the project, else its folder]."
)
@bounded
def command(
    revisions: str,
    repo: Path,
    config: Path | None,
    name: str | None,
    as_json: bool,
    update: Path | None,
    template: Path | None,
    version: str,
    date: str,
    package: str,
) -> Exit:
    """The change log's section for the release NEW after OLD (by default the release before)."""
    repository = Repository.open(repo)
    warn_if_cut(repository)
    project = projects.project(load(repository, config).project)
    form = name or (project.NAME if project.NAME in changelog.FORMATS else "markdown")
    if update is not None and (template is not None or as_json or form == "json"):
        raise UserError(
            "only the formats of change logs go into a file", "leave out --template and --json, or --update"
        )
    release = between(repository, revisions, project.HEADING, version, date)
    package = package or product(project, repository)
    if as_json or form == "json":
        click.echo(document(_JSON, release))
    elif template is not None:
        console.echo(changelog.own(release, _read(template), str(template), package).rstrip("\n"))
    elif update is not None:
        _update(update, release, form, package)
    else:
        console.echo(changelog.section(release, form, package).rstrip("\n"))
    return Exit.DONE


def _update(file: Path, release: Release, form: str, package: str) -> None:
    """Replace the file at once; bytes of older sections that are not UTF-8 stay as they are."""
    text = _read(file) if file.exists() else ""
    new = changelog.updated(text, release, form, package).encode("utf-8", "surrogateescape")
    try:
        write_bytes(file, new)
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}", "name another file: --update FILE") from error


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}", "name a text file") from error
