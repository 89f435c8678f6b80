"""Which words a text cannot have, for texts that are searched again and again: a look costs less than a search."""

import re
from collections.abc import Callable

from backport.vcs.shelf import Shelf

_SLOTS = 8192  # one byte each; a word shares its slot with few others
_OFTEN = 50  # searches of a text before its words are marked: marking costs as much
_MOST = 32_000_000  # bytes of marks that are kept
_COUNTED = 50_000  # texts of which the searches are counted
_WORD = re.compile(rb"\w+")


class Marks:
    """Marks of texts by their names; `read` gives a text."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._made = Shelf(self._mark, _MOST)
        self._searches: dict[str, int] = {}

    def exclude(self, name: str, word: bytes) -> bool:
        """Whether this text certainly lacks a word; a text of which little was asked so far is not looked at."""
        made = self._made.get(name)
        if made is None:
            count = self._searches[name] = self._searches.get(name, 0) + 1
            if count < _OFTEN:
                return False
            made = self._made[name]
            if len(self._searches) > _COUNTED:
                self._searches.clear()
        return not made[hash(word) % _SLOTS]

    def _mark(self, name: str) -> bytes:
        marks = bytearray(_SLOTS)
        for word in set(_WORD.findall(self._read(name))):
            marks[hash(word) % _SLOTS] = 1
        return bytes(marks)


def is_word(text: bytes) -> bool:
    """Whether a text is one word, as texts are cut into words here."""
    return _WORD.fullmatch(text) is not None
