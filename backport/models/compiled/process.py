"""The compiled side of a comparison: a process of its own that is asked for results in batches."""

import subprocess
import sys
from array import array
from pathlib import Path
from types import TracebackType


class Compiled:
    """One function of a library, in a process that has no part of the package and bounded resources."""

    def __init__(self, library: Path, words_in: int, words_out: int, function: int) -> None:
        child = str(Path(__file__).with_name("child.py"))
        self._command = [sys.executable, "-I", "-S", child, str(library), str(words_in), str(words_out)]
        self._width, self._function = words_out, function

    def __enter__(self) -> "Compiled":
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, rows: list[bytes]) -> "list[array[int]]":
        """The results for some inputs; `EOFError` or `BrokenPipeError` when the process has ended."""
        given, taken = self._process.stdin, self._process.stdout
        if given is None or taken is None:
            raise EOFError
        given.write(array("q", (self._function, len(rows))).tobytes() + b"".join(rows))
        given.flush()
        size = 8 * self._width * len(rows)
        found = taken.read(size)
        if len(found) != size:
            raise EOFError
        whole = array("q")
        whole.frombytes(found)
        return [whole[i * self._width : (i + 1) * self._width] for i in range(len(rows))]
