"""How the lines of two versions of a file answer to each other, for the whole file or for one function of it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from backport.vcs.textdiff import Algorithm, Edit, edits


@dataclass(frozen=True)
class Span:
    """Lines [start, end), counted from 0."""

    start: int
    end: int

    def holds(self, start: int, end: int) -> bool:
        """Whether lines [start, end) lie within."""
        return self.start <= start and end <= self.end


@dataclass(frozen=True)
class View:
    """An alignment of `base` lines with `ours` lines inside two spans; `drift` is what differs, in whole-file lines."""

    name: str
    base: Span
    ours: Span
    drift: tuple[Edit, ...]

    @cached_property
    def _ends(self) -> list[int]:
        return [edit.old_end for edit in self.drift]

    def touching(self, start: int, end: int) -> tuple[Edit, ...]:
        """The drift that overlaps or borders base lines [start, end)."""
        first = bisect_left(self._ends, start)
        found: list[Edit] = []
        for edit in self.drift[first:]:
            if edit.old_start > end:
                break
            found.append(edit)
        return tuple(found)

    def ours_at(self, line: int) -> int:
        """The target's line for a base line that no drift touches from before."""
        index = bisect_left(self._ends, line)
        if index == 0:
            return line - self.base.start + self.ours.start
        before = self.drift[index - 1]
        return line - before.old_end + before.new_end


def align(
    name: str, base: Sequence[bytes], ours: Sequence[bytes], spans: tuple[Span, Span], algorithm: Algorithm
) -> View:
    """Align the lines of two spans."""
    old, new = spans
    found = edits(b"".join(base[old.start : old.end]), b"".join(ours[new.start : new.end]), algorithm)
    moved = (
        Edit(e.old_start + old.start, e.old_end + old.start, e.new_start + new.start, e.new_end + new.start)
        for e in found
    )
    return View(name, old, new, tuple(moved))
