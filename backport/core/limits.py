"""How much time and memory one piece of work may take: plain values, and how a process binds itself to them."""

import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True)
class Limits:
    """`seconds` of wall-clock time and `megabytes` (2**20 bytes) of memory of its own; 0 is no limit."""

    seconds: float = 600.0
    megabytes: int = 4096

    def __bool__(self) -> bool:
        """Whether there is any limit."""
        return bool(self.seconds or self.megabytes)


NONE = Limits(0, 0)


def bind_memory(megabytes: int) -> None:
    """From now on this process and those it starts get no more than that; asking for more fails.

    On Linux only memory that is written counts: pack files are mapped, and may be larger.
    """
    if megabytes:
        which = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        with suppress(OSError, ValueError):  # a stricter limit is there already
            resource.setrlimit(which, (megabytes << 20, megabytes << 20))


def deadline(seconds: float) -> None:
    """This process ends when the time is over, whatever it does then, in C code as well; 0 takes the limit back."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def each_within(items: Iterable[_T], seconds: float) -> Iterator[_T]:
    """The items; the work on each has its own deadline. 0 is no limit."""
    for item in items:
        if seconds:
            deadline(seconds)
        yield item
    if seconds:
        deadline(0)
