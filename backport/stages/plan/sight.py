"""What was seen of a fix in a tree's code, piece by piece, and what follows for the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_SHOWN = 3  # places that a sentence names


class Standing(StrEnum):
    """Where a piece of the fix stands in a tree."""

    FIXED = "has the new words"
    BROKEN = "has the old words"
    ELSEWHERE = "has neither"


@dataclass(frozen=True)
class Sight:
    """One piece of the fix in one tree: `path` and `place` (a function, or empty) are where it was looked for.

    `instead_of` is the fix's own function, where the tree has none of that name and another one holds its code.
    """

    standing: Standing
    path: str
    place: str
    instead_of: str = ""

    def __str__(self) -> str:
        return f"{self.where} {self.standing}"

    @property
    def where(self) -> str:
        """The file, and the function in it."""
        moved = f", where the code of {self.instead_of} is" if self.instead_of else ""
        return f"{self.path}{f' ({self.place}{moved})' if self.place else ''}"


def has_fix(seen: Sequence[Sight]) -> bool:
    """Every piece has its new words and none has its old ones."""
    return bool(seen) and all(sight.standing == Standing.FIXED for sight in seen)


def lacks_fix(seen: Sequence[Sight]) -> bool:
    """Some piece has its old words: the tree is affected."""
    return any(sight.standing == Standing.BROKEN for sight in seen)


def places(seen: Sequence[Sight]) -> str:
    """Where the pieces were seen, the first few of them; those that took another function's code over come first."""
    named = sorted(dict.fromkeys((not sight.instead_of, sight.where) for sight in seen), key=lambda each: each[0])
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return ", ".join(where for _, where in named[:_SHOWN]) + more
