"""Texts kept for as long as there is room: those not asked for longest go first."""

from collections.abc import Callable


class Shelf(dict[str, bytes]):
    """Reads each text once while it is kept: `shelf[name]`, at the speed of a dictionary for what is at hand.

    `most` bounds what is kept, in bytes. Half of it holds what was asked for lately; when that is full, it takes the
    place of the other half, from which a text comes back when it is asked for. A text larger than that is not kept.
    """

    def __init__(self, read: Callable[[str], bytes], most: int) -> None:
        super().__init__()
        self._read = read
        self._half = most // 2
        self._before: dict[str, bytes] = {}
        self._size = 0

    def __missing__(self, name: str) -> bytes:
        """A text that is not at hand. What `read` raises is passed on."""
        text = self._before.pop(name, None)
        if text is None:
            text = self._read(name)
        if len(text) > self._half:
            return text
        if self._size + len(text) > self._half:
            self._before, self._size = dict(self), 0
            self.clear()
        self[name] = text
        self._size += len(text)
        return text
