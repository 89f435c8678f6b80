"""Conflict markers in a text, as git writes them: where they are, and what each side says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_OURS, _BASE, _SPLIT, _THEIRS = b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>"


@dataclass(frozen=True)
class Hunk:
    """One conflict: lines [start, end) of the text, markers included, counted from 0; `base` is empty without diff3."""

    start: int
    end: int
    ours: tuple[bytes, ...]
    base: tuple[bytes, ...]
    theirs: tuple[bytes, ...]


def hunks(lines: Sequence[bytes]) -> tuple[Hunk, ...]:
    """The conflicts of a text, in order. What is not a whole conflict is not one."""
    return tuple(_hunks(lines))


def marked(text: bytes) -> bool:
    """Whether any conflict is left, also half of one: a line that begins or ends one."""
    return any(_is(line, _OURS) or _is(line, _THEIRS) for line in text.split(b"\n"))


def filled(lines: Sequence[bytes], answers: Sequence[Sequence[bytes] | None]) -> list[bytes]:
    """The lines with each conflict replaced by its answer; None leaves it as it is."""
    result: list[bytes] = []
    at = 0
    for hunk, answer in zip(hunks(lines), answers, strict=True):
        result += lines[at : hunk.start]
        result += lines[hunk.start : hunk.end] if answer is None else answer
        at = hunk.end
    return [*result, *lines[at:]]


def _hunks(lines: Sequence[bytes]) -> Iterator[Hunk]:
    at = 0
    while at < len(lines):
        if _is(lines[at], _OURS):
            hunk = _hunk(lines, at)
            if hunk is not None:
                yield hunk
                at = hunk.end
                continue
        at += 1


def _hunk(lines: Sequence[bytes], start: int) -> Hunk | None:
    marks = {_OURS: start}
    for number in range(start + 1, len(lines)):
        line = lines[number]
        mark = next((mark for mark in (_OURS, _BASE, _SPLIT, _THEIRS) if _is(line, mark)), None)
        if mark == _OURS:
            return None
        if mark is not None:
            marks.setdefault(mark, number)
        if mark == _THEIRS:
            break
    if _SPLIT not in marks or _THEIRS not in marks:
        return None
    split, end = marks[_SPLIT], marks[_THEIRS]
    base = marks.get(_BASE, split)
    return Hunk(
        start, end + 1, tuple(lines[start + 1 : base]), tuple(lines[base + 1 : split]), tuple(lines[split + 1 : end])
    )


def _is(line: bytes, mark: bytes) -> bool:
    return line.startswith(mark) and line[len(mark) : len(mark) + 1] in (b"", b" ", b"\n", b"\r")
