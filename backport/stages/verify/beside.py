"""Places told by the statements that stand beside them: the same neighbours, the same place in another copy."""

from collections.abc import Callable, Iterable, Sequence

from backport.stages.verify.account import Tokens
from backport.stages.verify.change import is_name, tokens

_REACH = 8  # lines from a place to its neighbours
_NEAR = 2  # statements on each side
_SHARED = 2
_TELLING = 4  # words and signs of a statement that says something
_CONTROL = frozenset(b"if else while for do switch case return goto break continue } #".split())
_ACTING = frozenset((b"(", b"=", b"|=", b"&=", b"+=", b"-=", b"++", b"--"))


def nearest(lines: Sequence[bytes], start: int, step: int, size: int) -> tuple[Tokens, ...]:
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


def neighbours(lines: Sequence[bytes], number: int, which: Callable[[Tokens], bool]) -> frozenset[Tokens]:
    """Those of the statements beside a line (from 0), two on each side, that are of a kind (`tells`, `acts`)."""
    return frozenset(line for step in (-1, 1) for line in nearest(lines, number + step, step, _NEAR) if which(line))


def alike(some: frozenset[Tokens], others: Iterable[frozenset[Tokens]]) -> bool:
    """Whether a place has two neighbours at least that one of the others has as well."""
    return any(len(some & other) >= _SHARED for other in others)


def tells(line: Tokens) -> bool:
    """Whether a line is more than a brace, a jump or a directive."""
    return len(line) >= _TELLING and any(map(is_name, line)) and line[0] not in (b"#", b"}", b"return", b"goto")


def acts(line: Tokens) -> bool:
    """Whether a statement does something by itself: no condition, no declaration."""
    return tells(line) and line[0] not in _CONTROL and not _ACTING.isdisjoint(line) and not declares(line)


def declares(line: Tokens) -> bool:
    """`type name = …` or `struct type *name = …`: two words in a row, or a tag."""
    return line[0] in (b"struct", b"enum", b"union", b"const", b"static", b"int", b"unsigned", b"char", b"void") or (
        len(line) > 1 and is_name(line[0]) and is_name(line[1])
    )
