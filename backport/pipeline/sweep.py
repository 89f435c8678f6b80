"""Many independent tasks on any workers, each result kept on disk as it comes: an interrupted sweep goes on.

One task's trouble never ends a sweep. What a task raises becomes its row, and so does the loss of its worker.
"""

import atexit
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from functools import cache
from threading import get_ident
from typing import Generic, Protocol, TypeVar

from backport.core.errors import UserError
from backport.core.limits import NONE, Limits
from backport.core.ward import Ward
from backport.pipeline.rowfile import Row, RowFile

_T = TypeVar("_T")
_AHEAD = 64  # tasks handed out beyond those that are finished: enough to keep workers busy, little to lose
_GLANCE = 2.0  # seconds after which a silent sweep asks whether anybody still works
_FRAMES = 4  # of a traceback, in a row
BUG, LOST = "bug", "lost"  # columns of rows that were not answered: by our fault, or by the loss of the worker


@dataclass(frozen=True)
class Job(Generic[_T]):
    """What is done with every item: `run` gives its row; `columns` gives what the row has whatever happens.

    Both are functions of a module, so that they travel to any worker. `limits` bound each item.
    """

    run: Callable[[_T], Row]
    columns: Callable[[_T], Row]
    limits: Limits = NONE


class Workers(Protocol):
    """Where the work is done."""

    def submit(self, work: Callable[..., Row], *args: object) -> Future[Row]:
        """Hand out one task. A worker that was lost before is made good for, where that is possible."""

    def stalled(self) -> str:
        """Why nothing will be done any more, empty while there is hope. Asked now and then, while nothing is done."""


def sweep(workers: Workers, job: Job[_T], items: Sequence[_T], output: RowFile | None) -> Iterator[Row]:
    """Give the row of every item as it is ready, after it was kept in `output`.

    Raises UserError when no worker is left; what is done by then is kept.
    """
    hands = _Hands(workers, job, deque(items))
    try:
        for row in hands.rows():
            if output is not None:
                output.add(row)
            yield row
    finally:
        hands.drop()


def work(job: Job[_T], item: _T) -> Row:
    """The row of one item, whatever happens; this is what a worker runs."""
    try:
        return _within(job.run, job.limits, get_ident())(item)
    except UserError as error:
        return job.columns(item) | {"reason": error.message}
    except Exception as error:
        reason = f"this is a bug of backport: {type(error).__name__}: {error}"
        # of another process the notes tell
        frames = getattr(error, "__notes__", None) or traceback.format_tb(error.__traceback__)[-_FRAMES:]
        return job.columns(item) | {"reason": reason, BUG: "".join(frames)}


@cache
def _within(run: Callable[[_T], Row], limits: Limits, thread: int) -> Callable[[_T], Row]:
    """The same in a process of its own, which stays as long as this one, where there are limits."""
    if not limits:
        return run
    ward = Ward(run, limits)
    atexit.register(ward.close)
    return ward


@dataclass
class _Hands(Generic[_T]):
    """What is waiting, what is being worked on, and what was being worked on when a worker was lost.

    Nobody can say which task took a worker down, so those at hand are tried again one by one: the one that loses a
    worker when nothing else runs is the one.
    """

    workers: Workers
    job: Job[_T]
    waiting: deque[_T]

    def __post_init__(self) -> None:
        self._running: dict[Future[Row], _T] = {}
        self._suspects: deque[_T] = deque()

    def rows(self) -> Iterator[Row]:
        """Every row, in the order in which they are ready."""
        while self.waiting or self._running or self._suspects:
            alone = bool(self._suspects) and not self._running
            if alone:
                self._hand_out(self._suspects.popleft())
            while self.waiting and not self._suspects and not alone and len(self._running) < _AHEAD:
                self._hand_out(self.waiting.popleft())
            for future in self._ready():
                item = self._running.pop(future)
                error = future.exception()
                if error is None:
                    yield future.result()
                elif alone:
                    yield self._lost(item, error)
                else:
                    self._suspects.append(item)

    def drop(self) -> None:
        """Take back what nobody has begun."""
        for future in self._running:
            future.cancel()

    def _hand_out(self, item: _T) -> None:
        self._running[self.workers.submit(work, self.job, item)] = item

    def _ready(self) -> list[Future[Row]]:
        while True:
            done, _ = wait(self._running, timeout=_GLANCE, return_when=FIRST_COMPLETED)
            if done:
                return [future for future in self._running if future in done]
            reason = self.workers.stalled()
            if reason:
                raise UserError(reason, "what is done is kept: run the same command again, and it goes on")

    def _lost(self, item: _T, error: BaseException) -> Row:
        reason = f"the worker was lost twice while it worked on this: {type(error).__name__}: {error}"
        return self.job.columns(item) | {"reason": reason, LOST: True}
