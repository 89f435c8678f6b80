"""Assignments and initialisers, as expressions."""

import re
from dataclasses import replace

from tree_sitter import Node

from backport.csource.lift.declare import named, part, text_of
from backport.csource.lift.literals import characters, is_string
from backport.csource.lift.places import Cell, Place, Variable, address, load, store, stored
from backport.csource.lift.scope import Scope
from backport.csource.lift.types import (
    INT,
    Array,
    Record,
    cells,
)
from backport.csource.lift.values import Value, binary, constant, convert, decayed, index

_SIMPLE = re.compile(r"[A-Za-z_]\w*\Z|\d+\Z")


class Writes(Scope):
    """What an expression stores."""

    def stable(self, place: Place) -> tuple[str | None, Place]:
        """A place that may be named twice, and the code to run before."""
        if isinstance(place, Variable) or place.base is None or _SIMPLE.match(place.base):
            return None, place
        kept = self.temporary()
        return f"({kept} := {place.base})", replace(place, base=kept)

    def assigned(self, place: Place, value: Value) -> Value:
        """An assignment as an expression."""
        self.note(place)
        value = decayed(value) if not isinstance(place.type, Record) else value
        if isinstance(place, Variable):
            return Value(f"({place.name} := {stored(place, value)})", place.type)
        if isinstance(place.type, Record):
            return Value(f"({store(place, value)}, {address(place).code})[-1]", place.type)
        return Value(f"put({index(place.base, place.offset)}, {stored(place, value)})", place.type)

    def computed(self, node: Node, place: Place) -> Value:
        """What an assignment stores."""
        right = part(node, "right")
        op = text_of(node.children[1])[:-1]
        value = self.value(right)
        return binary(op, load(place), value) if op else value

    def assignment(self, node: Node) -> Value:
        """`a = b` or `a op= b`."""
        left = part(node, "left")
        before, place = self.stable(self.place(left))
        done = self.assigned(place, self.computed(node, place))
        return done if before is None else Value(f"({before}, {done.code})[-1]", done.type)

    def update(self, node: Node) -> Value:
        """`++a`, `a--` and the like."""
        before, place = self.stable(self.place(named(node)[0]))
        prefix = not node.children[0].is_named
        op = text_of(node.children[0] if prefix else node.children[-1])[0]
        old = load(place)
        kept = self.temporary()
        source = old if prefix else Value(kept, old.type)
        done = self.assigned(place, binary(op, source, constant(1, INT)))
        steps = [s for s in (before, None if prefix else f"({kept} := {old.code})", done.code) if s is not None]
        return Value(f"({', '.join(steps)},)[{-1 if prefix else -2}]", old.type)

    def literal(self, node: Node) -> Value:
        """`(type){ … }`: cells of its own, filled each time."""
        described, given = part(node, "type"), part(node, "value")
        type_ = self.program.types.described(described)
        if not isinstance(type_, Record):
            return convert(self.value(named(given)[0]), type_)
        at = self.program.scratch(type_)
        steps = [f"clear({index(None, at)}, {cells(type_)})", *self.filled(Cell(None, at, type_), given), str(at)]
        return Value(f"({', '.join(steps)})[-1]", type_)

    def initialised(self, place: Cell, given: Node) -> list[str]:
        """Expressions that store an initialiser into zeroed cells."""
        if isinstance(place.type, Array) and is_string(given):
            of = place.type.of
            text = characters(given)[: place.type.count]
            return [
                self.assigned(Cell(place.base, place.offset + i, of), constant(ord(character), INT)).code
                for i, character in enumerate(text)
            ]
        if given.type == "initializer_list" and isinstance(place.type, (Record, Array)):
            return self.filled(place, given)
        if isinstance(place.type, Array):
            raise self.fail(f"initialiser {text_of(given)[:40]}")
        inner = named(given)[0] if given.type == "initializer_list" else given
        return [self.assigned(place, self.value(inner)).code]

    def filled(self, place: Cell, given: Node) -> list[str]:
        """Expressions that store an initialiser list into zeroed cells."""
        steps: list[str] = []
        position = 0
        for child in named(given):
            target, value, position = self._designated(place, child, position)
            steps += self.initialised(target, value)
        return steps

    def _designated(self, place: Cell, child: Node, position: int) -> tuple[Cell, Node, int]:
        if child.type == "initializer_pair":
            target = place
            for designator in child.children_by_field_name("designator"):
                inner = named(designator)[0]
                if designator.type == "field_designator" and isinstance(target.type, Record):
                    member = target.type.known().members.get(text_of(inner))
                    if member is None:
                        raise self.fail(f"struct {target.type.tag} has no member {text_of(inner)}")
                    position = list(target.type.members).index(text_of(inner)) + 1
                    target = Cell(target.base, target.offset + member.cell, member.type, member.bits)
                elif designator.type == "subscript_designator" and isinstance(target.type, Array):
                    at = self.program.evaluate(inner, self.where)
                    position = at + 1
                    target = self._nth(target, target.type, at)
                else:
                    raise self.fail(f"initialiser {text_of(child)[:40]}")
            value = part(child, "value")
            return target, value, position
        if isinstance(place.type, Array):
            return self._nth(place, place.type, position), child, position + 1
        if isinstance(place.type, Record):
            members = list(place.type.known().members.values())
            if position >= len(members):
                raise self.fail(f"too many initialisers: {text_of(child)[:40]}")
            member = members[position]
            return Cell(place.base, place.offset + member.cell, member.type, member.bits), child, position + 1
        return place, child, position + 1

    def _nth(self, place: Cell, type_: Array, number: int) -> Cell:
        """An element that is initialised."""
        if not 0 <= number < type_.count:
            raise self.fail(f"element {number} of {type_.count} is initialised")
        return Cell(place.base, place.offset + number * cells(type_.of), type_.of)
