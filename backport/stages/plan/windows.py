"""Windows on a change: the words it removes or adds with some words around them, to be looked for in another text.

White space and lines do not matter here, words do. A window tells something only when its new words are nowhere in the
text before the fix and its old words nowhere in the text after it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from backport.stages.apply.piece import Piece
from backport.stages.apply.tokens import words
from backport.stages.plan.sight import Standing

# Words of context before and behind the change, in the order they are tried.
EVEN = ((12, 12), (8, 8), (5, 5), (3, 3))
LOPSIDED = ((12, 3), (3, 12), (8, 2), (2, 8), (6, 1), (1, 6))
_LINES = 40  # lines that are read for the context


@dataclass(frozen=True)
class Window:
    """The words before and after the fix, as phrases."""

    old: bytes
    new: bytes

    def standing(self, text: bytes) -> Standing | None:
        """What a phrase has of it; None where it has neither, both, or that cannot be told."""
        if not self.old:  # nothing stood there and nothing around it: the new words alone could stand anywhere
            return None
        if not self.new:  # all of a section goes: only that it still stands can be seen
            return Standing.BROKEN if self.old in text else None
        fixed, broken = self.new in text, self.old in text
        if fixed == broken:
            return None
        return Standing.FIXED if fixed else Standing.BROKEN

    def tells(self, before: bytes, after: bytes) -> bool:
        """Whether it tells the phrases of the text before and after the fix apart by what they have."""
        return (not self.new or self.new not in before) and (not self.old or self.old not in after)

    def numbered(self, text: bytes, before: bytes, after: bytes) -> bool:
        """Whether a text has its words as often as the one after the fix, and the one before it has not.

        For a fix that repeats what is there already, or repairs one of several copies.
        """
        counts = self._counts(after)
        return bool(self.old and self.new) and counts == self._counts(text) and counts != self._counts(before)

    def _counts(self, text: bytes) -> tuple[int, int]:
        return text.count(self.old), text.count(self.new)


@dataclass(frozen=True)
class Side:
    """The words of a piece before the fix, or after it, and those on both sides of it up to its section's ends."""

    left: tuple[bytes, ...]
    own: tuple[bytes, ...]
    right: tuple[bytes, ...]

    def words(self, before: int, behind: int) -> tuple[bytes, ...]:
        """Its own words with this many around them."""
        return (*self.left[len(self.left) - before :], *self.own, *self.right[:behind])


@dataclass(frozen=True)
class Change:
    """What a piece makes of the words that stood there. Other pieces nearby are in both sides as they are there."""

    old: Side
    new: Side

    def windows(self, sizes: Sequence[tuple[int, int]]) -> Iterator[Window]:
        """Windows of these sizes, each once."""
        return (Window(phrase(old), phrase(new)) for old, new in self.words(sizes))

    def words(self, sizes: Sequence[tuple[int, int]]) -> list[tuple[tuple[bytes, ...], tuple[bytes, ...]]]:
        """The old and the new words with this many around them, each once."""
        return list(dict.fromkeys((self.old.words(*size), self.new.words(*size)) for size in sizes))


@dataclass(frozen=True)
class Stretch:
    """Lines [start, end) of a text, in a section that is lines [low, high)."""

    lines: Sequence[bytes]
    start: int
    end: int
    low: int
    high: int

    def side(self) -> Side:
        """Its words, and those around it in the section."""
        left = self.lines[max(self.low, self.start - _LINES) : self.start]
        right = self.lines[self.end : min(self.high, self.end + _LINES)]
        parts = (left, self.lines[self.start : self.end], right)
        return Side(*(tuple(words(b"".join(part))) for part in parts))

    @property
    def section(self) -> bytes:
        """The text of the section."""
        return b"".join(self.lines[self.low : self.high])


def change(old: Stretch, new: Stretch) -> Change:
    """The words of a piece by its lines in both texts; what both begin and end with is context."""
    before, after = old.side(), new.side()
    head = _common(before.own, after.own)
    tail = _common(before.own[head:][::-1], after.own[head:][::-1])
    return Change(_narrowed(before, head, tail), _narrowed(after, head, tail))


def stretches(
    pieces: Sequence[Piece], piece: Piece, lines: tuple[Sequence[bytes], Sequence[bytes]], low: int, high: int
) -> tuple[Stretch, Stretch]:
    """Where `piece` (one of `pieces`) stands in the lines before and after the fix, in the section [low, high)."""

    def shift(until: int) -> int:
        return sum(len(each.new) - len(each.old) for each in pieces if each.end <= until and each.start < until)

    start = piece.start + sum(len(each.new) - len(each.old) for each in pieces if each.start < piece.start)
    end = start + len(piece.new)
    section = min(start, low + shift(low)), max(end, high + shift(high))
    return Stretch(lines[0], piece.start, piece.end, low, high), Stretch(lines[1], start, end, *section)


def _narrowed(side: Side, head: int, tail: int) -> Side:
    rest = len(side.own) - tail
    return Side((*side.left, *side.own[:head]), side.own[head:rest], (*side.own[rest:], *side.right))


def phrase(of: Sequence[bytes]) -> bytes:
    """Words as one byte string, so that one phrase is in another exactly when its words are, in a row."""
    return b"\0" + b"\0".join(of) + b"\0" if of else b""


@lru_cache(maxsize=64)  # the pieces of one file share their texts
def phrased(text: bytes) -> bytes:
    """A text as a phrase."""
    return phrase(words(text))


def _common(one: Sequence[bytes], two: Sequence[bytes]) -> int:
    count = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        count += 1
    return count
