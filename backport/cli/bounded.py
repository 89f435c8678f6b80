"""A whole verb within limits: its work is done in a process of its own, and what it says is said here."""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from typing import TextIO, TypeVar

from backport.cli.options import limits_of_all, max_memory_of_all
from backport.cli.progress import shown
from backport.core.limits import Limits
from backport.core.ward import Ward

_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")
_SEARCHES = 20  # a verb whose own --timeout is of one search ends after so many


def bounded(command: Callable[..., int]) -> Callable[..., int]:
    """`--timeout` and `--max-memory` for all that the verb does; what is too much is the user's error to mend."""

    @limits_of_all
    @wraps(command)
    def within(limits: Limits, **others: object) -> int:
        return _within(limits, command, others)

    return within


def bounded_searches(command: Callable[..., int]) -> Callable[..., int]:
    """The same for a verb that has a `--timeout` of its own, of one search: `seconds`."""

    @max_memory_of_all
    @wraps(command)
    def within(max_memory: int, seconds: float, **others: object) -> int:
        return _within(Limits(seconds * _SEARCHES, max_memory), command, {**others, "seconds": seconds})

    return within


def bounded_memory(command: Callable[..., int]) -> Callable[..., int]:
    """`--max-memory` alone, for a verb that has many searches to do, each with an end of its own."""

    @max_memory_of_all
    @wraps(command)
    def within(max_memory: int, **others: object) -> int:
        return _within(Limits(0, max_memory), command, others)

    return within


def apart(work: Callable[[_Asked], _Answer], limits: Limits, progress: bool, asked: _Asked) -> _Answer:
    """`work(asked)` in a process of its own within limits; what it prints is printed here, after its progress."""
    with shown(progress), Ward(partial(_heard, work), limits) as worker:
        answer, out, err = worker(asked)
    _say(sys.stdout, out)
    _say(sys.stderr, err)
    return answer


def _within(limits: Limits, command: Callable[..., int], others: dict[str, object]) -> int:
    return apart(partial(_called, command), limits, bool(others.get("progress")), others)


def _called(command: Callable[..., int], others: dict[str, object]) -> int:
    return command(**others)


def _heard(work: Callable[[_Asked], _Answer], asked: _Asked) -> tuple[_Answer, bytes, bytes]:
    """What work comes to, and what it printed. Where it raises, that is printed at once.

    A terminal's stderr stays what it is: progress is drawn there.
    """
    out, err = _Heard(sys.stdout), None if sys.stderr.isatty() else _Heard(sys.stderr)
    try:
        with _instead(out, err):
            answer = work(asked)
    except BaseException:
        _say(sys.stdout, out.said())
        _say(sys.stderr, err.said() if err is not None else b"")
        raise
    return answer, out.said(), err.said() if err is not None else b""


class _Heard(io.TextIOWrapper):
    """A stream that keeps what is written, and otherwise answers as the one it stands for."""

    def __init__(self, like: TextIO) -> None:
        super().__init__(io.BytesIO(), encoding=like.encoding or "utf-8", errors=like.errors or "strict", newline="")
        self._like = like

    def isatty(self) -> bool:
        """Whether it is a terminal in the end: colours and widths depend on it."""
        return self._like.isatty()

    def said(self) -> bytes:
        """All that was written."""
        self.flush()
        kept = self.buffer
        assert isinstance(kept, io.BytesIO)  # noqa: S101 - made above
        return kept.getvalue()


@contextmanager
def _instead(out: TextIO, err: TextIO | None) -> Iterator[None]:
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = out, err or sys.stderr
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _say(stream: TextIO, text: bytes) -> None:
    if not text:
        return
    stream.flush()
    buffer = getattr(stream, "buffer", None)
    if buffer is None:  # somebody listens in this process
        stream.write(text.decode(stream.encoding or "utf-8", "backslashreplace"))
    else:
        buffer.write(text)
    stream.flush()
