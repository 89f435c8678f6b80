"""C expressions to Python: calls, and the table of all kinds."""

import re
from collections.abc import Callable
from dataclasses import replace

from tree_sitter import Node

from backport.csource.lift.blocks import Blocks
from backport.csource.lift.declare import named, part, text_of
from backport.csource.lift.scope import split
from backport.csource.lift.types import (
    INT,
    VOID,
    VOID_POINTER,
    Fun,
    Pointer,
    Record,
    Type,
    Void,
    cells,
    size,
)
from backport.csource.lift.values import Value, constant, convert, decayed, index
from backport.csource.parse import parse_plain

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class Expressions(Blocks):
    """The expressions of one function; the statements around them are the subclass's."""

    def value(self, node: Node) -> Value:
        """An expression's value."""
        if node.has_error:  # what the parser could not read may stand anywhere, also where an operator is expected
            raise self.fail(f"syntax: {text_of(node)[:60]}")
        method = _EXPRESSIONS.get(node.type)
        if method is None:
            raise self.fail(f"{node.type}: {text_of(node)[:60]}")
        return method(self, node)

    def type_of(self, text: str) -> Type:
        """What `typeof` says of an expression or a type, given as text."""
        plain = self.program.types.plain(f"int x = sizeof({text});", self.where)
        stack = [parse_plain(plain.encode("latin-1", "replace")).root_node]
        while stack:
            node = stack.pop()
            if node.type == "sizeof_expression":
                described = node.child_by_field_name("type")
                if described is not None:
                    return self.program.types.described(described)
                return self.value(part(node, "value")).type
            stack += reversed(node.named_children)
        raise self.fail(f"typeof({text[:60]})")

    def call(self, node: Node) -> Value:
        """A call by name or through a pointer."""
        function, listed = part(node, "function"), part(node, "arguments")
        arguments = named(listed)
        while function.type == "parenthesized_expression" and named(function)[0].type == "identifier":
            function = named(function)[0]
        if function.type == "identifier" and self.local(text_of(function)) is None:
            name = text_of(function)
            intrinsic = INTRINSICS.get(name)
            if intrinsic is not None and not self.program.is_function(name):
                return intrinsic(self, arguments)
            if not self.program.is_variable(name):
                return self._direct(name, arguments)
        value = decayed(self.value(function))
        called = value.type.to if isinstance(value.type, Pointer) else value.type
        if not isinstance(called, Fun):
            raise self.fail(f"call of {text_of(function)[:60]}")
        return self._result(f"FN[{value.code}]({self._arguments(called, arguments)})", called.result)

    def _direct(self, name: str, arguments: list[Node]) -> Value:
        if not _IDENTIFIER.match(name):
            raise self.fail(f"name {name!r}")
        self.calls.add(name)
        signature = self.program.signature(name) or Fun(INT, (), True)
        code = f"{self.program.symbol(name)}({self._arguments(signature, arguments)})"
        return self._result(code, signature.result)

    def _arguments(self, signature: Fun, nodes: list[Node]) -> str:
        types = signature.parameters
        if len(nodes) < len(types):
            raise self.fail("too few arguments in a call")
        values = []
        for i, node in enumerate(nodes):
            value = decayed(self.value(node))
            values.append(convert(value, types[i]).code if i < len(types) else value.code)
        return ", ".join(values)

    def _result(self, code: str, type_: Type) -> Value:
        if isinstance(type_, Record):
            at = self.program.scratch(type_)
            return Value(f"fill({index(None, at)}, {code})", type_)
        return Value(code, type_)


Intrinsic = Callable[[Expressions, list[Node]], Value]


def _first(e: Expressions, arguments: list[Node]) -> Value:
    return e.value(arguments[0])


def _whole(e: Expressions, arguments: list[Node], described: Node) -> tuple[Value, int]:
    """A pointer and how many cells its target takes, when a byte count covers whole targets."""
    value = decayed(e.value(described))
    count = e.value(arguments[2])
    if not isinstance(value.type, Pointer) or isinstance(value.type.to, Void) or count.const is None:
        raise e.fail("memory operation on untyped bytes")
    width = size(value.type.to)
    if count.const % width:
        raise e.fail("memory operation on a part of an object")
    e.note(replace(e.target(value), owner=None))
    return value, count.const // width * cells(value.type.to)


def _memset(e: Expressions, arguments: list[Node]) -> Value:
    value, count = _whole(e, arguments, arguments[0])
    if e.value(arguments[1]).const != 0:
        raise e.fail("memset with something else than zero")
    return Value(f"clear({index(*split(value))}, {count})", VOID)


def _memcpy(e: Expressions, arguments: list[Node]) -> Value:
    value, count = _whole(e, arguments, arguments[0])
    return Value(f"copy({index(*split(value))}, {decayed(e.value(arguments[1])).code}, {count})", VOID)


def _unreachable(e: Expressions, arguments: list[Node]) -> Value:
    return Value("crash('unreachable code reached')", VOID)


INTRINSICS: dict[str, Intrinsic] = {
    "__builtin_expect": _first,
    "__builtin_constant_p": lambda e, a: constant(0, INT),
    "__builtin_prefetch": lambda e, a: Value("None", VOID),
    "__builtin_unreachable": _unreachable,
    "memset": _memset,
    "memcpy": _memcpy,
    "memmove": _memcpy,
}

_EXPRESSIONS: dict[str, Callable[[Expressions, Node], Value]] = {
    "parenthesized_expression": Expressions.parenthesized,
    "identifier": Expressions.identifier,
    "number_literal": Expressions.number,
    "char_literal": Expressions.character,
    "string_literal": Expressions.string,
    "concatenated_string": Expressions.string,
    "null": lambda e, n: constant(0, VOID_POINTER),
    "true": lambda e, n: constant(1, INT),
    "false": lambda e, n: constant(0, INT),
    "binary_expression": Expressions.binary,
    "unary_expression": Expressions.unary,
    "conditional_expression": Expressions.conditional,
    "comma_expression": Expressions.comma,
    "cast_expression": Expressions.cast,
    "sizeof_expression": Expressions.sizeof,
    "offsetof_expression": Expressions.offsetof,
    "field_expression": Expressions.field,
    "subscript_expression": Expressions.subscript,
    "pointer_expression": Expressions.pointer,
    "assignment_expression": Expressions.assignment,
    "update_expression": Expressions.update,
    "compound_literal_expression": Expressions.literal,
    "call_expression": Expressions.call,
}
