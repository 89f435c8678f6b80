"""Many independent tasks on any executor, each result kept on disk as it comes: an interrupted sweep goes on."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from backport.core.errors import UserError

Row = dict[str, Any]
_T = TypeVar("_T")
_AHEAD = 64  # tasks handed out beyond those that are finished: enough to keep workers busy, little to lose


def finished(output: Path, key: str) -> dict[str, Row]:
    """The rows that an earlier run left in `output`, by their `key`; a torn last line is cut off.

    Raises UserError for a file that holds something else.
    """
    if not output.exists():
        return {}
    rows: dict[str, Row] = {}
    sound = 0
    data = output.read_bytes()
    for number, line in enumerate(data.splitlines(keepends=True), 1):
        if not line.endswith(b"\n"):
            break
        try:
            row = json.loads(line)
            rows[row[key]] = row
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(f"{output}:{number} is not a result of this command", "name a new --output file") from error
        sound += len(line)
    if sound < len(data):
        with output.open("r+b") as file:
            file.truncate(sound)
    return rows


def sweep(executor: Executor, task: Callable[[_T], Row], items: Sequence[_T], output: Path | None) -> Iterator[Row]:
    """Run `task` on every item and give each row as it is ready; appended to `output`, a JSON line each."""
    waiting = iter(items)
    running: set[Future[Row]] = set()
    file = output.open("a", encoding="utf-8") if output is not None else None
    try:
        while True:
            running |= {executor.submit(task, item) for item in islice(waiting, _AHEAD - len(running))}
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                row = future.result()
                if file is not None:
                    file.write(json.dumps(row) + "\n")
                    file.flush()
                yield row
    finally:
        for future in running:
            future.cancel()
        if file is not None:
            file.close()
