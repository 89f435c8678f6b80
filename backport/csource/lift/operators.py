"""C's constants and operators to Python."""

from dataclasses import replace

from tree_sitter import Node

from backport.csource.lift.condition import integer
from backport.csource.lift.declare import named, part, text_of
from backport.csource.lift.literals import characters, is_string, unescaped
from backport.csource.lift.places import Variable, address, load
from backport.csource.lift.types import (
    INT,
    ULONG,
    VOID,
    VOID_POINTER,
    Array,
    Fun,
    Int,
    Pointer,
    Record,
    Type,
    Void,
    size,
)
from backport.csource.lift.values import Value, binary, constant, convert, decayed, number, truth, unary
from backport.csource.lift.writes import Writes


class Operators(Writes):
    """Expressions that are made of others."""

    def number(self, node: Node) -> Value:
        """An integer constant."""
        value = integer(text_of(node))
        if value is None:
            raise self.fail(f"constant {text_of(node)[:40]}")
        return number(value, text_of(node))

    def character(self, node: Node) -> Value:
        """A character constant."""
        inside = unescaped(text_of(node).split("'", 1)[1][:-1])
        if len(inside) != 1:
            raise self.fail(f"character {text_of(node)[:20]}")
        return constant(ord(inside), Int(8, True) if ord(inside) > 127 else INT)

    def string(self, node: Node) -> Value:
        """A string constant: the address of its characters."""
        return constant(self.program.text(characters(node)), Pointer(Int(8, True)))

    def binary(self, node: Node) -> Value:
        """`a op b`."""
        left, right = part(node, "left"), part(node, "right")
        op = text_of(node.children[1])
        if op in ("&&", "||"):
            return self._logical(op, self.value(left), right)
        return binary(op, self.value(left), self.value(right))

    def _logical(self, op: str, left: Value, right: Node) -> Value:
        if left.const is not None and bool(left.const) == (op == "||"):
            return constant(int(op == "||"), INT)
        other = self.value(right)
        if left.const is not None:
            return truth(other.test) if other.const is None else constant(int(other.const != 0), INT)
        return truth(f"({left.test} {'and' if op == '&&' else 'or'} {other.test})")

    def unary(self, node: Node) -> Value:
        """`op a`."""
        return unary(text_of(node.children[0]), self.value(named(node)[0]))

    def conditional(self, node: Node) -> Value:
        """`a ? b : c`, and GNU's `a ?: c`."""
        condition, no = part(node, "condition"), part(node, "alternative")
        yes = node.child_by_field_name("consequence")
        test = self.value(condition)
        if yes is None:
            kept = self.temporary()
            test, a = Value(f"({kept} := {test.code})", test.type), Value(kept, test.type)
        elif test.const is not None:
            return decayed(self.value(yes if test.const else no))
        else:
            a = decayed(self.value(yes))
        b = decayed(self.value(no))
        if isinstance(a.type, Int) and isinstance(b.type, Int):
            zero = binary("+", replace(a, const=None), replace(b, const=None)).type
            a, b = convert(a, zero), convert(b, zero)
        type_ = b.type if a.const == 0 or (isinstance(a.type, Pointer) and a.type.to == VOID) else a.type
        return Value(f"({a.code} if {test.test} else {b.code})", type_)

    def comma(self, node: Node) -> Value:
        """`a, b`."""
        left, right = (self.value(child) for child in named(node))
        return Value(f"({left.code}, {right.code})[-1]", right.type)

    def cast(self, node: Node) -> Value:
        """`(type)a`. A pointer that would see numbers as other numbers is refused: memory holds whole values."""
        described, inner = part(node, "type"), part(node, "value")
        to, value = self.program.types.described(described), decayed(self.value(inner))
        if isinstance(to, Pointer) and isinstance(value.type, Pointer):
            held = value.was or value.type.to
            if _other(held, to.to):
                if size(to.to) > 1:
                    raise self.fail(f"memory seen as something else: {text_of(node)[:60]}")
                to = VOID_POINTER  # the way from a member to the struct around it: an address, nothing to look at
            value = replace(value, was=held)
        return convert(value, to)

    def sizeof(self, node: Node) -> Value:
        """`sizeof`, in bytes."""
        described = node.child_by_field_name("type")
        if described is not None:
            return constant(size(self.program.types.described(described)), ULONG)
        inner = part(node, "value")
        while inner.type == "parenthesized_expression" and named(inner)[0].type != "compound_statement":
            inner = named(inner)[0]
        if is_string(inner):  # an array, though its value is a pointer
            return constant(len(characters(inner)) + 1, ULONG)
        return constant(size(self.value(inner).type), ULONG)

    def offsetof(self, node: Node) -> Value:
        """`offsetof`, in cells: it only ever meets addresses."""
        described, member = part(node, "type"), part(node, "member")
        record = self.program.types.described(described)
        if not isinstance(record, Record) or text_of(member) not in record.known().members:
            raise self.fail(f"offsetof: {text_of(node)[:60]}")
        return constant(record.members[text_of(member)].cell, ULONG)

    def field(self, node: Node) -> Value:
        """`a.b` or `a->b`."""
        place = self._member(node)
        if isinstance(place.type, Array):
            self.note(place)
        return load(place)

    def subscript(self, node: Node) -> Value:
        """`a[i]`."""
        return load(self._element(node))

    def pointer(self, node: Node) -> Value:
        """`*a` or `&a`."""
        inner = named(node)[0]
        if text_of(node.children[0]) == "*":
            value = self.value(inner)
            if isinstance(value.type, Pointer) and isinstance(value.type.to, Fun):
                return value
            return load(self._pointed(node))
        while inner.type == "parenthesized_expression":
            inner = named(inner)[0]
        name = text_of(inner) if inner.type == "identifier" else ""
        if name and self.local(name) is None and self.program.is_function(name):
            return self._handle(name)
        place = self.place(inner)
        if isinstance(place, Variable):
            raise self.fail(f"address of {text_of(inner)[:40]}")
        if not isinstance(place.type, Record):
            self.note(place)
        return address(place)


def _other(held: Type, seen: Type) -> bool:
    """Whether what is in memory, of a struct its beginning, would be seen as a number that it is not."""
    if isinstance(held, Record) and held.complete:
        held = next((m.type for m in held.members.values() if m.cell == 0), VOID)
    return isinstance(seen, Int) and held != seen and not isinstance(held, (Void, Fun))
