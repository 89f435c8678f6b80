"""Where else the text that a hunk replaces stands, and how well each place answers to the fix's own."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property, partial
from math import sqrt

from backport.stages.apply.sections import Section, around, section_at
from backport.stages.verify.account import alike
from backport.stages.verify.change import Change, Hunk, is_name, statements, tokens

_WINDOW = 10  # lines above and below that say what a place is about
_PARTS = re.compile(rb"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
_ALIKE = 0.4
_EXACT = 0.9999  # of a score: rounding is no difference
_BESIDE = 6  # lines between the beginnings of edits that belong together


@dataclass(frozen=True)
class Place:
    """Lines from `start` (from 0) in a function of the target before.

    `score` from 0 to 1, 1 the fix's own place; `same` says that the fix's own line stands there.
    """

    start: int
    function: str
    score: float
    same: bool


@dataclass(frozen=True)
class Siblings:
    """A hunk of the result, the fix's hunk that it stands for, and the lines where it could have been made as well.

    Places are compared when they are asked for: a short edit fits hundreds of lines.
    """

    theirs: Hunk
    ours: Hunk
    chosen: Place
    starts: tuple[int, ...]
    place: Callable[[int], Place]
    function: Callable[[int], str]

    def others(self, function: str = "") -> tuple[Place, ...]:
        """The other places, those of one function only if it is named."""
        return tuple(self.place(start) for start in self.starts if not function or self.function(start) == function)


def siblings(fix: Change, result: Change) -> Iterator[Siblings]:
    """The result's hunks that could have been made in more places than one, and do not stand just as the fix's do.

    Where the fix makes the same edit several times, which is which is a matter of order only: those are left out.
    """
    before, base = _Text(result.bare_old), _Text(fix.bare_old)
    edited = {hunk.old_start for hunk in result.hunks}
    often = Counter(_edit(hunk) for hunk in fix.hunks)
    matched = [*_matched(fix.hunks, result.hunks)]
    starts = cache(lambda ours: _elsewhere(before, ours, edited))
    for theirs, ours in matched:
        if often[_edit(theirs)] != 1:
            continue
        about, line = base.about(theirs.old_start, len(theirs.old)), base.first(theirs.old_start, len(theirs.old))
        count = len(ours.old)
        chosen = before.place(ours.old_start, count, about, line)
        if chosen.score < _EXACT and starts(ours) and not _anchored((theirs, ours), matched, starts):
            yield Siblings(
                theirs,
                ours,
                chosen,
                starts(ours),
                partial(before.place, count=count, about=about, line=line),
                partial(before.function, count=count),
            )


def _elsewhere(before: "_Text", ours: Hunk, edited: set[int]) -> tuple[int, ...]:
    """The lines at which a hunk could have been made as well."""
    if not any(len(line) >= 4 for line in statements(ours.old)):
        return ()
    return tuple(start for start in _open(before, ours) if start not in edited)


def _anchored(
    pair: tuple[Hunk, Hunk], matched: Sequence[tuple[Hunk, Hunk]], starts: Callable[[Hunk], tuple[int, ...]]
) -> bool:
    """Whether the fix makes the edit beside another one that has one place only, and so does the result."""
    theirs, ours = pair
    return any(
        other is not ours
        and len(other.old) > 0
        and abs(other.old_start - ours.old_start) <= _BESIDE
        and abs(twin.old_start - theirs.old_start) <= _BESIDE
        and not starts(other)
        for twin, other in matched
    )


def _edit(hunk: Hunk) -> tuple[tuple[tuple[bytes, ...], ...], tuple[tuple[bytes, ...], ...]]:
    return statements(hunk.old), statements(hunk.new)


def _open(before: "_Text", hunk: Hunk) -> Iterator[int]:
    """Where the hunk's edit could be made: a change within a line wherever its words stand, else the whole lines."""
    old, new = _edit(hunk)
    if len(old) == len(new) == 1:
        yield from before.holding(_core(old[0], new[0]))
    else:
        yield from before.places(statements(before.lines[hunk.old_start : hunk.old_start + len(hunk.old)]))


def _core(old: tuple[bytes, ...], new: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """What an edit within a line replaces, with a word on each side."""
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    tail = 0
    while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return old[max(0, same - 1) : len(old) - tail + 1]


def _matched(theirs: Sequence[Hunk], ours: Sequence[Hunk]) -> Iterator[tuple[Hunk, Hunk]]:
    """Each of the result's hunks with the fix's most alike, each of those used once; one and one need not be."""
    if len(theirs) == len(ours) == 1:
        yield theirs[0], ours[0]
        return
    ranked = sorted(
        ((-_likeness(one, two), first, second) for first, one in enumerate(theirs) for second, two in enumerate(ours)),
    )
    used_first: set[int] = set()
    used_second: set[int] = set()
    for score, first, second in ranked:
        if -score >= _ALIKE and first not in used_first and second not in used_second:
            used_first.add(first)
            used_second.add(second)
            yield theirs[first], ours[second]


def _likeness(one: Hunk, two: Hunk) -> float:
    text = tokens(b"".join((*one.old, b"=>", *one.new))), tokens(b"".join((*two.old, b"=>", *two.new)))
    same_function = one.function == two.function
    return (1.0 if text[0] == text[1] else alike(*text)) + 0.01 * same_function


class _Text:
    """The lines of one file, comments blanked."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self.lines = lines
        self._known: list[Section] = []

    def _section(self, start: int, end: int) -> Section | None:
        """The section that holds lines [start, end); few of a file's are asked for, and these often."""
        known = around(self._known, start, end)
        if known is None and (found := section_at(self.lines, start, end)) is not None:
            self._known.append(found)
            return found
        return known

    @cached_property
    def _joined(self) -> bytes:
        return b"".join(self.lines)

    def places(self, wanted: Sequence[tuple[bytes, ...]]) -> Iterator[int]:
        """The lines (from 0) at which these statements follow each other."""
        if wanted:
            for number, line in self._lines_with(wanted[0]):
                if line == wanted[0] and self._follows(number, wanted):
                    yield number

    def _lines_with(self, wanted: tuple[bytes, ...]) -> Iterator[tuple[int, tuple[bytes, ...]]]:
        """The lines that have the longest of these tokens: only they are cut into tokens."""
        needle = max(wanted, key=len, default=b"")
        number, start, at = 0, 0, self._joined.find(needle)
        while at >= 0:
            number += self._joined.count(b"\n", start, at)
            yield number, tokens(self.lines[number])
            end = self._joined.find(b"\n", at)
            if end < 0:
                return
            number, start = number + 1, end + 1
            at = self._joined.find(needle, start)

    def _follows(self, number: int, wanted: Sequence[tuple[bytes, ...]]) -> bool:
        found: list[tuple[bytes, ...]] = []
        while len(found) < len(wanted) and number < len(self.lines):
            line = tokens(self.lines[number])
            if line:
                found.append(line)
            number += 1
        return found == list(wanted)

    def holding(self, wanted: tuple[bytes, ...]) -> Iterator[int]:
        """The lines (from 0) that hold these tokens in a row."""
        size = len(wanted)
        for number, line in self._lines_with(wanted):
            if any(line[at : at + size] == wanted for at in range(len(line) - size + 1)):
                yield number

    def first(self, start: int, count: int) -> tuple[bytes, ...]:
        """The first statement among some lines."""
        lines = (tokens(line) for line in self.lines[start : start + max(1, count)])
        return next((line for line in lines if line), ())

    def function(self, start: int, count: int) -> str:
        """The function around some lines."""
        inside = self._section(start, start + max(1, count))
        return inside.name if inside is not None else ""

    def about(self, start: int, count: int) -> Counter[bytes]:
        """The parts of words around some lines, those of the function's name counted threefold."""
        inside = self._section(start, start + max(1, count))
        first, last = start - _WINDOW, start + count + _WINDOW
        if inside is not None:
            first, last = max(first, inside.span.start), min(last, inside.span.end)
        text = b" ".join((*self.lines[max(0, first) : start], *self.lines[start + count : last]))
        name = inside.name.encode() if inside is not None else b""
        return Counter(part.lower() for part in _PARTS.findall(text + (b" " + name) * 3))

    def place(self, start: int, count: int, about: Counter[bytes], line: tuple[bytes, ...]) -> Place:
        """A place, with how much its first line and its surroundings are what is wanted."""
        here = self.first(start, count)
        score = (_like(here, line) + _cosine(self.about(start, count), about)) / 2
        return Place(start, self.function(start, count), score, here == line)


def _like(one: tuple[bytes, ...], two: tuple[bytes, ...]) -> float:
    """How alike two statements are in shape and, less, in the parts of their names."""
    if one == two and any(_PARTS.search(token) for token in one):
        return 1.0
    shape = SequenceMatcher(None, [_shape(t) for t in one], [_shape(t) for t in two], autojunk=False).ratio()
    parts = (Counter(part.lower() for token in line for part in _PARTS.findall(token)) for line in (one, two))
    return (2 * shape + _cosine(*parts)) / 3


def _shape(token: bytes) -> bytes:
    return (b"X" if token.isupper() else b"x") if is_name(token) and len(token) > 1 else token


def _cosine(one: Counter[bytes], two: Counter[bytes]) -> float:
    both = sum(count * two[part] for part, count in one.items())
    sizes = sqrt(sum(c * c for c in one.values()) * sum(c * c for c in two.values()))
    return both / sizes if sizes else 0.0
