"""Three-way merge of tokens inside a few lines: both sides changed the lines, not necessarily the same words."""

import re
from collections.abc import Sequence

from merge3 import Merge3

_TOKEN = re.compile(rb"[A-Za-z_]\w*|\d\w*|[ \t]+|\n|[^\w\s]|.", re.DOTALL)
_WORD = re.compile(rb"[A-Za-z_]\w*|\d\w*|[^\w\s]")  # the same without blanks
_LIMIT = 4000  # tokens: beyond this a merge inside lines says nothing a person could check


def tokens(text: bytes) -> list[bytes]:
    """Words, numbers, blanks and single signs; joined they give the text back."""
    return _TOKEN.findall(text)


def merge_tokens(base: Sequence[bytes], ours: Sequence[bytes], theirs: Sequence[bytes]) -> bytes | None:
    """The merge of three stretches of lines, None where the sides disagree about a token."""
    sides = [tokens(b"".join(lines)) for lines in (base, ours, theirs)]
    if max(map(len, sides)) > _LIMIT:
        return None
    merged: list[bytes] = []
    for kind, *groups in Merge3(sides[0], sides[1], sides[2]).merge_groups():
        if kind == "conflict":
            return None
        merged.extend(groups[0])
    return b"".join(merged)


def words(text: bytes) -> list[bytes]:
    """The tokens that are not white space."""
    return _WORD.findall(text)
