"""What two texts have in common at their ends: most of a file is the same before and after a change."""

from collections.abc import Callable
from functools import lru_cache


@lru_cache(maxsize=64)
def common(one: bytes, two: bytes) -> tuple[int, int]:
    """How many bytes both texts begin with, and how many of the rest both end with."""
    shorter = min(len(one), len(two))
    first = _most(shorter, lambda known, count: one[known:count] == two[known:count])
    last = _most(
        shorter - first,
        lambda known, count: one[len(one) - count : len(one) - known] == two[len(two) - count : len(two) - known],
    )
    return first, last


def _most(most: int, same: Callable[[int, int], bool]) -> int:
    """The largest count up to `most` for which `same(known, count)` holds; it holds for all that are smaller."""
    known = 0
    while known < most:
        middle = (known + most + 1) // 2
        known, most = (middle, most) if same(known, middle) else (known, middle - 1)
    return known
