"""What constants say: the characters of a string, the number of elements of an initialiser."""

import re
from collections.abc import Callable

from tree_sitter import Node

from backport.csource.lift.declare import named, text_of
from backport.csource.lift.errors import CannotLift

_ESCAPES = {"n": 10, "t": 9, "r": 13, "0": 0, "a": 7, "b": 8, "f": 12, "v": 11, "\\": 92, "'": 39, '"': 34, "?": 63}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]+)|([0-7]{1,3})|(.))", re.DOTALL)
_WIDE = ("L", "u", "U")
_STRINGS = ("string_literal", "concatenated_string")


def unescaped(text: str) -> str:
    """The characters of a C string or character constant's inside."""

    def one(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            return chr(int(match[1], 16) & 255 if match[1] else int(match[2], 8) & 255)
        return chr(_ESCAPES.get(match[3], ord(match[3])))

    return _ESCAPE.sub(one, text)


def is_string(node: Node) -> bool:
    """Whether an expression is a string constant."""
    return node.type in _STRINGS


def characters(node: Node) -> str:
    """The characters of a string constant, without the final zero. Raises CannotLift for wide characters."""
    parts = [node] if node.type == "string_literal" else named(node)
    if any(text_of(part).partition('"')[0] in _WIDE for part in parts):
        raise CannotLift(f"string {text_of(node)[:40]}", "")
    return "".join(unescaped(text_of(part).split('"', 1)[1][:-1]) for part in parts if part.type == "string_literal")


def elements(given: Node, evaluate: Callable[[Node], int]) -> int:
    """How many elements an array without a count gets from its initialiser, whose subscripts are evaluated."""
    if is_string(given):
        return len(characters(given)) + 1
    most = at = 0
    for child in named(given):
        subscript = child.child_by_field_name("designator") if child.type == "initializer_pair" else None
        if subscript is not None and subscript.type == "subscript_designator":
            at = evaluate(named(subscript)[0])
        at += 1
        most = max(most, at)
    return max(most, 1)
