"""C statements to Python: one Python function per C function, its structure kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tree_sitter import Node

from backport.csource.lift.declare import named, part, text_of
from backport.csource.lift.errors import CannotLift
from backport.csource.lift.flow import Flow, Region, inside, labels_in
from backport.csource.lift.places import Cell, Place, Variable, load, store
from backport.csource.lift.types import INT, Array, Fun, Record, Type, Void, cells
from backport.csource.lift.values import Value, binary, constant, convert, decayed, index

if TYPE_CHECKING:
    from backport.csource.lift.program import Program

_RETURN = "\0return "  # no C text holds this
_LOOPS = frozenset(("while_statement", "for_statement", "do_statement", "switch_statement"))


class FunctionLifter(Flow):
    """The lifting of one function."""

    def __init__(self, program: "Program", name: str, node: Node, where: str, fuel: bool) -> None:
        super().__init__(program, where)
        self.name = name
        self.node = node
        self.fuel = fuel
        self.result: Type = INT
        self.frame = 0  # cells of locals that live in memory
        self._names: dict[str, int] = {}
        self._in_memory = {
            text_of(named(n)[0])
            for n in inside(node)
            if n.type == "pointer_expression" and text_of(n.children[0]) == "&" and named(n)[0].type == "identifier"
        }

    def lift(self) -> str:
        """The Python source of the function."""
        declarator: Node | None = part(self.node, "declarator")
        _, type_ = self.program.types.declarator(declarator, self.program.types.base(self.node))
        while declarator is not None and declarator.type != "function_declarator":
            declarator = declarator.child_by_field_name("declarator")
        if not isinstance(type_, Fun) or declarator is None:
            raise self.fail("not a function")
        self.result = type_.result
        listed = declarator.child_by_field_name("parameters")
        parameters = [self._parameter(p) for p in named(listed)] if listed is not None else []
        self.program.types.type_of = self.type_of
        self.block(part(self.node, "body"))
        if not isinstance(self.result, Void) or self.frame:
            self._leave(None)
        head = [f"def {self.program.symbol(self.name)}({', '.join(p for p in parameters if p)}):"]
        if self.fuel:
            head.append("    burn()")
        if self.frame:
            head += [f"    fp = enter({self.frame})"]
        if self.leaves:
            head.append("    leave = 0")
        return "\n".join(head + [self._finished(line) for line in self.lines] + ["    return None"])

    def _finished(self, line: str) -> str:
        """A return gives the frame back; whether there is one is known only at the end."""
        before, mark, code = line.partition(_RETURN)
        if not mark:
            return line
        return f"{before}return leave_frame(fp, {code})" if self.frame else f"{before}return {code}"

    def _parameter(self, node: Node) -> str:
        if node.type == "variadic_parameter":
            return "*_rest"
        name, type_ = self.program.types.parameter(node)
        if isinstance(type_, Void):
            return ""
        plain = self._fresh(name or "_")
        if isinstance(type_, Record) or name in self._in_memory:
            place = self._in_frame(type_)
            self.emit(store(place, Value(plain, type_)))
            self.scopes[-1][name] = place
        else:
            self.scopes[-1][name] = Variable(plain, type_)
        return plain

    def _fresh(self, name: str) -> str:
        if not name.isascii() or not name.isidentifier():
            raise self.fail(f"name {name!r}")
        count = self._names[name] = self._names.get(name, 0) + 1
        return f"v_{name}" if count == 1 else f"v_{name}_{count}"

    def _in_frame(self, type_: Type) -> Cell:
        place = Cell("fp", self.frame, type_)
        self.frame += cells(type_)
        return place

    def declare(self, name: str, type_: Type) -> Place:
        """A new local: in memory if its address is taken or it has parts, else a Python variable."""
        place: Place
        if isinstance(type_, (Record, Array)) or name in self._in_memory:
            place = self._in_frame(type_)
        else:
            place = Variable(self._fresh(name), type_)
        self.scopes[-1][name] = place
        return place

    def statement(self, node: Node) -> None:
        """One statement; what cannot be lifted stops the run only when it is reached."""
        method = _STATEMENTS.get(node.type)
        lines, depth, scopes, regions = len(self.lines), self.depth, len(self.scopes), len(self.regions)
        try:
            if node.has_error and node.type not in ("compound_statement", *_LOOPS, "if_statement"):
                raise self.fail(f"syntax: {text_of(node)[:60]}")
            if method is None:
                raise self.fail(f"{node.type}: {text_of(node)[:60]}")
            method(self, node)
        except CannotLift as error:
            del self.lines[lines:], self.scopes[scopes:], self.regions[regions:]
            self.depth = depth
            self.emit(f"cannot({error.what!r}, {error.where or self.where!r})")

    def expression(self, node: Node) -> None:
        """An expression for its effect."""
        inner = named(node)
        if inner:
            self.effect(inner[0])

    def effect(self, node: Node) -> None:
        """An expression whose value nobody wants."""
        if node.has_error:
            raise self.fail(f"syntax: {text_of(node)[:60]}")
        while node.type == "parenthesized_expression" and named(node)[0].type != "compound_statement":
            node = named(node)[0]
        match node.type:
            case "comma_expression":
                for child in named(node):
                    self.effect(child)
            case "assignment_expression":
                left = part(node, "left")
                before, place = self.stable(self.place(left))
                self._store(before, place, self.computed(node, place))
            case "update_expression":
                before, place = self.stable(self.place(named(node)[0]))
                op = text_of(node.children[0] if not node.children[0].is_named else node.children[-1])[0]
                self._store(before, place, binary(op, load(place), constant(1, INT)))
            case "parenthesized_expression":
                self.block(named(node)[0])
            case "cast_expression":
                inner = part(node, "value")
                self.effect(inner)
            case _:
                value = self.value(node)
                if value.const is None:
                    self.emit(value.code)

    def _store(self, before: str | None, place: Place, value: Value) -> None:
        if before is not None:
            self.emit(before)
        self.note(place)
        self.emit(store(place, value if isinstance(place.type, Record) else decayed(value)))

    def declaration(self, node: Node) -> None:
        """Local variables."""
        words = {text_of(child) for child in node.children if child.type == "storage_class_specifier"}
        if "extern" in words:
            return
        for name, type_, given in self.declared(node):
            if isinstance(type_, Fun):
                continue
            if "static" in words:
                self.scopes[-1][name] = self.program.static(f"{self.name}.{name}", type_, given)
                continue
            place = self.declare(name, type_)
            if isinstance(place, Cell) and (given is not None or isinstance(type_, (Record, Array))):
                self.emit(f"clear({index(place.base, place.offset)}, {cells(type_)})")
            if given is None:
                continue
            if isinstance(place, Cell) and (isinstance(type_, Array) or given.type == "initializer_list"):
                for step in self.initialised(place, given):
                    self.emit(step)
            else:
                inner = named(given)[0] if given.type == "initializer_list" else given
                self._store(None, place, self.value(inner))

    def returned(self, node: Node) -> None:
        """`return`."""
        inner = named(node)
        self._leave(self.value(inner[0]) if inner else None)

    def _leave(self, value: Value | None) -> None:
        code = "None"
        if value is not None and isinstance(self.result, Record):
            code = f"cells_at({value.code}, {cells(self.result)})"
        elif value is not None and not isinstance(self.result, Void):
            code = convert(decayed(value), self.result).code
        elif value is not None:
            self.emit(value.code)
        # the frame is given back before the value is seen, so the value must not need it any more
        self.emit(_RETURN + code)

    def choice(self, node: Node) -> None:
        """`if`."""
        condition, yes = part(node, "condition"), part(node, "consequence")
        no = node.child_by_field_name("alternative")
        test = self.value(condition)
        if labels_in(node):
            test = self.entering(test, yes, node)
        if test.const is not None:
            taken = yes if test.const else (named(no)[0] if no is not None and named(no) else None)
            if taken is not None:
                self.statement(taken)
            return
        self.emit(f"if {test.test}:")
        self.suite(yes)
        if no is not None and named(no):
            self.emit("else:")
            self.suite(named(no)[0])

    def while_loop(self, node: Node) -> None:
        """`while`."""
        condition, body = part(node, "condition"), part(node, "body")

        def inner() -> None:
            self.emit("burn()")
            self.statement(body)

        self.loop(self.value(condition).test, Region(True, True), inner)

    def for_loop(self, node: Node) -> None:
        """`for`."""
        parts = {f: node.child_by_field_name(f) for f in ("initializer", "condition", "update", "body")}
        self.scopes.append({})
        first, update, body = parts["initializer"], parts["update"], parts["body"]
        if first is not None and first.type == "declaration":
            self.declaration(first)
        elif first is not None:
            self.effect(first)
        test = self.value(parts["condition"]).test if parts["condition"] is not None else "True"

        scopes = list(self.scopes)

        def step() -> None:
            if update is not None:
                inner, self.scopes = self.scopes, scopes
                self.effect(update)
                self.scopes = inner

        def inner() -> None:
            self.emit("burn()")
            if body is not None:
                self.statement(body)
            step()

        self.loop(test, Region(True, True, step), inner)
        self.scopes.pop()

    def do_loop(self, node: Node) -> None:
        """`do … while`."""
        condition, body = part(node, "condition"), part(node, "body")
        test = self.value(condition)
        leaves = any(
            (n.type == "break_statement" and not _within(n, body, _LOOPS))
            or (n.type == "continue_statement" and not _within(n, body, _LOOPS - {"switch_statement"}))
            for n in inside(body)
        )
        if test.const == 0 and not leaves:
            self.statement(body)
            return

        def step() -> None:
            self.emit(f"if not {test.test}:")
            self.depth += 1
            self.emit("break")
            self.depth -= 1

        def inner() -> None:
            self.emit("burn()")
            self.statement(body)
            step()

        self.loop("True", Region(True, True, step), inner)

    def switch(self, node: Node) -> None:
        """`switch`, with falling through."""
        condition, body = part(node, "condition"), part(node, "body")
        entries: list[tuple[int, int]] = []
        default: int | None = None
        pieces: list[list[Node]] = []
        value = self.value(condition)
        for child in named(body):
            if child.type != "case_statement" or any(part.type == "ERROR" for part in child.children):
                raise self.fail(f"{child.type} in a switch: {text_of(child)[:40]}")
            given = child.child_by_field_name("value")
            if given is None:
                default = len(pieces)
            else:
                entries.append((self._case(given, value), len(pieces)))
            pieces.append([c for c in named(child) if c != given])
        number = self.code()
        table = self.program.table(dict(reversed(entries)))
        self.emit(f"sw{number} = {table}.get({value.code}, {len(pieces) if default is None else default})")

        def inner() -> None:
            self.scopes.append({})
            for i, piece in enumerate(pieces):
                if not piece:
                    continue
                self.emit(f"if sw{number} <= {i}:")
                self.depth += 1
                for child in piece:
                    self.statement(child)
                self.depth -= 1
            self.scopes.pop()
            self.emit("break")

        self.loop("True", Region(True, False), inner)

    def _case(self, node: Node, value: Value) -> int:
        found = convert(self.value(node), value.type) if not isinstance(value.type, Record) else None
        if found is None or found.const is None:
            raise self.fail(f"case {text_of(node)[:40]}")
        return found.const


def _within(node: Node, limit: Node, types: frozenset[str]) -> bool:
    """Whether a node of one of the types stands between `node` and `limit`."""
    at = node.parent
    while at is not None and at != limit:
        if at.type in types:
            return True
        at = at.parent
    return False


_STATEMENTS: dict[str, Callable[[FunctionLifter, Node], None]] = {
    "compound_statement": FunctionLifter.block,
    "expression_statement": FunctionLifter.expression,
    "declaration": FunctionLifter.declaration,
    "return_statement": FunctionLifter.returned,
    "if_statement": FunctionLifter.choice,
    "while_statement": FunctionLifter.while_loop,
    "for_statement": FunctionLifter.for_loop,
    "do_statement": FunctionLifter.do_loop,
    "switch_statement": FunctionLifter.switch,
    "break_statement": FunctionLifter.break_,
    "continue_statement": FunctionLifter.continue_,
    "goto_statement": FunctionLifter.goto,
}
