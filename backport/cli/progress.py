"""Progress on stderr: the only user of rich's progress display."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from backport.core.printable import one_line

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_T = TypeVar("_T")
_LONGEST = 28  # characters of what is being done: the line has to fit 80


def wanted(asked: bool | None) -> bool:
    """Whether to show progress: what the user asked for, else only where a person watches."""
    return asked if asked is not None else sys.stderr.isatty()


class Bar:
    """One line of the display; without a display every call does nothing."""

    def __init__(self, progress: "Progress | None", task: "TaskID | None") -> None:
        self._progress = progress
        self._task = task

    def label(self, text: str) -> None:
        """Say what is being done now."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, description=one_line(text)[:_LONGEST])

    def at(self, done: int, total: int, text: str) -> None:
        """So many of so many are done; `text` is next."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total, description=one_line(text)[:_LONGEST])
            self._pace()

    def advance(self, by: int = 1) -> None:
        """Count what is done."""
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task, by)
            self._pace()

    def _pace(self) -> None:
        """How fast it goes and how long it will take, as far as that can be told."""
        if self._progress is not None and self._task is not None:
            task = self._progress.tasks[0]
            self._progress.update(self._task, pace=pace(task.completed, task.total, task.elapsed or 0))

    def track(self, items: Iterable[_T]) -> Iterator[_T]:
        """The items, counted as they are done."""
        for item in items:
            yield item
            self.advance()


def pace(done: float, total: float | None, seconds: float) -> str:
    """The rate and the time left, of `done` of `total` in so many seconds; empty where nothing is done yet."""
    if not done or seconds <= 0:
        return ""
    rate = done / seconds
    told = f"{rate:,.1f}/s" if rate >= 1 else f"{1 / rate:,.1f} s each"
    if total is None:
        return told
    left = round((total - done) / rate)
    return f"{told}, {left // 60}:{left % 60:02} left"


@contextmanager
def display(label: str, total: int | None = None, show: bool = False) -> Iterator[Bar]:
    """A progress bar while the block runs, gone afterwards. `total` None means that the end is not known.

    Where stderr is no terminal and progress was asked for, one line at the end stays. `show` is what `wanted()` (the
    `--progress` option) said.
    """
    if not show:
        yield Bar(None, None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=12),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[pace]}", markup=False),
    )
    console = Console(stderr=True, emoji=False)
    with Progress(*columns, console=console, transient=console.is_terminal) as progress:
        yield Bar(progress, progress.add_task(one_line(label)[:_LONGEST], total=total, pace=""))


@contextmanager
def shown(show: bool) -> Iterator[None]:
    """For a display that another process draws: should that be killed, the cursor comes back."""
    try:
        yield
    except BaseException:
        if show:
            from rich.console import Console

            Console(stderr=True).show_cursor(True)
        raise
