"""`backport announce`: the mail that announces a release."""

from pathlib import Path

import click

from backport import projects
from backport.cli import console, options
from backport.cli.bounded import bounded
from backport.cli.document import document
from backport.cli.indexed import warn_if_cut
from backport.cli.naming import product
from backport.config import load
from backport.core.errors import Exit
from backport.history.announce import announcement, mail
from backport.history.releases import between
from backport.vcs.repository import Repository

_JSON = 1  # the number of the document's format
_SOURCES = "src"


@click.command(epilog="\b\nExample:\n  backport announce v2.4.0..v2.4.1 > mail.txt")
@click.argument("revisions", metavar="[OLD..]NEW")
@options.repo
@options.config
@click.option("--version", default="", help="The new version  [default: NEW's tag, else the one after OLD].")
@click.option("--date", default="", metavar="YYYY-MM-DD", help="The date  [default: when NEW was committed].")
@click.option(
    "--sign", default="", metavar="NAME", help="Who signs  [default: the first name of who made the release]."
)
@click.option("--under", metavar="DIR", help="Count only files below DIR  [default: src, where there is one].")
@options.as_json
@bounded
def command(
    revisions: str,
    repo: Path,
    config: Path | None,
    version: str,
    date: str,
    sign: str,
    under: str | None,
    as_json: bool,
) -> Exit:
    """The announcement of the release NEW after OLD: counts per tag, file and topic, all changes, and who made them."""
    repository = Repository.open(repo)
    warn_if_cut(repository)
    project = projects.project(load(repository, config).project)
    release = between(repository, revisions, project.HEADING, version, date)
    found = announcement(repository, release, _sources(repository, release.commit) if under is None else under)
    if as_json:
        click.echo(document(_JSON, found))
    else:
        signature = sign or release.by.name.rpartition(" ")[0] or release.by.name
        console.echo(mail(found, project.NAME, product(project, repository), signature).rstrip("\n"))
    return Exit.DONE


def _sources(repository: Repository, commit: str) -> str:
    entry = repository.entry(repository.commit(commit).tree, _SOURCES)
    return _SOURCES if entry is not None and entry.is_folder else ""
