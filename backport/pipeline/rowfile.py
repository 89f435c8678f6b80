"""The results of a sweep on disk: a JSON line each, written as they come, read again when the sweep goes on."""

import fcntl
import json
import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from backport.core.errors import UserError
from backport.runs.atomic import write_bytes

Row = dict[str, Any]


class RowFile:
    """A file of rows that is open for adding. `done` holds the rows of earlier runs by their `key`.

    It is locked as long as this process lives: two runs that add to one file would throw each other's rows away.
    """

    def __init__(self, file: Path, key: str, again: Callable[[Row], bool]) -> None:
        """Open or create `file`; a torn last line and the rows that are to be made `again` are taken out of it.

        Raises UserError for a file that holds something else, cannot be written or is being written.
        """
        self._file = file
        try:
            with ExitStack() as stack:
                stream = stack.enter_context(_locked(file))
                data = stream.read()
                kept = _kept(file, data, key, again)
                if sum(map(len, kept)) < len(data):
                    write_bytes(file, b"".join(kept))
                    stack.close()
                    stream = stack.enter_context(_locked(file))
                stack.pop_all()
        except OSError as error:
            raise self._refused(error) from error
        self._stream = stream
        self.done: dict[str, Row] = {row[key]: row for row in map(json.loads, kept)}

    def __enter__(self) -> "RowFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._stream.close()
        except OSError as late:
            if error is None:
                raise self._refused(late) from late

    def add(self, row: Row) -> None:
        """Add a row; it is on its way to the disk when this returns. Raises UserError where there is no room."""
        try:
            self._stream.write(json.dumps(row).encode() + b"\n")
            self._stream.flush()
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> UserError:
        return UserError(f"{self._file} cannot be written: {error.strerror or error}", "name another --output file")


def _locked(file: Path) -> BinaryIO:
    """The file, open at its beginning for reading and adding, and nobody else's; what was replaced meanwhile is not it.

    The lock is of the kind that a process does not share with those it starts: a row that is still being made when its
    run is killed keeps nobody away.
    """
    while True:
        stream = file.open("a+b")
        with suppress(FileNotFoundError):
            try:
                fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except (BlockingIOError, PermissionError):
                stream.close()
                raise UserError(
                    f"another run is writing {file}", "wait until it is done, or name another --output"
                ) from None
            except OSError:
                pass  # a file system without locks
            if os.path.samestat(os.fstat(stream.fileno()), file.stat()):
                stream.seek(0)
                return stream
        stream.close()


def _kept(file: Path, data: bytes, key: str, again: Callable[[Row], bool]) -> list[bytes]:
    kept = []
    for number, line in enumerate(data.splitlines(keepends=True), 1):
        if not line.endswith(b"\n"):
            break
        try:
            row = json.loads(line)
            name = row[key]
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(f"{file}:{number} is not a result of this command", "name a new --output file") from error
        if isinstance(name, str) and not again(row):
            kept.append(line)
    return kept
