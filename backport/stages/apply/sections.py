"""The functions of a file by their heads at the left margin, as git itself names the function of a hunk.

No parser: a fix is often placed in files that no parser reads, and a head at column 0 is what people look for too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backport.stages.apply.view import Span

_HEAD = re.compile(
    rb"^(?:"
    rb"(?!(?:if|for|while|switch|return|else|do|case|typedef)\b)[A-Za-z_][^\n;=]*?\b(\w+)\s*\("  # C and its kin
    rb"|(?:async\s+)?(?:def|class)\s+(\w+)"  # Python, Ruby
    rb"|(?:pub\s+)?(?:fn|func|function|sub)\s+(\w+)"
    rb"|(?:static\s+|const\s+)*(?:struct|union|enum)\s+(\w+)\s*\{"
    rb")",
    re.MULTILINE,
)

_HEAD_LINES = 8
_INNER = frozenset((b"", b"\t", b" ", b"\n", b"\r", b"#", b"/", b"*", b"{"))  # how lines begin that end no section
_ENDS = re.compile(rb"[^{;]{0,800};")  # what follows a head that is a mere prototype


@dataclass(frozen=True)
class Section:
    """A named stretch of a file: a function, a class, a struct."""

    name: str
    span: Span


def head(line: bytes) -> str | None:
    """The name a line introduces, None when it introduces none."""
    found = _HEAD.match(line)
    return _name(found) if found else None


def names(text: bytes) -> frozenset[str]:
    """Every name that a head of this text introduces; a prototype introduces none."""
    return frozenset(_name(found) for found in _HEAD.finditer(text) if not _ENDS.match(text, found.end()))


def sections(lines: Sequence[bytes]) -> tuple[Section, ...]:
    """Every section of a file in order; a closing brace at the margin ends one, and so does the next head."""
    found: list[Section] = []
    name, start = "", 0
    for number in [number for number, line in enumerate(lines) if line[:1] not in _INNER]:
        line = lines[number]
        introduced = head(line) if line[:1].isalpha() or line[:1] == b"_" else None
        if introduced and _declares(lines, number):
            introduced = None
        if name and (introduced or line.startswith(b"}")):
            end = number + 1 if line.startswith(b"}") else number
            found.append(Section(name, Span(start, end)))
            name = ""
        if introduced:
            name, start = introduced, number
    if name:
        found.append(Section(name, Span(start, len(lines))))
    return tuple(found)


def section_at(lines: Sequence[bytes], start: int, end: int) -> Section | None:
    """The section that holds lines [start, end): what `around` finds among all `sections`, without reading them all."""
    first, name = start, None
    while first >= 0:
        line = lines[first] if first < len(lines) else b""
        if line[:1] in _INNER:
            first -= 1
            continue
        name = head(line) if line[:1].isalpha() or line[:1] == b"_" else None
        if name and _declares(lines, first):
            name = None
        if name or (line.startswith(b"}") and first < start):
            break
        first -= 1
    if not name:
        return None
    last = first + 1
    while last < len(lines):
        line = lines[last]
        if line[:1] not in _INNER:
            if line.startswith(b"}"):
                last += 1
                break
            if (line[:1].isalpha() or line[:1] == b"_") and head(line) and not _declares(lines, last):
                break
        last += 1
    span = Span(first, last)
    return Section(name, span) if span.holds(start, end) and start < last else None


def _declares(lines: Sequence[bytes], number: int) -> bool:
    """Whether a head is a mere prototype: its parameters are followed by a semicolon, not by a body."""
    for line in lines[number : number + _HEAD_LINES]:
        bare = line.split(b"/*")[0].rstrip()
        if b"{" in bare:
            return False
        if bare.endswith(b";"):
            return True
    return False


def around(found: Sequence[Section], start: int, end: int) -> Section | None:
    """The section that holds lines [start, end)."""
    return next((item for item in found if item.span.holds(start, end) and start < item.span.end), None)


def _name(found: re.Match[bytes]) -> str:
    return next(name for name in found.groups() if name).decode("utf-8", "surrogateescape")
