"""The value of a `#if` condition: integers, operators, `defined`."""

import re
from collections.abc import Callable

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.tokens import Macros, tokens
from backport.csource.lift.types import LONG
from backport.csource.lift.values import quotient, remainder

_DEFINED = re.compile(r"\bdefined\s*(?:\(\s*(\w+)\s*\)|(\w+))")
_QUERY = re.compile(r"\b__has_\w+\s*\([^()]*\)")
_LEVELS = (
    ("||",),
    ("&&",),
    ("|",),
    ("^",),
    ("&",),
    ("==", "!="),
    ("<", ">", "<=", ">="),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
)
_BINARY: dict[str, Callable[[int, int], int]] = {
    "||": lambda a, b: int(bool(a) or bool(b)),
    "&&": lambda a, b: int(bool(a) and bool(b)),
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "&": lambda a, b: a & b,
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "<": lambda a, b: int(a < b),
    ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b),
    ">=": lambda a, b: int(a >= b),
    "<<": lambda a, b: a << (b & 63),
    ">>": lambda a, b: a >> (b & 63),
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: quotient(a, b) if b else 0,
    "%": lambda a, b: remainder(a, b) if b else 0,
}
_UNARY: dict[str, Callable[[int], int]] = {
    "!": lambda a: int(not a),
    "-": lambda a: -a,
    "+": lambda a: a,
    "~": lambda a: ~a,
}
_DEPTH = 60  # a parenthesis counts twice


class _Reader:
    def __init__(self, found: list[str]) -> None:
        self._tokens = [*found, ""]
        self._at = 0
        self._depth = 0

    def expression(self) -> int:
        self._deeper()
        value = self._level(0)
        if self._tokens[self._at] == "?":
            self._at += 1
            yes = self.expression()
            self._at += self._tokens[self._at] == ":"
            no = self.expression()
            value = yes if value else no
        self._depth -= 1
        return value

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEPTH:
            raise CannotLift("a condition nests too deep", "#if")

    def _level(self, level: int) -> int:
        if level == len(_LEVELS):
            return self._atom()
        value = self._level(level + 1)
        while (op := self._tokens[self._at]) in _LEVELS[level]:
            self._at += 1
            value = LONG.wrap(_BINARY[op](value, self._level(level + 1)))
        return value

    def _atom(self) -> int:
        text = self._tokens[self._at]
        self._at += bool(text)
        self._deeper()
        if text in _UNARY:
            value = _UNARY[text](self._atom())
        elif text == "(":
            value = self.expression()
            self._at += self._tokens[self._at] == ")"
        else:
            value = integer(text) or 0
        self._depth -= 1
        return value


def integer(text: str) -> int | None:
    """The value of an integer constant's text, suffixes ignored; None if it is not one."""
    bare = text.rstrip("uUlL")
    try:
        if bare[:2].lower() in ("0x", "0b"):
            return int(bare, 0)
        return int(bare, 8 if len(bare) > 1 and bare.startswith("0") else 10)
    except ValueError:
        return None


def holds(word: str, argument: str, macros: Macros) -> bool:
    """Whether a conditional's branch holds under a table of macros; an undefined name is 0, as in C."""
    table = macros.table
    if word in ("ifdef", "ifndef"):
        return (argument.strip() in table) == (word == "ifdef")
    if word == "else":
        return True
    text = _DEFINED.sub(lambda m: str(int((m[1] or m[2]) in table)), argument.replace("\\\n", " "))
    expanded = macros.expand(_QUERY.sub("0", text), "#if")
    return bool(_Reader([t for t in tokens(expanded) if t not in (" ", "\n")]).expression())
