"""One clone per series, each with a remote called `down` that is the next older one: HAProxy's way, and others'."""

import re
from collections.abc import Iterator
from pathlib import Path

from backport.config.values import Listed
from backport.core.errors import UserError
from backport.vcs.repository import Repository

_VERSION = re.compile(r"\d+(?:\.\d+)*")
_LONGEST = 100  # clones in a row


def cascade(repository: Repository) -> tuple[Listed, ...]:
    """The clones below this one, newest first, named after the version in their folder's name."""
    return tuple(
        Listed(version[-1], folder=folder)
        for folder in _below(repository)
        if (version := _VERSION.findall(folder.name.removesuffix(".git")))
    )


def _below(repository: Repository) -> Iterator[Path]:
    seen = {repository.common_folder.resolve()}
    for _ in range(_LONGEST):
        url = repository.remotes().get("down", "")
        folder = repository.folder / url.removeprefix("file://")
        try:
            repository = Repository.open(folder) if url else repository
        except UserError:
            return  # not on this machine
        if repository.common_folder.resolve() in seen:
            return
        seen.add(repository.common_folder.resolve())
        yield folder.resolve()
