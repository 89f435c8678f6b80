"""Write a file whole or not at all, so that a killed process never leaves half a document under a final name.

What is being written is a draft beside the file, locked as long as its process lives: a draft that can be locked was
left by a process that was killed, and the next one that writes in the same folder removes it.
"""

import fcntl
import os
import stat
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

_DRAFT = ".backport-draft"


def write_text(path: Path, text: str) -> None:
    """Replace `path` by `text` (UTF-8; what UTF-8 cannot say is written as a backslash escape). OSError passes."""
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_bytes(path: Path, data: bytes) -> None:
    """Replace `path` by `data`.

    The draft lies in the same folder, which must exist; it is removed when writing fails. OSError passes.
    """
    _sweep_once(path.parent)
    handle, draft = _drafted(path)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
            draft.chmod(0o666 & ~_umask())
            draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def sweep(folder: Path) -> None:
    """Remove the drafts that killed processes of this user left in `folder`. OSError passes."""
    for path in [Path(entry) for entry in os.scandir(folder) if entry.name.endswith(_DRAFT)]:
        with suppress(OSError):
            handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                about = os.fstat(handle)
                if stat.S_ISREG(about.st_mode) and about.st_uid == os.geteuid():
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    path.unlink()
            finally:
                os.close(handle)


@cache
def _sweep_once(folder: Path) -> None:
    with suppress(OSError):
        sweep(folder)


def _drafted(path: Path) -> tuple[int, Path]:
    """A new draft that is open and locked."""
    while True:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=_DRAFT, dir=path.parent)
        if _locked(handle) and Path(name).exists():
            return handle, Path(name)
        os.close(handle)  # somebody swept it before it was locked
        Path(name).unlink(missing_ok=True)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: nothing is swept there
    return True


def _umask() -> int:
    """The process's file mask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
