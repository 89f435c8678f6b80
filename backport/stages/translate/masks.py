"""Flags that the branch does not have, left out of the masks that the fix names them in."""

import re
from collections.abc import Collection

_FLAG = rb"([A-Z][A-Z0-9]*_[A-Z0-9_]+)"
_JOINED = (re.compile(_FLAG + rb"[ \t]*\|(?!\|)"), re.compile(rb"(?<!\|)\|[ \t]*" + _FLAG))


def flags(text: bytes) -> frozenset[bytes]:
    """The names that a text joins with others by `|`."""
    return frozenset(name for joined in _JOINED for name in joined.findall(text))


def without(text: bytes, names: Collection[bytes]) -> bytes:
    """The text with these names taken out of its masks; where one stands alone it stays."""
    for name in names:
        text = re.sub(rb"[ \t]*(?<!\|)\|[ \t]*%s\b(?!\s*\()(?:[ \t]+(?=\)))?" % re.escape(name), b"", text)
        text = re.sub(rb"\b%s[ \t]*\|(?!\|)[ \t]*" % re.escape(name), b"", text)
    return text
