"""Temporary folders that do not outlive their work: what a killed process left behind, the next one removes.

Each holds a file that its process keeps locked. The system drops the lock with the process, however it ends, so a
folder whose file can be locked belongs to nobody.
"""

import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

from backport.core.signals import undisturbed

PREFIX = "backport-"
_LOCK = "in-use"
_YOUNG = 60.0  # seconds in which a folder may still be without its lock


@contextmanager
def temporary(purpose: str = "") -> Iterator[Path]:
    """A private folder, removed at the end, whatever happens. OSError where none can be made."""
    top = Path(tempfile.gettempdir())
    _sweep_once(top)
    with ExitStack() as stack:
        with undisturbed():
            folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{purpose}-" if purpose else PREFIX, dir=top))
            stack.callback(_remove, folder)
            lock = stack.enter_context((folder / _LOCK).open("wb"))
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield folder


def sweep(top: Path, now: float | None = None) -> int:
    """Remove what processes of this user that were killed left in `top`; how many folders that were."""
    limit = (time.time() if now is None else now) - _YOUNG
    return sum(_abandoned(path, limit) and _removed(path) for path in top.glob(PREFIX + "*"))


@cache
def _sweep_once(top: Path) -> None:
    with suppress(OSError):
        sweep(top)


def _abandoned(folder: Path, limit: float) -> bool:
    """Whether it is ours, and nobody works in it."""
    try:
        about = folder.lstat()
        if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.geteuid() or about.st_mtime > limit:
            return False
        with (folder / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False  # not one of these folders, or in use
    return True


def _remove(folder: Path) -> None:
    with undisturbed():
        shutil.rmtree(folder, ignore_errors=True)


def _removed(folder: Path) -> bool:
    _remove(folder)
    return not folder.exists()
