"""Trees unpacked for the compiler in a private folder: each slot follows its tree by what differs, not anew."""

import re
import shutil
import weakref
from contextlib import ExitStack
from os import fsencode
from pathlib import Path

from backport.core import tempfolders
from backport.core.commit import ChangeKind, Entry
from backport.stages.verify.diagnostics import Diagnostic
from backport.stages.verify.library import Library, is_code
from backport.vcs.objects import Objects

_LONGEST_NAME, _LONGEST_PATH = 255, 3_500  # bytes, of most file systems
_SAFE = re.compile(r"(?!/)(?:(?!\.\.?(?:/|$))[^/\0]+(?:/|$))+")


class Said(dict[tuple[str, str, str], tuple[Diagnostic, ...] | None]):
    """What was said of a unit (tree, path, name of the options): the tree after one fix is the one before the next."""

    _MOST = 2_000

    def __setitem__(self, asked: tuple[str, str, str], said: tuple[Diagnostic, ...] | None) -> None:
        """Remember; the oldest goes when there are too many."""
        super().__setitem__(asked, said)
        if len(self) > self._MOST:
            del self[next(iter(self))]


class Workshop:
    """Folders that hold the code files of a tree; removed with the object or at the end of the process."""

    def __init__(self, objects: Objects, library: Library) -> None:
        self._objects = objects
        self._library = library
        stack = ExitStack()
        self.folder = stack.enter_context(tempfolders.temporary("cc"))
        weakref.finalize(self, stack.close)
        self._standing: dict[str, str] = {}
        self.said = Said()

    def unpack(self, slot: str, tree: str) -> Path:
        """The folder of `slot`, holding the code files of `tree` and no others."""
        folder = self.folder / slot
        standing = self._standing.get(slot)
        if standing is None:
            shutil.rmtree(folder, ignore_errors=True)
            for path, blob in self._library.files(tree).items():
                self._write(folder, path, blob)
        elif standing != tree:
            self._follow(folder, standing, tree)
        self._standing[slot] = tree
        return folder

    def _follow(self, folder: Path, old: str, new: str) -> None:
        """Remove first: what was a folder may be a file now, and the other way round."""
        changes = self._objects.changes(old, new)
        stays = [one.kind != ChangeKind.DELETED and Entry(one.new_blob, one.new_mode).is_file for one in changes]
        for change, kept in zip(changes, stays, strict=True):
            if not kept and _wanted(change.path):
                (folder / change.path).unlink(missing_ok=True)
        for change, kept in zip(changes, stays, strict=True):
            if kept:
                self._write(folder, change.path, change.new_blob)

    def _write(self, folder: Path, path: str, blob: str) -> None:
        if _wanted(path):
            file = folder / path
            if file.parent.is_file():
                file.parent.unlink()
            elif file.is_dir():
                shutil.rmtree(file)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self._library.text(blob))


def _wanted(path: str) -> bool:
    """Code files below the folder; a tree is anybody's: names in it may lead out of it, or be too long."""
    name = fsencode(path)
    short = len(name) < _LONGEST_PATH and max(map(len, name.split(b"/"))) < _LONGEST_NAME
    return short and is_code(path) and _SAFE.fullmatch(path) is not None
