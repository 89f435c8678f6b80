"""Which lines of two stretches answer to each other although their words or their indentation differ."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from backport.stages.apply.tokens import words
from backport.vcs.textdiff import Algorithm, Edit, edits

_CELLS = 6000  # pairs of lines that are compared word by word; beyond it only equal lines are paired
_ALIKE = 0.5  # of the words of two lines that must be the same
_TELLING = b" \t\r\n{};"


def refined(base: Sequence[bytes], ours: Sequence[bytes], found: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits cut down to the line: a pair is one line for one line, what has no counterpart is only removed or only
    added."""
    return tuple(part for edit in found for part in _refine(base, ours, edit))


def is_pair(edit: Edit) -> bool:
    """Whether a refined edit is one line said differently."""
    return edit.old_end - edit.old_start == edit.new_end - edit.new_start == 1


def _refine(base: Sequence[bytes], ours: Sequence[bytes], edit: Edit) -> Iterator[Edit]:
    old, new = base[edit.old_start : edit.old_end], ours[edit.new_start : edit.new_end]
    ends = (len(old), len(new))
    pairs = [(-1, -1), *_pairs(old, new), ends]
    for (left, right), (next_left, next_right) in pairwise(pairs):
        if left >= 0 and old[left] != new[right]:
            yield _moved(edit, left, left + 1, right, right + 1)
        if left + 1 < next_left:
            yield _moved(edit, left + 1, next_left, right + 1, right + 1)
        if right + 1 < next_right:
            yield _moved(edit, next_left, next_left, right + 1, next_right)


def _moved(edit: Edit, old_start: int, old_end: int, new_start: int, new_end: int) -> Edit:
    left, right = edit.old_start, edit.new_start
    return Edit(left + old_start, left + old_end, right + new_start, right + new_end)


def _pairs(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[int, int]]:
    """The lines that answer to each other, in order on both sides."""
    if not old or not new:
        return []
    if len(old) * len(new) <= _CELLS:
        return _best(old, new)
    return list(_equal(old, new))


def _equal(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """The pairs of a stretch too long to compare: equal but for indentation, and the best pairs between those."""
    bare = [b"".join(line.strip() + b"\n" for line in lines) for lines in (old, new)]
    left = right = 0
    for edit in (*edits(bare[0], bare[1], Algorithm.PATIENCE), Edit(len(old), len(old), len(new), len(new))):
        yield from zip(range(left, edit.old_start), range(right, edit.new_start), strict=True)
        inner_old, inner_new = old[edit.old_start : edit.old_end], new[edit.new_start : edit.new_end]
        if inner_old and inner_new and len(inner_old) * len(inner_new) <= _CELLS:
            yield from ((i + edit.old_start, j + edit.new_start) for i, j in _best(inner_old, inner_new))
        left, right = edit.old_end, edit.new_end


def _best(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[int, int]]:
    """The pairs in order with the greatest likeness in sum."""
    height, width = len(old), len(new)
    table = [[0.0] * (width + 1) for _ in range(height + 1)]
    worth = [[likeness(left.strip(), right.strip()) for right in new] for left in old]
    for i in range(height - 1, -1, -1):
        row, below = table[i], table[i + 1]
        for j in range(width - 1, -1, -1):
            taken = below[j + 1] + worth[i][j] if worth[i][j] > 0 else 0.0
            row[j] = max(taken, below[j], row[j + 1])
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < height and j < width:
        if worth[i][j] > 0 and table[i][j] == table[i + 1][j + 1] + worth[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif table[i][j] == table[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


@lru_cache(maxsize=200_000)
def likeness(left: bytes, right: bytes) -> float:
    """From 0 (no pair) to 1 (the same); lines that say little count little."""
    if left == right:
        return 1.0 if left.strip(_TELLING) else 0.1
    one, two = _bag(left), _bag(right)
    size = max(one.total(), two.total())
    common = (one & two).total()
    return (common / size) ** 2 if size and common >= _ALIKE * size else 0.0


@lru_cache(maxsize=50_000)
def _bag(line: bytes) -> Counter[bytes]:
    return Counter(words(line))
