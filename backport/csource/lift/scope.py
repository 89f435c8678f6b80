"""The names of one function, and the places that its expressions can be stored in."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tree_sitter import Node

from backport.csource.lift.declare import named, part, text_of
from backport.csource.lift.errors import CannotLift
from backport.csource.lift.places import Cell, Place, load
from backport.csource.lift.types import (
    INT,
    VOID,
    VOID_POINTER,
    Array,
    Fun,
    Pointer,
    Record,
    Void,
    cells,
)
from backport.csource.lift.values import Value, binary, constant, decayed

if TYPE_CHECKING:
    from backport.csource.lift.program import Program

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def split(value: Value) -> tuple[str | None, int]:
    """A pointer as base and offset."""
    if value.const is not None:
        return None, value.const
    return (value.base, value.offset) if value.base is not None else (value.code, 0)


class Scope:
    """Names in scope; what an expression is worth is the subclass's."""

    def __init__(self, program: "Program", where: str) -> None:
        self.program = program
        self.where = where
        self.scopes: list[dict[str, Place]] = [{}]
        self.calls: set[str] = set()
        self._temporaries = 0

    def fail(self, what: str) -> CannotLift:
        """The exception that says what cannot be lifted, and where."""
        return CannotLift(what, self.where)

    def temporary(self) -> str:
        """A new Python variable."""
        self._temporaries += 1
        return f"t{self._temporaries}"

    def local(self, name: str) -> Place | None:
        """The local of that name, if there is one."""
        return next((scope[name] for scope in reversed(self.scopes) if name in scope), None)

    def identifier(self, node: Node) -> Value:
        """A name's value."""
        name = text_of(node)
        if not _IDENTIFIER.match(name):
            raise self.fail(f"name {name!r}")
        place = self.local(name)
        if place is not None:
            return load(place)
        if name in ("NULL", "nullptr"):
            return constant(0, VOID_POINTER)
        value = self.program.types.enumerator(name)
        if value is not None:
            return constant(value, self.program.types.enumerator_type(name))
        return load(self.program.variable(name)) if not self.program.is_function(name) else self._handle(name)

    def _handle(self, name: str) -> Value:
        return constant(self.program.handle(name), Pointer(self.program.signature(name) or Fun(INT, (), True)))

    def place(self, node: Node) -> Place:
        """Where an expression can be stored."""
        if node.has_error:
            raise self.fail(f"syntax: {text_of(node)[:60]}")
        match node.type:
            case "parenthesized_expression":
                return self.place(named(node)[0])
            case "identifier":
                local = self.local(text_of(node))
                return local if local is not None else self.program.variable(text_of(node))
            case "field_expression":
                return self._member(node)
            case "subscript_expression":
                return self._element(node)
            case "pointer_expression" if text_of(node.children[0]) == "*":
                return self._pointed(node)
            case "cast_expression" | "compound_literal_expression" | "call_expression" | "conditional_expression":
                value = self.value(node)
                if isinstance(value.type, Record):
                    return Cell(*split(value), value.type)
        raise self.fail(f"{node.type} as a place: {text_of(node)[:60]}")

    def _pointed(self, node: Node) -> Place:
        inner = named(node)[0]
        while inner.type == "parenthesized_expression":
            inner = named(inner)[0]
        if inner.type == "pointer_expression" and text_of(inner.children[0]) == "&":
            return self.place(named(inner)[0])
        return self.target(decayed(self.value(inner)))

    def target(self, value: Value) -> Cell:
        """What a pointer points to."""
        if not isinstance(value.type, Pointer) or isinstance(value.type.to, Void):
            raise self.fail(f"dereference of a {type(value.type).__name__.lower()}")
        return Cell(*split(value), value.type.to)

    def _member(self, node: Node) -> Cell:
        argument, field = part(node, "argument"), part(node, "field")
        if text_of(node.children[1]) == "->":
            value = decayed(self.value(argument))
            record = value.type.to if isinstance(value.type, Pointer) else VOID
            base, offset = split(value)
        else:
            whole = self.place(argument)
            if not isinstance(whole, Cell):
                raise self.fail(f"member of a plain value: {text_of(node)[:60]}")
            record, base, offset = whole.type, whole.base, whole.offset
        if not isinstance(record, Record):
            raise self.fail(f"member of no struct: {text_of(node)[:60]}")
        member = record.known().members.get(text_of(field))
        if member is None:
            raise self.fail(f"struct {record.tag} has no member {text_of(field)}")
        self.program.check_union(record, text_of(field), self.where)
        width = cells(member.type) if not (isinstance(member.type, Array) and member.type.count < 0) else 1
        return Cell(base, offset + member.cell, member.type, member.bits, (record, member.cell, width))

    def _element(self, node: Node) -> Cell:
        argument, subscript = part(node, "argument"), part(node, "index")
        owner = None
        if argument.type in ("field_expression", "identifier", "subscript_expression"):
            whole = self.place(argument)
            value = load(whole)
            owner = whole.owner if isinstance(whole, Cell) and isinstance(whole.type, Array) else None
        else:
            value = self.value(argument)
        cell = self.target(binary("+", decayed(value), self.value(subscript)))
        return replace(cell, owner=owner)

    def note(self, place: Place) -> Place:
        """Say that a place is written, or its address known to others, so that it is part of the state."""
        if isinstance(place, Cell) and place.owner is not None:
            record, cell, count = place.owner
            if record is None:
                self.program.memory.track(cell, count)
            elif isinstance(place.type, Record):
                self.program.memory.writes(place.type, 0, cells(place.type))
            else:
                self.program.memory.writes(record, cell, count)
        elif isinstance(place, Cell) and isinstance(place.type, Record):
            self.program.memory.writes(place.type, 0, cells(place.type))
        return place

    def value(self, node: Node) -> Value:
        """An expression's value."""
        raise NotImplementedError
