"""Length-preserving edits of C text: blanking, string-aware parentheses, lines."""

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from operator import add

from backport.core.ends import common

_BEFORE = 3  # bytes: a backslash and the longest line end
_PLAIN = (b"_", b"{", b"}", b"#")  # besides letters, what is code by itself where a line begins
_BLANK = bytes(c if c in b"\r\n" else 32 for c in range(256))
# Code with its literals, then a comment or the end. No repeat is tried twice: the text is anybody's.
_COMMENTED = re.compile(
    rb"((?:[^\"'/]++|\"(?:\\.|[^\"\\\n])*+\"|'(?:\\.|[^'\\\n])*+'|[\"']|/(?![/*]))*+)"
    rb"(/\*.*?(?:\*/|\Z)|//(?:\\\n|[^\n])*|\Z)",
    re.DOTALL,
)
_LITERAL = re.compile(rb"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
_CONTENT = re.compile(rb"(?:[^\\]|\\(?!\r?\n))+")
_PARENTHESES = re.compile(rb"[()]|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)


def blanks(text: bytes) -> bytes:
    """As many spaces as `text` has bytes, its line ends kept."""
    return text.translate(_BLANK)


def blank(buffer: bytearray, start: int, end: int) -> None:
    """Blank a span in place; line ends stay."""
    buffer[start:end] = buffer[start:end].translate(_BLANK)


@lru_cache(maxsize=256)
def without_comments(text: bytes) -> bytes:
    """The text with comments blanked; strings and character constants stay, and so do continued lines."""
    if b"/*" not in text and b"//" not in text:
        return text
    parts: list[bytes] = []
    for match in _COMMENTED.finditer(text):
        code, comment = match.groups()
        parts += (code, _CONTENT.sub(blanks_of, comment) if b"\\" in comment else blanks(comment))
    return b"".join(parts)


def without_comments_beside(text: bytes, other: bytes, bare: bytes) -> bytes:
    """What `without_comments(text)` gives, where `other` is much the same text and `bare` is `other` without comments.

    Only what differs is read, from a line that begins as code to one that does so in both.
    """
    first, last = common(other, text)
    start, end = first, min(len(other), len(other) - last + _BEFORE)
    while start > 0 and not _begins(other, bare, start):
        start = other.rfind(b"\n", 0, start - 1) + 1
    while end < len(other) and not _begins(other, bare, end):
        end = other.find(b"\n", end) + 1 or len(other)
    rest = len(other) - end
    stop = len(text) - rest
    if not rest:
        return bare[:start] + without_comments(text[start:])
    # One byte more tells whether a comment is open there.
    made = without_comments(text[start : stop + 1])
    return bare[:start] + made[:-1] + bare[end:] if made[-1:] == text[stop : stop + 1] else without_comments(text)


def _begins(text: bytes, bare: bytes, at: int) -> bool:
    """Whether a line of code begins here: nothing that was open in the line before goes on."""
    said = text[at : at + 1]
    before = text[max(0, at - _BEFORE) : at]
    new = before.endswith(b"\n") and not before.endswith((b"\\\n", b"\\\r\n"))
    return new and (said.isalnum() or said in _PLAIN) and said == bare[at : at + 1]


def blanks_of(match: re.Match[bytes]) -> bytes:
    """A match, blanked."""
    return match[0].translate(_BLANK)


@lru_cache(maxsize=64)
def without_literals(text: bytes) -> bytes:
    """Comment-free text with the insides of strings and character constants blanked."""
    return _LITERAL.sub(lambda m: m[0][:1] + m[0][1:-1].translate(_BLANK) + m[0][-1:], text)


def closing(text: bytes, opening: int) -> int | None:
    """Where the parenthesis that opens at `opening` closes, literals skipped; None if it never does."""
    depth = 0
    for match in _PARENTHESES.finditer(text, opening):
        if match[0] == b"(":
            depth += 1
        elif match[0] == b")":
            depth -= 1
            if depth == 0:
                return match.start()
    return None


class Lines:
    """Line numbers (from 1) of byte offsets."""

    def __init__(self, text: bytes) -> None:
        self._starts = _line_starts(text)

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._starts)

    def start(self, line: int) -> int:
        """The offset at which a line begins."""
        return self._starts[line - 1]

    def at(self, offset: int) -> int:
        """The line that holds the byte at `offset`."""
        return bisect_right(self._starts, offset)


@lru_cache(maxsize=64)
def _line_starts(text: bytes) -> tuple[int, ...]:
    lines = text.split(b"\n")
    return tuple(map(add, accumulate(map(len, lines[:-1]), initial=0), range(len(lines))))
