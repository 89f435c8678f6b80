"""Which names took the place of which: lines that differ in nothing but identifiers, token against token."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_TOKEN = re.compile(rb"[A-Za-z_]\w*|\d\w*|->|\S")
_NAME = re.compile(rb"[A-Za-z_]\w*")
_MOST = 40_000  # lines against lines: beyond, an alignment is chance and costs too much
_FEW = 4  # names that may differ in one line
Pairs = Counter[tuple[bytes, bytes]]


def pairs(removed: Sequence[bytes], added: Sequence[bytes]) -> Pairs:
    """Each pair of an older and a newer name, with the number of lines that differ in it."""
    found: Pairs = Counter()
    if len(removed) * len(added) > _MOST:
        return found
    older, newer = ([_TOKEN.findall(line) for line in lines] for lines in (removed, added))
    for one, other in _aligned(older, newer):
        differing = {(old, new) for old, new in zip(one, other, strict=False) if old != new}
        names = all(_NAME.fullmatch(old) and _NAME.fullmatch(new) for old, new in differing)
        if len(one) == len(other) and names and len(differing) <= _FEW:
            found.update(differing)
    return found


def _aligned(older: list[list[bytes]], newer: list[list[bytes]]) -> Iterator[tuple[Sequence[bytes], Sequence[bytes]]]:
    """Lines of the same shape in the same order; line by line where there are as many on both sides."""
    if len(older) == len(newer):
        yield from zip(older, newer, strict=True)
        return
    one, other = ([_shape(line) for line in lines] for lines in (older, newer))
    for start, begin, size in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        yield from zip(older[start : start + size], newer[begin : begin + size], strict=True)


def _shape(line: list[bytes]) -> tuple[bytes, ...]:
    return tuple(b"" if _NAME.fullmatch(token) else token for token in line)
