"""The values of placing: a piece of the fix, and where it fits."""

from dataclasses import dataclass

from backport.core.case import Rung


@dataclass(frozen=True)
class Piece:
    """One edit of the fix: base lines `old`, standing at [start, end), become `new`."""

    start: int
    end: int
    old: tuple[bytes, ...]
    new: tuple[bytes, ...]


@dataclass(frozen=True)
class Fit:
    """Where a piece goes: the target's lines [start, end) become `new`.

    `how` names the rule that placed it; `doubt` says what else was possible, empty when nothing was.
    """

    start: int
    end: int
    new: tuple[bytes, ...]
    rung: Rung
    how: str
    doubt: str = ""
