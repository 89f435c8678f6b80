"""Locks that a killed git leaves in a user's repository: noted before they are made, taken away by the next run.

git renames its lock over the branch, or removes it; only a git that is killed in between leaves one, and then no git
can write that branch again. Nobody can tell from the lock alone whether its git still lives, so what is about to be
written is noted in the user's state folder, in a file that is locked as long as this process or its git live.
"""

import fcntl
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import platformdirs

from backport.core.errors import UserError

_PATIENCE = 60.0  # seconds for another process to finish writing branches
_GLANCE = 0.02


@contextmanager
def noted(common_folder: Path, branches: Mapping[str, str]) -> Iterator[tuple[int, ...]]:
    """While the block runs, nobody else creates branches there; what an earlier process left locked is free again.

    Gives the open files that git has to inherit, none where the user's state folder cannot be written. Raises UserError
    where another process does not come to an end.
    """
    where = hashlib.sha256(str(common_folder.resolve()).encode(errors="surrogateescape")).hexdigest()[:16]
    file = Path(platformdirs.user_state_path("backport", appauthor=False)) / "branches" / where
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        journal = file.open("a+b")
    except OSError:
        yield ()
        return
    with journal:
        _wait_for(journal)
        _free(common_folder, _read(journal))
        _write(journal, branches)
        try:
            yield (journal.fileno(),)
        finally:
            _write(journal, {})


def _wait_for(journal: BinaryIO) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > end:
                raise UserError("another backport is writing branches there", "wait until it is done") from error
            time.sleep(_GLANCE)
        else:
            return


def _read(journal: BinaryIO) -> dict[str, str]:
    journal.seek(0)
    with suppress(ValueError):
        found = json.loads(journal.read() or b"{}")
        return {str(name): str(commit) for name, commit in found.items()}
    return {}  # whoever wrote it was killed before git was called


def _write(journal: BinaryIO, branches: Mapping[str, str]) -> None:
    with suppress(OSError):  # a full disk; git will say so itself
        journal.seek(0)
        journal.truncate()
        journal.write(json.dumps(dict(branches)).encode())
        journal.flush()


def _free(common_folder: Path, branches: Mapping[str, str]) -> None:
    """Remove the locks of these branches, where they hold nothing but what was to be written."""
    for name, commit in branches.items():
        lock = common_folder / "refs" / "heads" / f"{name}.lock"
        with suppress(OSError):
            if lock.read_bytes() in (b"", f"{commit}\n".encode()):
                lock.unlink()
