"""What differs between two texts, line by line: libgit2's diff as plain ranges."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import pygit2
from pygit2.enums import DiffOption

from backport.core.ends import common


@dataclass(frozen=True)
class Edit:
    """Lines [old_start, old_end) of the old text became lines [new_start, new_end) of the new one; counted from 0."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int

    @property
    def is_insertion(self) -> bool:
        """Nothing is removed."""
        return self.old_start == self.old_end


class Algorithm(Enum):
    """How lines are matched: patience keeps unique lines together, Myers finds the shortest edit."""

    PATIENCE = DiffOption.PATIENCE
    MYERS = DiffOption.NORMAL


_OPTIONS = DiffOption.INDENT_HEURISTIC | DiffOption.FORCE_TEXT


@lru_cache(maxsize=64)
def edits(old: bytes, new: bytes, algorithm: Algorithm = Algorithm.PATIENCE) -> tuple[Edit, ...]:
    """The edits that turn `old` into `new`, in order.

    The whole texts are compared: which lines are unique, and git's shortcuts, depend on all of them.
    """
    if old == new:
        return ()
    patch = pygit2.Patch.create_from(old, new, "", "", algorithm.value | _OPTIONS, 0, 0)
    return tuple(_edit(hunk) for hunk in patch.hunks)


def is_binary(data: bytes) -> bool:
    """git's own rule: a NUL among the first 8,000 bytes."""
    return b"\0" in data[:8000]


def _differing(old: bytes, new: bytes) -> tuple[int, int]:
    """How many bytes both texts begin and end with in common, whole lines."""
    start, end = common(old, new)
    first = old.rfind(b"\n", 0, start) + 1
    last = old.find(b"\n", len(old) - end) + 1
    return first, len(old) - last if last else 0


def _edit(hunk: pygit2.DiffHunk) -> Edit:
    # git counts from 1, and for an empty side it names the line before the gap
    old = hunk.old_start - (1 if hunk.old_lines else 0)
    new = hunk.new_start - (1 if hunk.new_lines else 0)
    return Edit(old, old + hunk.old_lines, new, new + hunk.new_lines)


@lru_cache(maxsize=32)
def split_lines(data: bytes) -> tuple[bytes, ...]:
    r"""The lines of a text with their ends, cut at "\n" only, as git does."""
    if b"\r" not in data:
        return tuple(data.splitlines(keepends=True))
    *lines, last = data.split(b"\n")
    return (*(line + b"\n" for line in lines), *((last,) if last else ()))


def split_lines_beside(data: bytes, other: bytes, lines: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """What `split_lines(data)` gives, where `lines` are those of `other`, which is much the same text."""
    first, last = _differing(other, data)
    if not first and not last:
        return split_lines(data)
    above, upto = other.count(b"\n", 0, first), other.count(b"\n", 0, len(other) - last)
    return (*lines[:above], *split_lines(data[first : len(data) - last]), *(lines[upto:] if last else ()))
