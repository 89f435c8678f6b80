"""The results of a sweep on disk: a JSON line each, written as they come, read again when the sweep goes on."""

import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from backport.core.errors import UserError
from backport.runs.atomic import write_bytes

Row = dict[str, Any]


class RowFile:
    """A file of rows that is open for adding. `done` holds the rows of earlier runs by their `key`."""

    def __init__(self, file: Path, key: str, again: Callable[[Row], bool]) -> None:
        """Open or create `file`; a torn last line and the rows that are to be made `again` are taken out of it.

        Raises UserError for a file that holds something else or cannot be written.
        """
        try:
            data = file.read_bytes() if file.exists() else b""
            kept = _kept(file, data, key, again)
            if sum(map(len, kept)) < len(data):
                write_bytes(file, b"".join(kept))
            self.done: dict[str, Row] = {row[key]: row for row in map(json.loads, kept)}
            self._stream: TextIO = file.open("a", encoding="utf-8")
        except OSError as error:
            raise UserError(f"{file} cannot be written: {error.strerror}", "name another --output file") from error

    def __enter__(self) -> "RowFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def add(self, row: Row) -> None:
        """Add a row; it is on its way to the disk when this returns."""
        self._stream.write(json.dumps(row) + "\n")
        self._stream.flush()


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
