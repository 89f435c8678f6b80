"""Texts kept for as long as there is room: the one not asked for longest goes first."""

from collections import OrderedDict
from collections.abc import Callable


class Shelf:
    """Reads each text once while it is kept. `most` bounds what is kept, in bytes."""

    def __init__(self, read: Callable[[str], bytes], most: int) -> None:
        self._read = read
        self._most = most
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def get(self, name: str) -> bytes:
        """The text of this name. What `read` raises is passed on."""
        found = self._kept.get(name)
        if found is not None:
            self._kept.move_to_end(name)
            return found
        text = self._read(name)
        self._kept[name] = text
        self._size += len(text)
        while self._size > self._most and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone)
        return text
