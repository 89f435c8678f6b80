"""The index as verbs open it: with progress, over all clones of the project."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

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
    with Index.opened(repository, revisions, cache=not no_cache, watch=watch, others=others) as index:
        yield index
