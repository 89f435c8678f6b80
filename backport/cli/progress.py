"""Progress on stderr: the only user of rich's progress display."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from backport.core.printable import one_line

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_T = TypeVar("_T")


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
            self._progress.update(self._task, description=one_line(text))

    def at(self, done: int, total: int, text: str) -> None:
        """So many of so many are done; `text` is next."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total, description=one_line(text)[:40])

    def advance(self, by: int = 1) -> None:
        """Count what is done."""
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task, by)

    def track(self, items: Iterable[_T]) -> Iterator[_T]:
        """The items, counted as they are done."""
        for item in items:
            yield item
            self.advance()


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
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True, emoji=False)
    with Progress(*columns, console=console, transient=console.is_terminal) as progress:
        yield Bar(progress, progress.add_task(one_line(label), total=total))
