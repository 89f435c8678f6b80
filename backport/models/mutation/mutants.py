"""Small changes of a C function, each one a mistake that a person could make."""

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from backport.csource.functions import functions_named
from backport.csource.parse import parse

# an operator, and what it is mistaken for
_OPERATORS = {"&&": "||", "||": "&&", "==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_COMPOUND = {"|=": "=", "&=": "=", "+=": "-=", "-=": "+="}
_JUMPS = frozenset(("return_statement", "break_statement", "continue_statement", "goto_statement"))
_STATEMENTS = frozenset(("expression_statement", *_JUMPS))


@dataclass(frozen=True)
class Mutant:
    """One change: `start` to `end` (bytes of the file) becomes `text`; `was` is what stood there."""

    path: str
    function: str
    line: int
    start: int
    end: int
    was: str
    text: str
    kind: str

    def apply(self, source: bytes) -> bytes:
        """The file with the change."""
        return source[: self.start] + self.text.encode("latin-1") + source[self.end :]


def mutants(path: str, text: bytes, name: str) -> Iterator[Mutant]:
    """The mutants of a function in a file, in the order of the text."""
    for function in functions_named(text, name):
        piece = text[function.start : function.end]
        for node in _inside(parse(piece).root_node):
            for start, end, new, kind in _changes(node):
                if function.start + start > function.body:
                    was = piece[start:end].decode("latin-1")
                    line = function.line + piece[:start].count(b"\n")
                    yield Mutant(path, name, line, function.start + start, function.start + end, was, new, kind)


def _inside(node: Node) -> Iterator[Node]:
    yield node
    for child in node.named_children:
        yield from _inside(child)


def _changes(node: Node) -> Iterator[tuple[int, int, str, str]]:
    """The changes at one node: from, to, new text, kind."""
    match node.type:
        case "if_statement":
            condition = node.child_by_field_name("condition")
            if condition is not None:
                inner = _text(condition)
                yield condition.start_byte, condition.end_byte, f"(!{inner})", "condition negated"
        case "binary_expression":
            yield from _operands(node)
        case "assignment_expression":
            operator = node.children[1]
            if _text(operator) in _COMPOUND:
                yield operator.start_byte, operator.end_byte, _COMPOUND[_text(operator)], "assignment exchanged"
        case "unary_expression" if _text(node.children[0]) in ("!", "~"):
            sign = node.children[0]
            yield sign.start_byte, sign.end_byte, "", "negation dropped"
        case _ if node.type in _STATEMENTS and _removable(node):
            yield node.start_byte, node.end_byte, ";", "statement dropped"


def _operands(node: Node) -> Iterator[tuple[int, int, str, str]]:
    operator = node.children[1]
    sign = _text(operator)
    if sign in _OPERATORS:
        yield operator.start_byte, operator.end_byte, _OPERATORS[sign], "operator exchanged"
    if sign in ("|", "&&", "||"):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None:
            yield node.start_byte, node.end_byte, _text(left), "right operand dropped"
            yield node.start_byte, node.end_byte, _text(right), "left operand dropped"


def _removable(node: Node) -> bool:
    """Whether a statement can go: an empty one is the same, a value must be returned, a case needs its end."""
    if node.type == "expression_statement":
        return node.named_child_count > 0
    return node.type != "return_statement" or node.named_child_count == 0


def _text(node: Node) -> str:
    return (node.text or b"").decode("latin-1")
