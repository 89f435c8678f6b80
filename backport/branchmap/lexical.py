"""Where in a C text a name stands, without parsing: strings, comments, members, tags, bodies.

Texts are read as bytes and by what surrounds a name, so that sources no parser copes with translate too.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from enum import Enum
from functools import cached_property

_WORD = bytes(byte if chr(byte).isascii() and (chr(byte).isalnum() or byte == 0x5F) else 0x20 for byte in range(256))
_OPAQUE = re.compile(
    rb'"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    rb"|'(?:[^'\\\n]|\\.){1,12}'"
    rb"|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)"
    rb"|//[^\n]*"
    rb"|#[ \t]*include[ \t]*[<\"][^>\"\n]*[>\"]",
    re.DOTALL,
)
_MEMBER = re.compile(rb"(?:->|(?<!\.)\.)\s*\Z")
_TAG = re.compile(rb"\b(struct|union|enum)\s+\Z")
# A body opens on a line that begins in column 0 and closes at a brace in column 0. All repeats are bounded: the text
# is anybody's.
_FUNCTION = re.compile(
    rb"^[A-Za-z_][^;{}()=#\"]{0,400}?\b(\w+)[ \t]*\([^;{}#]{0,2000}\)[^;{}()#]{0,400}\{", re.MULTILINE
)
_STRUCT = re.compile(rb"^(?:typedef\s+)?(?:struct|union)\b()[^;{}()]{0,400}\{", re.MULTILINE)
_NEAR = 40  # how far back the operator or keyword before a name may be


class Place(Enum):
    """What a name is, by what stands around it."""

    CODE = "code"
    CALLED = "called"  # before an opening parenthesis
    POINTER = "pointer"  # before an arrow
    MEMBER = "member"
    STRUCT = "struct tag"
    UNION = "union tag"
    ENUM = "enum tag"


_TAGS = {b"struct": Place.STRUCT, b"union": Place.UNION, b"enum": Place.ENUM}


def words(data: bytes) -> list[bytes]:
    """Every word of the text (identifiers and numbers), in order."""
    return data.translate(_WORD).split()


def occurrences(data: bytes, name: bytes) -> Iterator[int]:
    """Where `name` stands as a whole word."""
    start, size = data.find(name), len(name)
    while start >= 0:
        before = data[start - 1 : start]
        after = data[start + size : start + size + 1]
        if not (before.translate(_WORD).strip() or after.translate(_WORD).strip()):
            yield start
        start = data.find(name, start + size)


def code_only(data: bytes) -> bytes:
    """The text with a blank for each comment, string, character and include."""
    return _OPAQUE.sub(b" ", data)


class Layout:
    """Lazily, what the parts of one text are."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def _opaque(self) -> tuple[list[int], list[re.Match[bytes]]]:
        found = list(_OPAQUE.finditer(self._data))
        return [match.start() for match in found], found

    @cached_property
    def _functions(self) -> list[tuple[int, int, bytes]]:
        return list(_bodies(self._data, _FUNCTION))

    @cached_property
    def _structs(self) -> list[tuple[int, int, bytes]]:
        return list(_bodies(self._data, _STRUCT))

    def opaque(self, offset: int) -> bytes:
        """The first byte of the string, character or directive, or the comment, that holds `offset`; else nothing."""
        starts, found = self._opaque
        index = bisect_right(starts, offset) - 1
        return found[index][0][:1] if index >= 0 and offset < found[index].end() else b""

    def includes(self) -> Iterator[tuple[int, int]]:
        """Start and end of every name between the brackets of an include."""
        for match in self._opaque[1]:
            text = match[0]
            if text[:1] == b"#":
                start = text.find(b"<") if text.endswith(b">") else text.find(b'"')
                yield match.start() + start + 1, match.end() - 1

    def function(self, offset: int) -> bytes:
        """The function around `offset`, empty outside."""
        return _around(self._functions, offset) or b""

    def in_struct(self, offset: int) -> bool:
        """Whether `offset` is in the body of a struct or union."""
        return _around(self._structs, offset) is not None

    def place(self, start: int, end: int, comment: bool) -> Place:
        """What the name from `start` to `end` is; in a comment a full stop or a blank is prose."""
        before = self._data[max(0, start - _NEAR) : start]
        tag = _TAG.search(before)
        if tag:
            return _TAGS[tag[1]]
        if before.endswith(b"->") if comment else _MEMBER.search(before):
            return Place.MEMBER
        after = self._data[end : end + 4]
        after = after if comment else after.lstrip(b" \t")
        if after[:1] == b"(":
            return Place.CALLED
        return Place.POINTER if after[:2] == b"->" else Place.CODE


def _bodies(data: bytes, opening: re.Pattern[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Start, end and name of each body."""
    match = opening.search(data)
    while match:
        close = data.find(b"\n}", match.end() - 1)
        end = len(data) if close < 0 else close + 2
        yield match.start(), end, match[1]
        match = opening.search(data, end)


def _around(spans: list[tuple[int, int, bytes]], offset: int) -> bytes | None:
    index = bisect_right(spans, (offset, len(_WORD) << 40, b"")) - 1
    return spans[index][2] if index >= 0 and spans[index][0] <= offset < spans[index][1] else None
