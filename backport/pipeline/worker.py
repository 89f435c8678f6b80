"""What a worker of a sweep works with: one bench per repository, as long as the process lives."""

import os
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from threading import get_ident

from backport.config import Config, load
from backport.core.errors import UserError
from backport.pipeline.bench import Bench, opened
from backport.vcs.repository import Repository

ELSEWHERE = "BACKPORT_REPO"  # on a machine whose clone is at another path: names that path


def worker_bench(repository: str, config: str) -> Bench:
    """The bench of this thread (libgit2's objects are not to be shared); its scratch repository goes with the process.

    Raises UserError where the machine has no such repository.
    """
    return _bench(os.environ.get(ELSEWHERE) or repository, config, get_ident())


def able(repository: str, config: str) -> Callable[[], str]:
    """The question to a machine whether it can work with this repository: empty, or what it lacks."""
    return partial(_able, repository, config)


def _able(repository: str, config: str) -> str:
    try:
        _open(os.environ.get(ELSEWHERE) or repository, config)
    except UserError as error:
        return error.message
    return ""


@cache
def _bench(repository: str, config: str, thread: int) -> Bench:
    return opened(*_open(repository, config))


def _open(repository: str, config: str) -> tuple[Repository, Config]:
    found = Repository.open(repository)
    return found, load(found, Path(config) if config else None)
