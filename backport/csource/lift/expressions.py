"""C expressions to Python."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tree_sitter import Node

from backport.csource.lift.condition import integer
from backport.csource.lift.declare import named, part, text_of
from backport.csource.lift.errors import CannotLift
from backport.csource.lift.places import Cell, Place, Variable, address, load, store, stored
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
    cells,
    size,
)
from backport.csource.lift.values import Value, binary, constant, convert, decayed, index, number, truth, unary
from backport.csource.parse import parse_plain

if TYPE_CHECKING:
    from backport.csource.lift.program import Program

_SIMPLE = re.compile(r"[A-Za-z_]\w*\Z|\d+\Z")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_ESCAPES = {"n": 10, "t": 9, "r": 13, "0": 0, "a": 7, "b": 8, "f": 12, "v": 11, "\\": 92, "'": 39, '"': 34, "?": 63}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]+)|([0-7]{1,3})|(.))", re.DOTALL)


def unescaped(text: str) -> str:
    """The characters of a C string or character constant's inside."""

    def one(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            return chr(int(match[1], 16) & 255 if match[1] else int(match[2], 8) & 255)
        return chr(_ESCAPES.get(match[3], ord(match[3])))

    return _ESCAPE.sub(one, text)


class Expressions:
    """The expressions of one function; the names in scope and the statements around them are the subclass's."""

    def __init__(self, program: "Program", where: str) -> None:
        self.program = program
        self.where = where
        self.scopes: list[dict[str, Place]] = [{}]
        self.calls: set[str] = set()
        self._temporaries = 0

    # ---- names -----------------------------------------------------------------------------------------------------

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
            return constant(value, INT if -(1 << 31) <= value < 1 << 31 else ULONG)
        return load(self.program.variable(name)) if not self.program.is_function(name) else self._handle(name)

    def _handle(self, name: str) -> Value:
        return constant(self.program.handle(name), Pointer(self.program.signature(name) or Fun(INT, (), True)))

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

    # ---- places ----------------------------------------------------------------------------------------------------

    def place(self, node: Node) -> Place:
        """Where an expression can be stored."""
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
                    return Cell(*_split(value), value.type)
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
        if not isinstance(value.type, Pointer):
            raise self.fail(f"dereference of a {type(value.type).__name__.lower()}")
        return Cell(*_split(value), value.type.to)

    def _member(self, node: Node) -> Cell:
        argument, field = part(node, "argument"), part(node, "field")
        if text_of(node.children[1]) == "->":
            value = decayed(self.value(argument))
            record = value.type.to if isinstance(value.type, Pointer) else VOID
            base, offset = _split(value)
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

    # ---- values ----------------------------------------------------------------------------------------------------

    def value(self, node: Node) -> Value:
        """An expression's value."""
        method = _EXPRESSIONS.get(node.type)
        if method is None:
            raise self.fail(f"{node.type}: {text_of(node)[:60]}")
        return method(self, node)

    def parenthesized(self, node: Node) -> Value:
        """`(e)`, and GNU's `({ … })`."""
        inner = named(node)[0]
        return self.block_value(inner) if inner.type == "compound_statement" else self.value(inner)

    def block_value(self, block: Node) -> Value:
        """A block as an expression: its steps in order, then the value of the last one."""
        self.scopes.append({})
        steps: list[str] = []
        result = Value("None", VOID)
        for child in named(block):
            result = self._step(child, steps)
        self.scopes.pop()
        if isinstance(result.type, Void):
            return Value(f"({', '.join([*steps, 'None'])})", VOID)
        if not steps:
            return result
        return Value(f"({', '.join([*steps, result.code])})[-1]", result.type)

    def _step(self, node: Node, steps: list[str]) -> Value:
        """One statement of a block that is an expression; its code goes to `steps` unless it is a value."""
        nothing = Value("None", VOID)
        match node.type:
            case "expression_statement":
                if not named(node):
                    return nothing
                value = self.value(named(node)[0])
                if node.next_named_sibling is None and not isinstance(value.type, Void):
                    return value
                steps.append(value.code)
            case "declaration":
                for name, type_, given in self.declared(node):
                    place = self.declare(name, type_)
                    if given is not None:
                        steps.append(self.assigned(place, self.value(given)).code)
            case "if_statement":
                steps.append(self._conditional_step(node))
            case "do_statement" if text_of(named(node)[1]) in ("(0)", "0"):
                steps.append(self._nested(named(node)[0]))
            case "compound_statement":
                steps.append(self._nested(node))
            case _:
                raise self.fail(f"{node.type} inside an expression: {text_of(node)[:60]}")
        return nothing

    def _nested(self, node: Node) -> str:
        if node.type == "compound_statement":
            return self.block_value(node).code
        steps: list[str] = []
        value = self._step(node, steps)
        return f"({', '.join([*steps, value.code])},)"

    def _conditional_step(self, node: Node) -> str:
        condition, yes = part(node, "condition"), part(node, "consequence")
        no = node.child_by_field_name("alternative")
        other = self._nested(named(no)[0]) if no is not None else "None"
        return f"({self._nested(yes)} if {self.value(condition).test} else {other})"

    def declared(self, node: Node) -> list[tuple[str, Type, Node | None]]:
        """The names, types and initialisers of a declaration."""
        types = self.program.types
        base = types.base(node)
        found = []
        for declarator in node.children_by_field_name("declarator"):
            name, type_ = types.declarator(declarator, base)
            given = declarator.child_by_field_name("value") if declarator.type == "init_declarator" else None
            if isinstance(type_, Array) and type_.count < 0 and given is not None:
                type_ = Array(type_.of, len(named(given)))
            found.append((name, type_, given))
        return found

    def declare(self, name: str, type_: Type) -> Place:
        """A new local in the innermost scope."""
        raise NotImplementedError

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
        parts = [node] if node.type == "string_literal" else [c for c in named(node) if c.type == "string_literal"]
        inside = "".join(unescaped(text_of(part).split('"', 1)[1][:-1]) for part in parts)
        return constant(self.program.text(inside), Pointer(Int(8, True)))

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
        """`(type)a`."""
        described, inner = part(node, "type"), part(node, "value")
        return convert(decayed(self.value(inner)), self.program.types.described(described))

    def sizeof(self, node: Node) -> Value:
        """`sizeof`, in bytes."""
        described = node.child_by_field_name("type")
        if described is not None:
            return constant(size(self.program.types.described(described)), ULONG)
        inner = part(node, "value")
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

    # ---- assignments -----------------------------------------------------------------------------------------------

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

    def filled(self, place: Cell, given: Node) -> list[str]:
        """Expressions that store an initialiser list into zeroed cells."""
        steps: list[str] = []
        position = 0
        for child in named(given):
            target, value, position = self._designated(place, child, position)
            if value.type == "initializer_list" and isinstance(target.type, (Record, Array)):
                steps += self.filled(target, value)
            else:
                inner = named(value)[0] if value.type == "initializer_list" else value
                steps.append(self.assigned(target, self.value(inner)).code)
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
                    target = Cell(target.base, target.offset + at * cells(target.type.of), target.type.of)
                else:
                    raise self.fail(f"initialiser {text_of(child)[:40]}")
            value = part(child, "value")
            return target, value, position
        if isinstance(place.type, Array):
            return Cell(place.base, place.offset + position * cells(place.type.of), place.type.of), child, position + 1
        if isinstance(place.type, Record):
            member = list(place.type.known().members.values())[position]
            return Cell(place.base, place.offset + member.cell, member.type, member.bits), child, position + 1
        return place, child, position + 1

    # ---- calls -----------------------------------------------------------------------------------------------------

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


def _split(value: Value) -> tuple[str | None, int]:
    """A pointer as base and offset."""
    if value.const is not None:
        return None, value.const
    return (value.base, value.offset) if value.base is not None else (value.code, 0)


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
    return Value(f"clear({index(*_split(value))}, {count})", VOID)


def _memcpy(e: Expressions, arguments: list[Node]) -> Value:
    value, count = _whole(e, arguments, arguments[0])
    return Value(f"copy({index(*_split(value))}, {decayed(e.value(arguments[1])).code}, {count})", VOID)


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
