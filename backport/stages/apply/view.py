"""How the lines of two versions of a file answer to each other, for the whole file or for one function of it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from backport.stages.apply.piece import Piece
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


def whole(name: str, base: Span, ours: Span) -> View:
    """A view in which nothing is aligned yet."""
    return View(name, base, ours, (Edit(base.start, base.end, ours.start, ours.end),))


def near(view: View, piece: Piece, reach: int = 14) -> View:
    """The part of a view around a piece, of which only the ends are aligned."""
    start = max(view.base.start, piece.start - reach)
    end = min(view.base.end, piece.end + reach)
    for edit in view.drift:
        if edit.old_start < start < edit.old_end:
            start = edit.old_start
        if edit.old_start < end < edit.old_end:
            end = edit.old_end
    return whole(view.name, Span(start, end), Span(_at(view, start), _at(view, end)))


def _at(view: View, line: int) -> int:
    """The target's line for a base line that is inside of no drift; what the target inserted there comes after it."""
    shift = view.ours.start - view.base.start
    for edit in view.drift:
        if edit.old_end > line or edit.old_start == line:
            break
        shift = edit.new_end - edit.old_end
    return line + shift
