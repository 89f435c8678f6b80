"""Statements on the other side of one that works on the same thing: used before it is set, set after it was needed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from backport.core.verdict import Finding, Severity
from backport.csource.functions import stretch
from backport.stages.verify.account import Tokens
from backport.stages.verify.change import Change, Hunk, is_name, statements, tokens
from backport.stages.verify.study import Study

NAME = "order"
_TELLING = 4  # words and signs of a statement that says something
_MOST = 30  # statements of a hunk
_MEMBER = 3  # words and signs of `a->b`
_ASSIGNS = frozenset((b"=", b"|=", b"&=", b"+=", b"-="))
_LEAVES = frozenset((b"return", b"goto", b"#"))
Lines = Mapping[Tokens, int]  # the statements that a function has once, with their lines (from 0)


def check(study: Study) -> Iterator[Finding]:
    """Statements of the fix that the result has on another side of a related one than the fix has, or than it had."""
    for pair, result in study.code:
        fix = pair.lines
        for hunk in fix.hunks if fix is not None and fix.hunks != result.hunks else ():
            yield from _hunk(fix or result, hunk, result)


def _hunk(fix: Change, hunk: Hunk, result: Change) -> Iterator[Finding]:
    old = set(statements(hunk.old))
    lines = [line for line in statements(hunk.new) if _acts(line) and line not in old]
    if len(lines) > _MOST:
        return  # a rewrite: it has an order of its own
    theirs = _function(fix.new, fix.bare_new, hunk.new_start) if lines else {}
    for line in lines:
        at = _only(line, [hunk for hunk in result.hunks if line in statements(hunk.new)])
        if at is None or line not in theirs:
            continue
        ours = _function(result.new, result.bare_new, at.new_start)
        written = result.added_lines
        for other in _crossed(theirs, ours, line):
            if _shares(line, other, 1) and ours[other] + 1 not in written and theirs[other] + 1 not in fix.added_lines:
                yield _finding(result, line, other, ours, "the fix has them the other way round")
                return
        left = _only(line, [hunk for hunk in result.hunks if line in statements(hunk.old)])
        before = _function(result.old, result.bare_old, left.old_start) if left is not None else {}
        for other in _crossed(before, ours, line):
            if other not in theirs and _shares(line, other, _MEMBER) and _sets(other):
                yield _finding(result, line, other, ours, "they were the other way round, and the fix has no such line")
                return


def _only(line: Tokens, hunks: list[Hunk]) -> Hunk | None:
    return hunks[0] if len(hunks) == 1 else None


def _crossed(one: Lines, two: Lines, line: Tokens) -> Iterator[Tokens]:
    """The statements of both that stand on different sides of a line."""
    if line in one and line in two:
        for other, number in one.items():
            if other != line and other in two and (number < one[line]) != (two[other] < two[line]):
                yield other


def _function(text: bytes, lines: Sequence[bytes], number: int) -> dict[Tokens, int]:
    """What the function around a line (from 0) says once."""
    start, end = stretch(text, sum(map(len, lines[:number])))
    first, last = text.count(b"\n", 0, start), text.count(b"\n", 0, end)
    said = [(tokens(line), at) for at, line in enumerate(lines[first : last + 1], first)]
    often = Counter(line for line, _ in said)
    return {line: at for line, at in said if often[line] == 1 and _tells(line)}


def _tells(line: Tokens) -> bool:
    """Whether a statement says something that its place matters for: a message may be given here or there."""
    return len(line) >= _TELLING and line[0] not in _LEAVES and b'"' not in line


def _acts(line: Tokens) -> bool:
    """Whether a statement does something by itself: no condition, no declaration."""
    calls = b"(" in line or not _ASSIGNS.isdisjoint(line)
    return _tells(line) and line[-1] == b";" and calls and not (is_name(line[0]) and is_name(line[1]))


def _sets(line: Tokens) -> bool:
    """Whether it gives something a value: assigns, or passes an address."""
    return not _ASSIGNS.isdisjoint(line) or (b"(", b"&") in pairwise(line)


def _shares(one: Tokens, two: Tokens, size: int) -> bool:
    """Whether two statements, of which the other calls something, work on the same variable or member."""
    if b"(" not in two and _ASSIGNS.isdisjoint(two):
        return False
    mine, other = _chains(one), _chains(two)
    return any(a[: len(b)] == b[: len(a)] and min(len(a), len(b)) >= size for a in mine for b in other)


def _chains(line: Tokens) -> set[Tokens]:
    """The variables that a statement names, with their members: `a->b.c`; no names of functions."""
    found: set[Tokens] = set()
    at = 0
    while at < len(line):
        end = at + 1
        if is_name(line[at]):
            while end + 1 < len(line) and line[end] in (b"->", b".") and is_name(line[end + 1]):
                end += 2
            if line[end : end + 1] != (b"(",) and len(b"".join(line[at:end])) > 1:
                found.add(line[at:end])
        at = end
    return found


def _finding(result: Change, line: Tokens, other: Tokens, ours: Lines, why: str) -> Finding:
    text, beside = (b" ".join(what).decode("utf-8", "replace") for what in (line, other))
    where = "below" if ours[line] > ours[other] else "above"
    message = f"this stands {where} `{beside}`, and {why}: {text}"
    return Finding(NAME, Severity.SOFT, message, text, result.path, ours[line] + 1)
