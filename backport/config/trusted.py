"""The configuration as a commit has it: a merge request must not be judged by the configuration it brings along."""

import tomllib
from pathlib import Path, PurePosixPath

from backport.config.load import NAME, guess, load
from backport.config.values import Config
from backport.core.errors import UserError
from backport.vcs.repository import Repository

_MOST_FILES = 500  # of a branch map
_LARGEST = 4 << 20  # bytes of one


def as_of(repository: Repository, commit: str, folder: Path) -> Config:
    """The configuration that stands at the top of this commit's tree, with its branch map, else what can be guessed.

    Both are copied into `folder`, which has to stay as long as the configuration is used. Raises UserError for a file
    that is wrong or too large.
    """
    tree = repository.commit(commit).tree
    text = repository.read(tree, NAME)
    if text is None:
        return guess(repository)
    _write(folder, NAME, text)
    for path in _map_files(repository, tree, text):
        _write(folder, path, repository.read(tree, path) or b"")
    return load(repository, folder / NAME)


def _map_files(repository: Repository, tree: str, text: bytes) -> list[str]:
    """The files of the branch map that the configuration names inside the tree."""
    try:
        values = tomllib.loads(text.decode())
    except ValueError:
        return []  # said with its line when it is loaded
    named = values.get("map")
    below = named.get("folder") if isinstance(named, dict) else None
    if not isinstance(below, str) or ".." in PurePosixPath(below).parts or PurePosixPath(below).is_absolute():
        return []
    found = list(repository.paths(tree, str(PurePosixPath(below))))
    if len(found) > _MOST_FILES:
        raise UserError(f"{below} has {len(found)} files: that is no branch map", "correct [map] in backport.toml")
    return found


def _write(folder: Path, path: str, data: bytes) -> None:
    if len(data) > _LARGEST:
        raise UserError(f"{path} is larger than {_LARGEST} bytes", "name a configuration with --config FILE")
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
