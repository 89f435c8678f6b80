"""The configuration as a revision has it: for a checkout that may say anything, such as a stranger's pull request."""

import atexit
import re
import tomllib
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from backport.core import tempfolders
from backport.core.errors import UserError
from backport.vcs.objects import TreeView
from backport.vcs.repository import Repository

NAME = "backport.toml"
_MOST_FILES = 2_000
_LARGEST = 4 << 20  # bytes of one file
_SAFE = re.compile(r"(?!/)(?:(?!\.\.?(?:/|$))[^/\0]+(?:/|$))+")


def names_revision(file: Path) -> bool:
    """Whether `--config` says REV:FILE, as git does, and no file is called so."""
    return ":" in str(file) and not file.exists()


def unpacked(repository: Repository, wanted: Path) -> Path:
    """The file that REV:FILE names (FILE is backport.toml if left out), with its map, in a private folder.

    The folder goes when the process ends. Raises UserError where the revision or the file is not there.
    """
    # A relative path may have been made absolute on its way to another process.
    revision, _, name = str(wanted).removeprefix(f"{Path.cwd()}/").partition(":")
    return _unpacked(repository, repository.resolve(revision), name or NAME)


@cache
def _unpacked(repository: Repository, commit: str, name: str) -> Path:
    view = repository.tree(repository.commit(commit).tree)
    text = view.read(name) if _SAFE.fullmatch(name) else None
    if text is None or len(text) > _LARGEST:
        raise UserError(f"{commit[:12]} has no file {name!r}", "name a revision that has one: --config REV:FILE")
    stack = ExitStack()
    atexit.register(stack.close)
    top = stack.enter_context(tempfolders.temporary("config"))
    _write(top, name, text)
    folder = (Path(name).parent / _map_folder(text)).as_posix() if _map_folder(text) else ""
    if _SAFE.fullmatch(folder):
        _copy(view, folder, top)
    return top / name


def _map_folder(text: bytes) -> str:
    """What `[map] folder` says; whatever else is wrong with the file is told when it is read."""
    try:
        return str(tomllib.loads(text.decode())["map"]["folder"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _copy(view: TreeView, folder: str, top: Path) -> None:
    for number, path in enumerate(view.paths(folder)):
        if number == _MOST_FILES:
            raise UserError(f"the map in {folder} has more than {_MOST_FILES} files", "name the folder of one map")
        entry = view.entry(path)
        if _SAFE.fullmatch(path) and entry is not None and view.objects.size(entry.id) <= _LARGEST:
            _write(top, path, view.objects.blob(entry.id))


def _write(top: Path, path: str, text: bytes) -> None:
    (top / path).parent.mkdir(parents=True, exist_ok=True)
    (top / path).write_bytes(text)
