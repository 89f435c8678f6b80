"""Progress as values: what the line tells whoever watches."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """The line begins `stage` of `series`; `done` of `total` targets are finished."""

    series: str
    stage: str
    done: int
    total: int


Listener = Callable[[Event], None]


def nobody(event: Event) -> None:
    """The listener of a caller who does not watch."""
