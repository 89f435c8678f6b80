"""A change as hunks with the function each stands in, compared without regard to spacing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from backport.csource.spans import without_comments, without_comments_beside
from backport.stages.apply.sections import Section, around, section_at
from backport.vcs.textdiff import edits, is_binary, split_lines, split_lines_beside

_TOKEN = re.compile(rb"[A-Za-z_]\w*|\d[\w.]*|->|\+\+|--|<<=?|>>=?|[-+*/%&|^!=<>]=|&&|\|\||\S")

_AROUND = 40  # lines kept on each side of a hunk

_C_WORDS = frozenset(
    b"auto break case char const continue default do double else enum extern float for goto if inline int long "
    b"register return short signed sizeof static struct switch typedef union unsigned void volatile while".split()
)


@lru_cache(maxsize=50_000)
def tokens(text: bytes) -> tuple[bytes, ...]:
    """The words and signs of a text, without the space between them."""
    return tuple(_TOKEN.findall(text))


def is_name(token: bytes) -> bool:
    """Whether a token is an identifier that somebody chose: no number, no sign, no word of C."""
    return (token[:1].isalpha() or token[:1] == b"_") and token not in _C_WORDS


@dataclass(frozen=True)
class Hunk:
    """Lines `old` from line `old_start` became `new` at line `new_start` (from 0), in `function` (or nowhere)."""

    path: str
    function: str
    old_start: int
    old: tuple[bytes, ...]
    new_start: int
    new: tuple[bytes, ...]


@dataclass(frozen=True)
class Change:
    """One file before and after. A side that does not exist is empty."""

    path: str
    old: bytes
    new: bytes

    @cached_property
    def is_text(self) -> bool:
        """Whether lines mean anything here."""
        return not is_binary(self.old) and not is_binary(self.new)

    @cached_property
    def old_lines(self) -> tuple[bytes, ...]:
        """The lines before."""
        return split_lines(self.old)

    @cached_property
    def new_lines(self) -> tuple[bytes, ...]:
        """The lines after."""
        return split_lines_beside(self.new, self.old, self.old_lines)

    @cached_property
    def hunks(self) -> tuple[Hunk, ...]:
        """What differs, in order."""
        return tuple(self._hunks()) if self.is_text else ()

    def _hunks(self) -> Iterator[Hunk]:
        for edit in edits(self.old, self.new):
            inside = section_at(self.old_lines, edit.old_start, edit.old_end) if not edit.is_insertion else None
            inside = inside or section_at(self.new_lines, edit.new_start, edit.new_end)
            yield Hunk(
                self.path,
                inside.name if inside is not None else "",
                edit.old_start,
                tuple(self.old_lines[edit.old_start : edit.old_end]),
                edit.new_start,
                tuple(self.new_lines[edit.new_start : edit.new_end]),
            )

    @cached_property
    def added_lines(self) -> frozenset[int]:
        """The lines of the new text (from 1) that the change wrote."""
        return frozenset(n + 1 for hunk in self.hunks for n in range(hunk.new_start, hunk.new_start + len(hunk.new)))

    @cached_property
    def code_old(self) -> bytes:
        """The text before with comments blanked."""
        return without_comments(self.old)

    @cached_property
    def code_new(self) -> bytes:
        """The text after with comments blanked."""
        return without_comments_beside(self.new, self.old, self.code_old)

    @cached_property
    def bare_old(self) -> tuple[bytes, ...]:
        """The lines before with comments blanked."""
        return split_lines(self.code_old)

    @cached_property
    def bare_new(self) -> tuple[bytes, ...]:
        """The lines after with comments blanked."""
        return split_lines_beside(self.code_new, self.code_old, self.bare_old)

    @cached_property
    def gone(self) -> tuple[bytes, ...]:
        """The lines removed, comments blanked, whose statements the new text has nowhere."""
        return tuple(
            line
            for hunk in self.hunks
            for line in self.bare_old[hunk.old_start : hunk.old_start + len(hunk.old)]
            if tokens(line) and next(standing(self.code_new, tokens(line)), None) is None
        )

    @cached_property
    def touched(self) -> Mapping[Section, tuple[int, ...]]:
        """The functions of the text after in which lines were written, each with the numbers (from 1) of these."""
        found: dict[Section, tuple[int, ...]] = {}
        for number in sorted(self.added_lines):
            section = around((*found,), number - 1, number) or section_at(self.new_lines, number - 1, number)
            if section is not None:
                found[section] = (*found.get(section, ()), number)
        return found

    def added(self) -> Iterator[tuple[int, bytes]]:
        """The lines written, numbered from 1, comments blanked."""
        lines = self.bare_new
        return ((number, lines[number - 1]) for number in sorted(self.added_lines))


def standing(bare: bytes, statement: tuple[bytes, ...]) -> Iterator[int]:
    """Where the lines begin (in bytes) that are this statement; only those with its longest token are looked at."""
    needle = max(statement, key=len)
    at = bare.find(needle)
    while at >= 0:
        start, end = bare.rfind(b"\n", 0, at) + 1, bare.find(b"\n", at)
        end = end if end >= 0 else len(bare)
        if tokens(bare[start:end]) == statement:
            yield start
        at = bare.find(needle, end)


def statements(lines: Sequence[bytes]) -> tuple[tuple[bytes, ...], ...]:
    """The lines as tokens; blank lines are left out."""
    return tuple(found for line in lines if (found := tokens(line)))


def cropped(change: Change) -> Change:
    """The change with blank lines for all that is far from it: same hunks, same line numbers."""
    old = _crop(change.old_lines, [(hunk.old_start, len(hunk.old)) for hunk in change.hunks])
    new = _crop(change.new_lines, [(hunk.new_start, len(hunk.new)) for hunk in change.hunks])
    return Change(change.path, old, new)


def _crop(lines: Sequence[bytes], parts: Sequence[tuple[int, int]]) -> bytes:
    """The lines around some parts: the section that each stands in, and a few more."""
    kept: set[int] = set()
    for start, count in parts:
        inside = section_at(lines, start, start + count)
        first, last = (inside.span.start, inside.span.end) if inside is not None else (start, start + count)
        kept.update(range(max(0, min(first, start - _AROUND)), min(len(lines), max(last, start + count + _AROUND))))
    return b"".join(line if number in kept else b"\n" for number, line in enumerate(lines))
