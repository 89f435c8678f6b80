"""The statements right beside an edit in the fix's own function, and on which side of it the result has them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from backport.stages.apply.sections import section_at
from backport.stages.verify.account import Tokens
from backport.stages.verify.beside import declares
from backport.stages.verify.change import Change, Hunk, statements, tokens

_NEAR = 6  # lines from the edit to the statement that says where it belongs
_TELLING = 4  # words and signs of a statement that says something
Lines = Mapping[Tokens, int]  # the statements that a function has once, with their lines (from 0)
_ANYWHERE = frozenset((b"#", b"return", b"goto", b"case"))


@dataclass(frozen=True)
class Crossed:
    """A written statement (on `line` of the result, from 1) on the wrong side of one that the fix has beside it."""

    line: int
    written: Tokens
    beside: Tokens
    below: bool


def crossed(fix: Change, result: Change) -> Iterator[Crossed]:
    """Edits on the other side of what the fix has right above or right below them, with nothing that speaks for the
    place: no statement of the fix's is near on its side."""
    for hunk in fix.hunks:
        written = [line for line in _said(fix, hunk) if _tells(line)]
        if not written:
            continue
        ours = [other for other in result.hunks if written[0] in _said(result, other)]
        if len(ours) == 1 and not all(_alike(fix, hunk, result, ours[0], step) for step in (-1, 1)):
            yield from _hunk(fix, hunk, result, ours[0], (written[0], written[-1]))


def _hunk(fix: Change, theirs: Hunk, result: Change, ours: Hunk, ends: tuple[Tokens, Tokens]) -> Iterator[Crossed]:
    there, here = _once(fix, theirs), _once(result, ours)
    found: list[Crossed] = []
    for line, step in zip(ends, (-1, 1), strict=True):
        beside = _anchor(fix, theirs, step, there, here)
        if beside is None or line not in there or line not in here or here[beside] + 1 in result.added_lines:
            continue
        if (here[beside] - here[line]) * step < 0:
            found.append(Crossed(here[line] + 1, line, beside, step > 0))
        elif beside in _beside(result, ours, step):
            return
    yield from found[:1]


def _said(change: Change, hunk: Hunk) -> tuple[Tokens, ...]:
    """The statements that a hunk writes and does not merely keep."""
    old = frozenset(statements(change.bare_old[hunk.old_start : hunk.old_start + len(hunk.old)]))
    new = statements(change.bare_new[hunk.new_start : hunk.new_start + len(hunk.new)])
    return tuple(line for line in new if line not in old)


def _tells(line: Tokens) -> bool:
    """Whether it matters what a statement stands above: not so for declarations, of which any order will do."""
    return len(line) >= _TELLING and line[0] not in _ANYWHERE and not declares(line)


def _beside(change: Change, hunk: Hunk, step: int) -> list[Tokens]:
    """The statements above (-1) or below (1) a hunk, the nearest first."""
    lines, end = change.bare_new, hunk.new_start + len(hunk.new)
    near = lines[end : end + _NEAR] if step > 0 else lines[max(0, hunk.new_start - _NEAR) : hunk.new_start][::-1]
    return [line for line in statements(near) if _tells(line)]


def _alike(fix: Change, theirs: Hunk, result: Change, ours: Hunk, step: int) -> bool:
    return _beside(fix, theirs, step) == _beside(result, ours, step)


def _anchor(fix: Change, hunk: Hunk, step: int, there: Lines, here: Lines) -> Tokens | None:
    """The nearest statement on a side that both functions have once and the fix has not written."""
    return next(
        (
            line
            for line in _beside(fix, hunk, step)
            if line in there and line in here and there[line] + 1 not in fix.added_lines
        ),
        None,
    )


def _once(change: Change, hunk: Hunk) -> Lines:
    """What the function around a hunk says once."""
    section = section_at(change.new_lines, hunk.new_start, hunk.new_start + 1)
    if section is None:
        return {}
    lines: Sequence[bytes] = change.bare_new[section.span.start : section.span.end]
    said = [(tokens(line), number) for number, line in enumerate(lines, section.span.start)]
    often = Counter(line for line, _ in said)
    return {line: number for line, number in said if often[line] == 1 and _tells(line)}
