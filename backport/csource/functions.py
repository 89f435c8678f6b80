"""The functions of a C file, found by balanced braces: no parse error elsewhere in the file can lose one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from backport.csource.conditionals import Keep
from backport.csource.dialect import GENERIC, Dialect
from backport.csource.mask import outline
from backport.csource.spans import Lines, without_comments

_MARKS = re.compile(rb"[{};]")
_NAME = re.compile(rb"([A-Za-z_]\w*)\s*\Z")
_VISIBLE = re.compile(rb"\S")
_LINKAGE = re.compile(rb"\bextern\s+\"\s*\"\s*\Z")
_STATEMENTS = frozenset((b"if", b"while", b"for", b"switch", b"do", b"else", b"return", b"sizeof"))


@dataclass(frozen=True)
class Function:
    """A function definition: `start` (of its return type) to `end` (after `}`) and `body` (its `{`) in bytes.

    `line` and `last_line` count from 1.
    """

    name: str
    start: int
    body: int
    end: int
    line: int
    last_line: int


@dataclass(frozen=True)
class Block:
    """A braced block at file level: `head` is where what precedes its `{` begins."""

    head: int
    body: int
    end: int


def blocks(text: bytes, resync: bool = False) -> tuple[list[Block], bool]:
    """The braced blocks at file level of masked, literal-free text, and whether braces balance.

    With `resync` a `}` in the first column closes everything, which is how most C is laid out.
    """
    found: list[Block] = []
    depth = head = body = 0
    for match in _MARKS.finditer(text):
        at, mark = match.start(), match[0]
        if mark == b"{":
            if depth == 0 and _LINKAGE.search(text, head, at):
                head = at + 1
                continue
            body = at if depth == 0 else body
            depth += 1
        elif mark == b"}" and depth:
            depth = 0 if resync and text[at - 1 : at] == b"\n" else depth - 1
            if depth == 0:
                found.append(Block(head, body, at + 1))
                head = at + 1
        elif depth == 0:
            head = at + 1
    return found, depth == 0


def _opening(text: bytes, head: int, closing: int) -> int:
    """The parenthesis that the one at `closing` closes, or -1."""
    depth = 0
    for at in range(closing, head - 1, -1):
        depth += (text[at] == 41) - (text[at] == 40)
        if depth == 0:
            return at
    return -1


def name_of(text: bytes, head: int, body: int) -> tuple[bytes, int] | None:
    """The name that what stands from `head` to `body` (a brace) declares and its offset, if that is a function."""
    closing = body - 1
    while closing > head and text[closing] in b" \t\r\n":
        closing -= 1
    while closing > head and text[closing] == 41:
        opening = _opening(text, head, closing)
        if opening < 0:
            return None
        match = _NAME.search(text, head, opening)
        if match:
            return None if match[1] in _STATEMENTS else (match[1], match.start(1))
        # `int (*f(int))(void) {`: the name is inside the parentheses before
        closing = opening - 1
        while closing > head and text[closing] in b" \t\r\n":
            closing -= 1
        if text[closing] == 41:
            closing -= 1
    return None


def _start(text: bytes, head: int, name: int) -> int:
    """Where the definition begins: after a macro call on a line of its own before it, if there is one."""
    before = text.rfind(b")\n", head, name)
    first = _VISIBLE.search(text, before + 2 if before >= 0 else head)
    return first.start() if first else head


def _scan(text: bytes) -> Iterator[tuple[str, int, int, int]]:
    found, balanced = blocks(text)
    if not balanced:
        found, _ = blocks(text, resync=True)
    for block in found:
        named = name_of(text, block.head, block.body)
        if named:
            yield named[0].decode(), _start(text, block.head, named[1]), block.body, block.end


@lru_cache(maxsize=512)
def functions(text: bytes, dialect: Dialect = GENERIC) -> tuple[Function, ...]:
    """The function definitions of a file in order, those in left-out branches of conditionals included."""
    bare = without_comments(text)
    shown, dropped = outline(bare, dialect, Keep.FIRST)
    found = list(_scan(shown))
    if dropped:
        taken = [(start, end) for _, start, _, end in found]
        other = _scan(outline(bare, dialect, Keep.LAST)[0])
        found += [f for f in other if not any(f[1] < end and start < f[3] for start, end in taken)]
        found.sort(key=lambda f: f[1])
    lines = Lines(text)
    return tuple(Function(*f, lines.at(f[1]), lines.at(f[3] - 1)) for f in found)


def functions_around(text: bytes, wanted: Iterable[int], dialect: Dialect = GENERIC) -> tuple[Function, ...]:
    """The functions that hold one of some lines (from 1), read from the stretches around them only.

    A stretch lies between braces at the left margin, where C is laid out so; where its braces do not balance the whole
    file is read.
    """
    lines, found, done = Lines(text), dict[int, Function](), 0
    asked = sorted({number for number in wanted if 0 < number <= lines.count})
    for number in asked:
        if number <= done:
            continue
        start, end = stretch(text, lines.start(number))
        done = lines.at(max(start, end - 1))
        for function in _shifted(text, start, end, lines, dialect):
            found[function.start] = function
    ordered = (function for _, function in sorted(found.items()))
    return tuple(item for item in ordered if any(item.line <= number <= item.last_line for number in asked))


def closes(text: bytes, wanted: Iterable[int], dialect: Dialect = GENERIC) -> bool:
    """Whether braces balance around some lines (from 1), or else in the whole text."""
    lines = Lines(text)
    stretches = {stretch(text, lines.start(number)) for number in wanted if 0 < number <= lines.count}
    return all(_balanced(text[start:end], dialect) for start, end in stretches) or _balanced(text, dialect)


def functions_named(text: bytes, name: str, dialect: Dialect = GENERIC) -> tuple[Function, ...]:
    """The definitions of a function, without a look at the others: its name stands at the left margin or after what
    does."""
    word = re.compile(rb"^(?:[A-Za-z_][^;{}()=#\n]*?)?\b%s[ \t]*\(" % re.escape(name.encode()), re.MULTILINE)
    lines = Lines(text) if word.search(text) else None
    if lines is None:
        return ()
    heads = [lines.at(match.end()) for match in word.finditer(text)]
    return tuple(item for item in functions_around(text, heads, dialect) if item.name == name)


def stretch(text: bytes, at: int) -> tuple[int, int]:
    """The bytes around the line that begins at `at`: from behind the closing brace at the margin to the next one."""
    before = text.rfind(b"\n}", 0, at - 1) if at else -1
    start = text.find(b"\n", before + 1) + 1 if before >= 0 else 0
    after = text.find(b"\n}", max(at - 1, 0))
    end = text.find(b"\n", after + 1) if after >= 0 else -1  # `} name[4];` belongs to what it ends
    return start, end if end >= 0 else len(text)


def _shifted(text: bytes, start: int, end: int, lines: Lines, dialect: Dialect) -> Iterator[Function]:
    """The functions of a stretch where the whole file has them."""
    piece = text[start:end]
    if not _balanced(piece, dialect):
        yield from functions(text, dialect)
        return
    for item in functions(piece, dialect):
        moved = (item.start + start, item.body + start, item.end + start)
        yield Function(item.name, *moved, lines.at(moved[0]), lines.at(moved[2] - 1))


def _balanced(piece: bytes, dialect: Dialect) -> bool:
    return blocks(outline(without_comments(piece), dialect, Keep.FIRST)[0])[1]
