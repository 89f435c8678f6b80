"""Places like those that the fix changes which only the branch has: more ways out, older copies of a function."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backport.core.verdict import Finding, Severity
from backport.csource.functions import stretch
from backport.stages.verify.account import Tokens
from backport.stages.verify.beside import acts, alike, nearest, neighbours, tells
from backport.stages.verify.change import Change, Hunk, is_name, statements, tokens
from backport.stages.verify.library import words_at
from backport.stages.verify.study import Study

NAME = "elsewhere"
_NEAR = 4  # lines from an anchor to what is inserted beside it
_SIZES = (1, 2, 3)  # statements of an anchor: as few as tell the fix's places from all others
_SEVERAL = 2  # places of the fix where it does the same
_SURE = 3  # statements that act beside an insertion, or places of the fix beyond the first
_TELLING = 4  # words and signs of a statement that says something
_NAMES = 2
_MOST = 60  # lines that a hunk takes away
_SHOWN = 5


def check(study: Study) -> Iterator[Finding]:
    """What the fix does at every such place of its own file, and the result at some of the branch's only."""
    said: set[int] = set()
    for pair, result in study.code:
        raw, fix = pair.raw, pair.lines
        if raw is None or fix is None or len(raw.hunks) != len(fix.hunks):
            continue
        for theirs, ours in zip(raw.hunks, fix.hunks, strict=True):
            for found in (*_inserted(raw, fix, result, (theirs, ours)), *_removed(raw, result, theirs, ours)):
                if found.line not in said:
                    said.add(found.line)
                    yield found


@dataclass(frozen=True)
class _Anchor:
    """Statements in a row beside an insertion, the nearest first: above it (`step` -1) or below it (1)."""

    lines: tuple[Tokens, ...]
    step: int

    def found(self, change: Change) -> list[int]:
        """The lines (from 0) of the new text that say the nearest, with the others beyond."""
        return [at for at in _saying(change.new, self.lines[0]) if self._beyond(change.new_lines, at)]

    def _beyond(self, lines: Sequence[bytes], number: int) -> bool:
        seen = nearest(lines, number + self.step, self.step, len(self.lines) - 1)
        return seen == self.lines[1:]


def _inserted(raw: Change, fix: Change, result: Change, hunks: tuple[Hunk, Hunk]) -> Iterator[Finding]:
    """Insertions beside a statement that has them beside it wherever the fix's file says it."""
    theirs, ours = hunks
    wanted, mine = (next(filter(acts, statements(hunk.new)), None) for hunk in hunks)
    if wanted is None or mine is None or any(len(line) >= _TELLING for line in statements(theirs.old)):
        return
    for step in (-1, 1):
        for size in _SIZES:
            there, here = _anchor(raw, theirs, step, size), _anchor(fix, ours, step, size)
            if there is None or here is None:
                break
            fixed = there.found(raw)
            if all(_beside(raw.new_lines, number, wanted) for number in fixed):
                places = here.found(result)
                bare = [number for number in places if not _beside(result.new_lines, number, mine)]
                if 0 < len(bare) < len(places) and _sure(here, fixed):
                    yield _finding(result, mine, bare, "the fix adds this wherever its file has the place")
                    return


def _sure(anchor: _Anchor, fixed: Sequence[int]) -> bool:
    """Whether the place is more than a customary statement: three in a row that act, two where the fix has several."""
    return sum(map(acts, anchor.lines)) + (len(fixed) > 1) >= _SURE


def _anchor(change: Change, hunk: Hunk, step: int, size: int) -> _Anchor | None:
    start = hunk.new_start - 1 if step < 0 else hunk.new_start + len(hunk.new)
    lines = nearest(change.bare_new, start, step, size)
    return _Anchor(lines, step) if len(lines) == size and acts(lines[0]) else None


def _beside(lines: Sequence[bytes], number: int, wanted: Tokens) -> bool:
    return any(tokens(line) == wanted for line in lines[max(0, number - _NEAR) : number + 1 + _NEAR])


def _removed(raw: Change, result: Change, theirs: Hunk, ours: Hunk) -> Iterator[Finding]:
    """Statements that the fix takes from a function, or moves in it, and leaves nowhere there as they were."""
    if len(theirs.old) > _MOST:
        return  # a rewrite
    touched = {number for hunk in raw.hunks for number in range(hunk.old_start, hunk.old_start + len(hunk.old))}
    for there, mine in zip(statements(theirs.old), statements(ours.old), strict=False):
        if not tells(there) or sum(map(is_name, there)) < _NAMES:
            continue
        here = next((hunk for hunk in result.hunks if mine in statements(hunk.old)), None)
        places = tuple(_around(raw.old, raw.old_lines, theirs.old_start, there))
        if here is None or not touched.issuperset(places):
            continue
        left = [
            number
            for number in _around(result.new, result.new_lines, here.new_start, mine)
            if number + 1 not in result.added_lines
        ]
        if not _throughout(raw, places, theirs, there):
            left = _same_place(raw, result, (theirs, here), (there, mine), left)
        if left:
            yield _finding(result, mine, left, "the fix changes this throughout the function")


def _throughout(raw: Change, places: Sequence[int], hunk: Hunk, line: Tokens) -> bool:
    """Whether the fix has the statement at several places of the function and puts the same instead of each."""
    if len(places) < _SEVERAL or any(True for _ in _around(raw.new, raw.new_lines, hunk.new_start, line)):
        return False
    hunks = [one for one in raw.hunks if any(one.old_start <= at < one.old_start + len(one.old) for at in places)]
    instead = Counter(said for one in hunks for said in statements(one.new) if tells(said))
    return max(instead.values(), default=0) >= len(places)


def _same_place(
    raw: Change, result: Change, hunks: tuple[Hunk, Hunk], lines: tuple[Tokens, Tokens], left: Sequence[int]
) -> list[int]:
    """Those places with the neighbours of the place that the result changes; none if the fix moves these as well."""
    theirs, ours = hunks
    there, mine = lines
    was = [neighbours(raw.old_lines, at, acts) for at in _within(theirs, there)]
    after = _around(raw.new, raw.new_lines, theirs.new_start, there)
    if any(alike(neighbours(raw.new_lines, at, acts), was) for at in after):
        return []
    beside = [neighbours(result.old_lines, at, acts) for at in _within(ours, mine)]
    return [number for number in left if alike(neighbours(result.new_lines, number, acts), beside)]


def _within(hunk: Hunk, line: Tokens) -> list[int]:
    """The lines (from 0) of the text before that say something and that a hunk takes away."""
    return [hunk.old_start + at for at, text in enumerate(hunk.old) if tokens(text) == line]


def _around(text: bytes, lines: Sequence[bytes], number: int, wanted: Tokens) -> Iterator[int]:
    """The lines (from 0) that say something in the function around a line."""
    start, end = stretch(text, sum(map(len, lines[:number])))
    first = text.count(b"\n", 0, start)
    return (first + at for at in _saying(text[start:end], wanted))


def _saying(text: bytes, wanted: Tokens) -> Iterator[int]:
    """The lines (from 0) of a text that are the statement."""
    last = -1
    for at in words_at(text, max(filter(is_name, wanted), key=len)):
        start, end = text.rfind(b"\n", 0, at) + 1, text.find(b"\n", at)
        if start > last and tokens(text[start : end if end >= 0 else len(text)]) == wanted:
            last = start
            yield text.count(b"\n", 0, start)


def _finding(result: Change, what: Tokens, lines: Sequence[int], does: str) -> Finding:
    text = b" ".join(what).decode("utf-8", "replace")
    message = f"{does}, and the branch has {len(lines)} more that the result leaves alone: {text}"
    evidence = tuple(f"{result.path}:{number + 1}" for number in lines[:_SHOWN])
    return Finding(NAME, Severity.SOFT, message, text, result.path, lines[0] + 1, evidence)
