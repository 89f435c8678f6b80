"""The index as verbs open it: with progress, over all clones of the project."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

from backport.cli.console import echo
from backport.cli.progress import display
from backport.config import Config, lenders
from backport.core.commit import Commit
from backport.history.index import Index
from backport.vcs.repository import Repository

no_cache = click.option(
    "--no-cache", is_flag=True, help="Read the whole history anew and keep nothing in the cache folder."
)


@contextmanager
def indexed(
    repository: Repository, settings: Config, revisions: Sequence[str], no_cache: bool, progress: bool
) -> Iterator[Index]:
    """The index of the repository and of its series' clones; it holds the full ids `revisions` as well."""

    def watch(commits: Iterable[Commit]) -> Iterable[Commit]:
        with display("reading the history", None, progress) as bar:
            yield from bar.track(commits)

    others = [each for each in lenders(settings, repository) if each.folder != repository.folder]
    warn_if_cut(repository, *others)
    with Index.opened(repository, revisions, cache=not no_cache, watch=watch, others=others) as index:
        yield index


def warn_if_cut(*repositories: Repository) -> None:
    """Say on stderr which of the clones lack a part of their history: what is older than the cut looks missing."""
    for repository in repositories:
        if repository.is_shallow:
            where = f"{repository.folder} is a shallow clone: what is older than its cut looks missing"
            echo(f"warning: {where}\n  'git -C {repository.folder} fetch --unshallow' brings the rest", err=True)
