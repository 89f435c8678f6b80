"""The index's file: opened, made anew when it is damaged or of another version, one writer at a time.

Nothing in it is precious. Whatever goes wrong with the file costs a rebuild, never an answer: a writer that is killed
leaves an unfinished transaction, which SQLite takes back; a file that is no database is replaced.
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from platformdirs import user_cache_path

from backport.core.errors import UserError
from backport.history import schema

_WAIT = 120.0  # seconds for another process to finish indexing
_UNUSABLE = (sqlite3.OperationalError, OSError)


def cache_file(common_folder: Path, others: Sequence[Path] = ()) -> Path:
    """Where the index of the repository with this common git folder lives.

    A shallow clone has another index for every cut: what git deepens, an index of the old cut would never learn.
    `others` are the common folders of clones that belong to it.
    """
    where = str(common_folder.resolve())
    words = re.findall(r"[A-Za-z0-9]+", where.removesuffix("/.git")) or ["repository"]
    cuts = b"".join(_cut(folder) for folder in (common_folder, *others))
    digest = hashlib.sha256(where.encode(errors="surrogateescape") + cuts).hexdigest()[:16]
    return user_cache_path("backport") / "index" / f"{words[-1][:40]}-{digest}.sqlite"


def _cut(folder: Path) -> bytes:
    """Where a clone's history ends; nothing for a whole one."""
    try:
        return b"\0" + (folder / "shallow").read_bytes()
    except OSError:
        return b""


def connect(file: Path | None) -> sqlite3.Connection:
    """An index that can be read and written, empty where there was no good one; in memory for None.

    Raises UserError where the file cannot be opened or written at all.
    """
    if file is None:
        return _made(sqlite3.connect(":memory:", isolation_level=None))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _alone(file):
            return _good(file) or _anew(file)
    except _UNUSABLE as error:
        raise UserError(
            f"the index {file} cannot be used: {error}", "free or unlock its folder, or call with --no-cache"
        ) from error


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction as the only writer: all of it is kept, or nothing."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise UserError(
            f"the index is busy or cannot be written: {error}", "try again later, or call with --no-cache"
        ) from error
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Nobody else opens or replaces the file meanwhile. The lock is SQLite's own: it goes with its process."""
    with closing(sqlite3.connect(file.with_name(file.name + ".lock"), timeout=_WAIT, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def _good(file: Path) -> sqlite3.Connection | None:
    """The file as it is, or None where it is missing, damaged or of another version."""
    if not file.exists():
        return None
    connection = _opened(file)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == schema.VERSION and connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
            return connection
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            connection.close()
            raise
    connection.close()
    return None


def _anew(file: Path) -> sqlite3.Connection:
    for each in (file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm"), file):
        each.unlink(missing_ok=True)
    return _made(_opened(file))


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=_WAIT, isolation_level=None)
    with suppress(sqlite3.DatabaseError):  # what is no database says so again when it is first read
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _made(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.executescript(f"BEGIN IMMEDIATE;{schema.TABLES}PRAGMA user_version = {schema.VERSION};COMMIT;")
    return connection
