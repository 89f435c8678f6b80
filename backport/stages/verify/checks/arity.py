"""Calls with a number of arguments that the branch's function or macro does not take."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backport.core.verdict import Finding, Severity
from backport.csource.spans import Lines, without_comments, without_literals
from backport.stages.verify.change import Change
from backport.stages.verify.library import is_header, words_at
from backport.stages.verify.study import Pair, Study

NAME = "arity"
_CALL = re.compile(rb"(?<![\w.>])([A-Za-z_]\w*)\s*\(")
_NOT_CALLS = frozenset(b"if while for switch return sizeof defined typeof __typeof__ __attribute__ offsetof".split())
_LONGEST = 4_000  # bytes between the parentheses
_ANY = -1


@dataclass(frozen=True)
class Takes:
    """How many arguments a definition or prototype takes; `more` where others may follow."""

    count: int
    more: bool = False

    def fits(self, given: int) -> bool:
        """Whether a call with this many arguments is right."""
        return given >= self.count if self.more else given == self.count


def check(study: Study) -> Iterator[Finding]:
    """Calls on written lines that fit the fix's own tree and none of the branch's definitions."""
    for pair, result in study.code:
        seen: set[tuple[str, int]] = set()
        for name, given, number in _calls(result):
            if (name, given) not in seen:
                seen.add((name, given))
                yield from _judge(study, pair, result, name, given, number)


def _calls(change: Change) -> Iterator[tuple[str, int, int]]:
    """The calls that begin on written lines: name, number of arguments, line."""
    if not any(_CALL.search(line) for _, line in change.added()):
        return
    text = without_literals(change.code_new)
    lines = Lines(text)
    for number, line in change.added():
        if line.lstrip().startswith(b"#"):
            continue
        for found in _CALL.finditer(text, lines.start(number), lines.start(number) + len(line)):
            given = _arguments(text, found.end())
            if given is not None and found[1] not in _NOT_CALLS:
                yield found[1].decode("ascii", "replace"), given, number


def _arguments(text: bytes, start: int) -> int | None:
    """How many arguments follow an opening parenthesis; None where it does not close soon."""
    depth, count, anything = 1, 1, False
    for at in range(start, min(len(text), start + _LONGEST)):
        sign = text[at]
        if sign in b"([{":
            depth += 1
        elif sign in b")]}":
            depth -= 1
            if depth == 0:
                return count if anything else 0
        elif sign == 0x2C and depth == 1:
            count += 1
        anything = anything or sign not in b" \t\r\n\\"
    return None


def _judge(study: Study, pair: Pair, result: Change, name: str, given: int, number: int) -> Iterator[Finding]:
    ours = _taken(study, study.exam.after, pair.path, name)
    if not ours or any(one.fits(given) for one in ours):
        return
    source = pair.source_path or pair.path
    theirs = _taken(study, study.fix, source, name)
    right = any(one.fits(given) for one in theirs)
    # A word of the branch's that the fix's tree never says: translated, with the arguments of what it stands for.
    if right or not study.library.mentions(study.fix, name):
        counts = " or ".join(str(count) for count in sorted({one.count for one in ours}))
        message = f"{name} is called with {given} arguments and takes {counts} in the branch"
        yield Finding(NAME, Severity.HARD if right else Severity.SOFT, message, name, pair.path, number)


def _taken(study: Study, tree: str, path: str, name: str) -> list[Takes]:
    """What the definitions and prototypes take that a file sees: its own and those of headers; empty if one is odd."""
    own = study.library.read(tree, path) or b""
    texts = [own] if _heads(own, name) else []
    if not texts:
        texts = [text for _, text in study.library.mentioning(tree, name, is_header)]
    found = [takes for text in texts for takes in _heads(text, name)]
    return found if all(takes is not None for takes in found) else []  # type: ignore[return-value]


def _heads(text: bytes, name: str) -> list[Takes | None]:
    """What each definition, prototype or macro in a text takes; None for one that says too little."""
    word = name.encode()
    found: list[Takes | None] = []
    for at in words_at(text, word):
        start = text.rfind(b"\n", 0, at) + 1
        before = text[start:at]
        macro = re.fullmatch(rb"[ \t]*#[ \t]*define[ \t]+", before) is not None
        if not macro and not re.fullmatch(rb"[A-Za-z_][^;{}()=#\n]*|", before):
            continue
        opening = re.compile(rb"\(" if macro else rb"\s*\(").match(text, at + len(word))
        if opening is None:
            if macro or b"typedef" in before:
                found.append(None)
            continue
        if before.startswith(b"return") or (not before and not macro and not _typed_above(text, start)):
            continue
        found.append(_takes(text, opening.end()))
    return found


def _typed_above(text: bytes, start: int) -> bool:
    """Whether the line before one that begins with a name is a return type."""
    above = text[text.rfind(b"\n", 0, start - 1) + 1 : start].strip()
    return bool(re.fullmatch(rb"[A-Za-z_][\w \t*]*", above))


def _takes(text: bytes, start: int) -> Takes | None:
    piece = without_comments(text[start : start + _LONGEST])
    count = _arguments(piece, 0)
    if count is None:
        return None
    inside = piece[: _closing(piece)].strip()
    if b"..." in inside:
        return Takes(count - 1, more=True)
    return Takes(0 if inside == b"void" else count)


def _closing(piece: bytes) -> int:
    depth = 1
    for at, sign in enumerate(piece):
        depth += (sign == 0x28) - (sign == 0x29)
        if depth == 0:
            return at
    return len(piece)
