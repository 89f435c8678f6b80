"""Places like those that the fix changes which only the branch has: more ways out, older copies of a function."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backport.core.verdict import Finding, Severity
from backport.csource.functions import stretch
from backport.stages.verify.account import Tokens
from backport.stages.verify.change import Change, Hunk, is_name, statements, tokens
from backport.stages.verify.library import words_at
from backport.stages.verify.study import Study

NAME = "elsewhere"
_NEAR = 4  # lines from an anchor to what is inserted beside it
_REACH = 8  # lines from an insertion to its anchors
_SIZES = (1, 2, 3)  # statements of an anchor: as few as tell the fix's places from all others
_TELLING = 4  # words and signs of a statement that says something
_NAMES = 2
_MOST = 60  # lines that a hunk takes away
_SHOWN = 5
_CONTROL = frozenset(b"if else while for do switch case return goto break continue } #".split())
_ACTING = frozenset((b"(", b"=", b"|=", b"&=", b"+=", b"-=", b"++", b"--"))


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
        seen = _nearest(lines, number + self.step, self.step, len(self.lines) - 1)
        return seen == self.lines[1:]


def _inserted(raw: Change, fix: Change, result: Change, hunks: tuple[Hunk, Hunk]) -> Iterator[Finding]:
    """Insertions beside a statement that has them beside it wherever the fix's file says it."""
    theirs, ours = hunks
    wanted, mine = (next(filter(_acts, statements(hunk.new)), None) for hunk in hunks)
    if wanted is None or mine is None or any(len(line) >= _TELLING for line in statements(theirs.old)):
        return
    for step in (-1, 1):
        for size in _SIZES:
            there, here = _anchor(raw, theirs, step, size), _anchor(fix, ours, step, size)
            if there is None or here is None:
                break
            if all(_beside(raw.new_lines, number, wanted) for number in there.found(raw)):
                places = here.found(result)
                bare = [number for number in places if not _beside(result.new_lines, number, mine)]
                if 0 < len(bare) < len(places):
                    yield _finding(result, mine, bare, "the fix adds this wherever its file has the place")
                    return
                break


def _anchor(change: Change, hunk: Hunk, step: int, size: int) -> _Anchor | None:
    start = hunk.new_start - 1 if step < 0 else hunk.new_start + len(hunk.new)
    lines = _nearest(change.bare_new, start, step, size)
    return _Anchor(lines, step) if len(lines) == size and _acts(lines[0]) else None


def _nearest(lines: Sequence[bytes], start: int, step: int, size: int) -> tuple[Tokens, ...]:
    """The statements from a line on, as many as are wanted and the function has within reach."""
    found: list[Tokens] = []
    number = start
    while 0 <= number < len(lines) and abs(number - start) < _REACH and len(found) < size:
        if lines[number][:1] in (b"{", b"}"):
            break
        if line := tokens(lines[number]):
            found.append(line)
        number += step
    return tuple(found)


def _beside(lines: Sequence[bytes], number: int, wanted: Tokens) -> bool:
    return any(tokens(line) == wanted for line in lines[max(0, number - _NEAR) : number + 1 + _NEAR])


def _removed(raw: Change, result: Change, theirs: Hunk, ours: Hunk) -> Iterator[Finding]:
    """Statements that the fix takes from a function, or moves in it, and leaves nowhere there as they were."""
    if len(theirs.old) > _MOST:
        return  # a rewrite
    touched = {number for hunk in raw.hunks for number in range(hunk.old_start, hunk.old_start + len(hunk.old))}
    for there, mine in zip(statements(theirs.old), statements(ours.old), strict=False):
        if not _tells(there) or sum(map(is_name, there)) < _NAMES:
            continue
        here = next((hunk for hunk in result.hunks if mine in statements(hunk.old)), None)
        if here is None or not set(_around(raw.old, raw.old_lines, theirs.old_start, there)) <= touched:
            continue
        left = [
            number
            for number in _around(result.new, result.new_lines, here.new_start, mine)
            if number + 1 not in result.added_lines
        ]
        if left:
            yield _finding(result, mine, left, "the fix changes this throughout the function")


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


def _tells(line: Tokens) -> bool:
    return len(line) >= _TELLING and any(map(is_name, line)) and line[0] not in (b"#", b"}", b"return", b"goto")


def _acts(line: Tokens) -> bool:
    """Whether a statement does something by itself: no condition, no declaration."""
    return _tells(line) and line[0] not in _CONTROL and not _ACTING.isdisjoint(line) and not _declares(line)


def _declares(line: Tokens) -> bool:
    """`type name = …` or `struct type *name = …`: two words in a row, or a tag."""
    return line[0] in (b"struct", b"enum", b"union", b"const", b"static", b"int", b"unsigned", b"char", b"void") or (
        len(line) > 1 and is_name(line[0]) and is_name(line[1])
    )


def _finding(result: Change, what: Tokens, lines: Sequence[int], does: str) -> Finding:
    text = b" ".join(what).decode("utf-8", "replace")
    message = f"{does}, and the branch has {len(lines)} more that the result leaves alone: {text}"
    evidence = tuple(f"{result.path}:{number + 1}" for number in lines[:_SHOWN])
    return Finding(NAME, Severity.SOFT, message, text, result.path, lines[0] + 1, evidence)
