"""Keep one branch of every `#if`, so that what is left has balanced braces and parses."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from backport.csource.spans import blank

_DIRECTIVE = re.compile(rb"^[ \t]*#[ \t]*([a-z_]+)?((?:\\\r?\n|[^\n])*)", re.MULTILINE)
_NEVER = re.compile(rb"\s*0\s*\Z")
_OPENERS = (b"if", b"ifdef", b"ifndef")


class Keep(Enum):
    """Which branch of a conditional stays when nobody knows the build: the first one that can hold, or the last."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True)
class Directive:
    """One preprocessor line: `word` ("if", "define" …), its argument with continuations, and its span in bytes."""

    word: bytes
    argument: bytes
    start: int
    end: int


Decide = Callable[[Directive, bool], bool]
"""Whether the branch that a directive opens holds; the flag says that it is the last branch of its group."""


def directives(text: bytes) -> Iterator[Directive]:
    """The preprocessor lines of comment-free text, in order."""
    for match in _DIRECTIVE.finditer(text):
        yield Directive(match[1] or b"", match[2], match.start(), match.end())


def _last_branches(found: list[Directive]) -> set[int]:
    """The offsets of directives whose branch ends its group."""
    last: set[int] = set()
    groups: list[int] = []
    for directive in found:
        if directive.word in _OPENERS:
            groups.append(directive.start)
        elif directive.word in (b"elif", b"else") and groups:
            groups[-1] = directive.start
        elif directive.word == b"endif" and groups:
            last.add(groups.pop())
    return last


def decide_by(keep: Keep) -> Decide:
    """The decision that knows no build: `#if 0` never holds, of the rest the first or the last branch."""
    if keep is Keep.LAST:
        return lambda directive, last: last and not (directive.word == b"if" and bool(_NEVER.match(directive.argument)))
    return lambda directive, last: not (directive.word in (b"if", b"elif") and bool(_NEVER.match(directive.argument)))


class _Groups:
    """The open conditionals while the lines go by."""

    def __init__(self) -> None:
        self._open: list[tuple[bool, bool]] = []  # was the text around it kept, has a branch been taken
        self.kept = True

    def see(self, directive: Directive, holds: Callable[[], bool]) -> bool:
        """Note one line; whether it was one of a conditional."""
        if directive.word in _OPENERS:
            taken = self.kept and holds()
            self._open.append((self.kept, taken))
            self.kept = taken
        elif directive.word in (b"elif", b"else"):
            self._next(holds)
        elif directive.word == b"endif":
            self.kept = self._open.pop()[0] if self._open else True
        else:
            return False
        return True

    def _next(self, holds: Callable[[], bool]) -> None:
        if self._open:
            around, taken = self._open.pop()
            self.kept = around and not taken and holds()
            self._open.append((around, taken or self.kept))


def resolve(text: bytes, decide: Decide, seen: Callable[[Directive], None] | None = None) -> tuple[bytes, bool]:
    """Comment-free text with all directives and the branches not kept blanked, and whether any branch was dropped.

    `seen` is told of every other directive (`define`, `include` …) in the kept text, in order.
    """
    buffer = bytearray(text)
    found = list(directives(text))
    last = _last_branches(found)
    groups, dropped, since = _Groups(), False, 0
    for directive in found:
        before = groups.kept
        if not groups.see(directive, lambda d=directive: decide(d, d.start in last)) and before and seen:  # type: ignore[misc]
            seen(directive)
        blank(buffer, directive.start, directive.end)
        if before and not groups.kept:
            since = directive.end
        elif not before:
            blank(buffer, since, directive.start)
            dropped, since = True, directive.end
    if not groups.kept:
        blank(buffer, since, len(buffer))
        dropped = True
    return bytes(buffer), dropped
