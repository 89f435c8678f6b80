"""A tree that lies in a folder: an unpacked release, a work tree."""

import os
from collections.abc import Iterator
from pathlib import Path

from backport.core.errors import UserError


class Folder:
    """The files below `root`, links left out: a folder from elsewhere must not lead out of itself."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise UserError(f"{root} is not a folder", "name the top of an unpacked source tree")
        self._root = root

    def read(self, path: str) -> bytes | None:
        """The content of a file, None where there is no such file."""
        file = self._root
        for part in Path(path).parts:
            file = file / part
            if file.is_symlink() or part == "..":
                return None
        return file.read_bytes() if file.is_file() else None

    def paths(self) -> Iterator[str]:
        """Every file, without git's own folder."""
        for folder, folders, files in os.walk(self._root):
            folders[:] = sorted(name for name in folders if name != ".git")
            for name in sorted(files):
                yield (Path(folder) / name).relative_to(self._root).as_posix()
