"""One build's C, callable: names become Python functions when they are first called."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import CodeType
from typing import Any

from tree_sitter import Node

from backport.csource.lift.declare import Declarations, text_of
from backport.csource.lift.errors import CannotLift
from backport.csource.lift.expressions import Expressions
from backport.csource.lift.index import Index
from backport.csource.lift.literals import elements
from backport.csource.lift.memory import BASE, Memory, Notes
from backport.csource.lift.places import Cell, Place
from backport.csource.lift.runtime import Runtime, translated
from backport.csource.lift.source import Source
from backport.csource.lift.statements import FunctionLifter
from backport.csource.lift.types import CHAR, Array, Fun, Int, Pointer, Record, Type, cells, scalars
from backport.csource.parse import parse_plain

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")

Extern = Callable[..., int | None]


class Program:
    """The functions, types and memory of the sources of one tree."""

    def __init__(
        self,
        source: Source,
        sources: Iterable[str],
        folders: tuple[str, ...] = ("",),
        config: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Read `sources` (paths) and their headers from `folders`; `config` are macros that stand whatever is said."""
        self.index = Index(source, sources, folders, config)
        self.memory = Memory()
        self.types = Declarations(self.index, self.evaluate)
        self.externs: dict[str, Extern] = {}
        self.lifted: dict[str, str] = {}  # name: where it is defined
        self.callees: dict[str, set[str]] = {}
        self.source: dict[str, str] = {}  # name: its Python
        self.functions: dict[int, Callable[..., int | None]] = {}
        self._handles: dict[str, int] = {}
        self._variables: dict[str, Cell] = {}
        self._signatures: dict[str, Fun | None] = {}
        self._texts: dict[str, int] = {}
        self._recursive: set[str] = set()
        self._watched: dict[str, Callable[[str], object]] = {}
        self._prologue: dict[str, Notes] | None = None
        self.discriminated: set[str] = set()  # unions of which the world uses one member only
        self._runtime = Runtime(self.memory)
        self.space: dict[str, Any] = {"FN": self.functions, **self._runtime.names()}

    # ---- names -----------------------------------------------------------------------------------------------------

    def is_function(self, name: str) -> bool:
        """Whether a name is a function's, the world's own included."""
        return name in self.externs or name in self.index.functions or self._declared_function(name) is not None

    def _declared_function(self, name: str) -> Fun | None:
        found = self.types.declared(name) if name in self.index.declared else None
        return found[0] if found is not None and isinstance(found[0], Fun) else None

    def is_variable(self, name: str) -> bool:
        """Whether a name is a file-level variable's."""
        if name in self._variables:
            return True
        found = self.types.declared(name) if not self.is_function(name) else None
        return found is not None

    def signature(self, name: str) -> Fun | None:
        """A function's type, if it is declared anywhere."""
        if name not in self._signatures:
            self._signatures[name] = self._read_signature(name)
        return self._signatures[name]

    def _read_signature(self, name: str) -> Fun | None:
        chunk = self.index.functions.get(name)
        if chunk is None:
            return self._declared_function(name)
        head = chunk.text[: chunk.text.index("{")] + ";"
        for node in self.types.parsed(type(chunk)(chunk.path, head, chunk.line)).children:
            declarator = node.child_by_field_name("declarator")
            if declarator is not None:
                type_ = self.types.declarator(declarator, self.types.base(node))[1]
                if isinstance(type_, Fun):
                    return type_
        return None

    def handle(self, name: str) -> int:
        """The value of a pointer to a function."""
        if name not in self._handles:
            if not _NAME.match(name):
                raise CannotLift(f"name {name!r}", "")
            handle = self._handles[name] = len(self._handles) + 1
            self.functions[handle] = lambda *arguments: self.call(name, *arguments)
        return self._handles[name]

    def handle_name(self, handle: int) -> str | None:
        """The function that a handle stands for."""
        return next((name for name, value in self._handles.items() if value == handle), None)

    def symbol(self, name: str) -> str:
        """The Python name of a function, usable in lifted code from now on."""
        if not _NAME.match(name):
            raise CannotLift(f"name {name!r}", "")
        symbol = f"f_{name}"
        if symbol not in self.space:
            extern = self.externs.get(name)
            self.space[symbol] = extern if extern is not None else self._pending(name)
        return symbol

    def _pending(self, name: str) -> Extern:
        def first(*arguments: int) -> int | None:
            return self._lift(name)(*arguments)

        return first

    def function(self, name: str) -> Extern:
        """A function, lifted when it is first called."""
        found: Extern | None = self.space.get(f"f_{name}")  # a name that is there has been checked
        return found if found is not None else self.space[self.symbol(name)]

    def call(self, name: str, *arguments: int) -> int | None:
        """Call a function by name, from lifted code."""
        return self.function(name)(*arguments)

    def refuel(self) -> None:
        """Begin a new entry: the bound on loops counts from here, the stack is empty."""
        self._runtime.refuel()

    def enter(self, name: str, *arguments: int) -> int | None:
        """Call a function from outside; raises `Crash`, `OutOfFuel` or `CannotLift`, whatever the C does."""
        self.refuel()
        with translated(name):
            return self.function(name)(*arguments)

    # ---- lifting ---------------------------------------------------------------------------------------------------

    def watch(self, names: Iterable[str], seen: Callable[[str], object]) -> None:
        """Call `seen` with the name of each of these functions whenever lifted code enters it."""
        for name in names:
            self._watched[name] = seen
            if name in self.lifted:
                self.space[f"f_{name}"] = self._watching(name, self.space[f"f_{name}"])

    def _watching(self, name: str, function: Extern) -> Extern:
        seen = self._watched[name]

        def watched(*arguments: int) -> int | None:
            seen(name)
            return function(*arguments)

        return watched

    def lift(self, name: str) -> None:
        """Lift a function now, if it is not yet; `CannotLift` when it cannot be."""
        if name not in self.lifted and name not in self.externs:
            self._lift(name)

    @contextmanager
    def prologue(self) -> Iterator[None]:
        """What is called in here runs before the first state.

        What a function writes is part of the state only once it is called again; most of what sets up objects never is.
        """
        notes = self._prologue = {}
        try:
            yield
        finally:
            self._prologue = None
        for name, found in notes.items():
            self.space[f"f_{name}"] = self._heeding(name, self.space[f"f_{name}"], found)

    def _heeding(self, name: str, function: Extern, notes: Notes) -> Extern:
        def first(*arguments: int) -> int | None:
            self.space[f"f_{name}"] = self._watching(name, function) if name in self._watched else function
            self.memory.heed(notes)
            return function(*arguments)

        return first

    def _lift(self, name: str) -> Extern:
        chunk = self.index.functions.get(name)
        if chunk is None:
            raise CannotLift(f"function {name} is not among the sources", "")
        where = f"{chunk.path}:{name}"
        node = next((n for n in self.types.parsed(chunk).children if n.type == "function_definition"), None)
        if node is None:
            raise CannotLift("not understood as a function", where)
        lifter = FunctionLifter(self, name, node, where, name in self._recursive)
        if self._prologue is None:
            code = lifter.lift()
        else:
            self.memory.hold(self._prologue.setdefault(name, []))
            try:
                code = lifter.lift()
            finally:
                self.memory.hold(None)
        self.source[name] = code
        exec(_compiled(code, where), self.space)  # noqa: S102 names are checked, text is quoted
        if name in self._watched:
            self.space[f"f_{name}"] = self._watching(name, self.space[f"f_{name}"])
        if name not in self.lifted:
            self.lifted[name] = where
            self.callees[name] = lifter.calls
            self._bound_recursion(name)
        found: Extern = self.space[f"f_{name}"]
        return found

    def _bound_recursion(self, name: str) -> None:
        """Give fuel to the functions of a cycle that this one closes."""
        seen, pending = set(), [name]
        while pending:
            for callee in self.callees.get(pending.pop(), ()):
                if callee == name and name not in self._recursive:
                    self._recursive.add(name)
                    self._lift(name)
                    return
                if callee not in seen:
                    seen.add(callee)
                    pending.append(callee)

    def evaluate(self, node: Node, where: str) -> int:
        """The value of a constant expression."""
        value = Expressions(self, where).value(node)
        if value.const is None:
            raise CannotLift(f"not constant: {text_of(node)[:60]}", where)
        return value.const

    def constant(self, name: str) -> int | None:
        """The value of an enumeration constant or of a macro that is one; None if there is none."""
        known = self.types.enumerator(name)
        macro = self.index.macros.table.get(name)
        if known is not None or macro is None or macro.parameters is not None or not macro.body:
            return known
        text = self.types.plain(f"int x = ({name});", name)
        for node in parse_plain(text.encode("latin-1", "replace")).root_node.named_children:
            declarator = node.child_by_field_name("declarator")
            value = declarator.child_by_field_name("value") if declarator is not None else None
            try:
                return self.evaluate(value, name) if value is not None else None
            except CannotLift:
                return None
        return None

    # ---- memory ----------------------------------------------------------------------------------------------------

    def variable(self, name: str) -> Cell:
        """The place of a file-level variable, created and initialised when it is first needed."""
        if name not in self._variables:
            found = self.types.declared(name)
            if found is None or isinstance(found[0], Fun):
                raise CannotLift(f"unknown name {name}", "")
            self._variables[name] = self.static(name, *found)
        return self._variables[name]

    @property
    def variables(self) -> Mapping[str, Cell]:
        """The file-level variables that have been needed so far."""
        return self._variables

    @property
    def handles(self) -> Mapping[str, int]:
        """The functions to which pointers have been needed so far, and the pointers' values."""
        return self._handles

    def replace(self, name: str, extern: Extern) -> None:
        """From now on a function of the world's stands for this name, also in code that is lifted already."""
        self.externs[name] = extern
        self.space[f"f_{name}"] = extern

    def static(self, name: str, type_: Type, given: Node | None) -> Cell:
        """A variable that lives as long as the program."""
        if name in self._variables:
            return self._variables[name]
        if isinstance(type_, Array) and type_.count < 0:
            type_ = Array(type_.of, elements(given, lambda at: self.evaluate(at, name)) if given is not None else 1)
        at = self.memory.allocate(type_, name)
        owner = (None, at, cells(type_)) if not isinstance(type_, Record) else None
        place = self._variables[name] = Cell(None, at, type_, 0, owner)
        if given is not None:
            self._initialise(at, type_, given, name)
        return place

    def _initialise(self, at: int, type_: Type, given: Node, name: str) -> None:
        e = _Quiet(self, name)
        for step in e.initialised(Cell(None, at, type_), given):
            eval(_compiled(step, name, "eval"), self.space)  # noqa: S307 made by the lifter from constants

    def scratch(self, type_: Type) -> int:
        """Cells for a struct that an expression makes."""
        return self.memory.scratch(cells(type_))

    def table(self, entries: dict[int, int]) -> str:
        """The Python name of a constant table."""
        name = f"table{len(self.space)}"
        self.space[name] = entries
        return name

    def text(self, text: str) -> int:
        """The address of a string constant."""
        if text not in self._texts:
            at = self._texts[text] = self.memory.allocate(Array(CHAR, len(text) + 1), "a string")
            for i, character in enumerate(text):
                self.memory.cells[at - BASE + i] = ord(character) & 255
        return self._texts[text]

    def string(self, address: int) -> str:
        """The string at an address."""
        found: list[str] = []
        i = address - BASE
        while 0 <= i < len(self.memory.cells) and self.memory.cells[i] and len(found) < 1000:
            found.append(chr(self.memory.cells[i] & 255))
            i += 1
        return "".join(found)

    def check_union(self, record: Record, name: str, where: str) -> None:
        """Refuse a union whose members hold different kinds of value in one cell: that would be punning."""
        if not record.union or record.tag in self.discriminated:
            return
        kinds: dict[int, set[str]] = {}
        for member in record.members.values():
            for cell, type_ in scalars(member.type, member.cell) if not _is_open(member.type) else ():
                kinds.setdefault(cell, set()).add(_kind(type_))
        mine = record.members[name]
        if any(
            len(kinds.get(mine.cell + i, ())) > 1 for i in range(cells(mine.type) if not _is_open(mine.type) else 1)
        ):
            raise CannotLift(f"member {name} of a union whose members overlap", where)

    def new(self, tag: str, name: str) -> int:
        """The address of a new zeroed struct."""
        return self.memory.allocate(self.types.record(tag), name)

    def member(self, tag: str, path: str) -> Cell:
        """The place of a member (`a.b[1].c`) relative to its struct's address."""
        place = Cell("", 0, self.types.record(tag))
        for part in re.findall(r"\w+|\[\d+\]", path):
            if part.startswith("["):
                if not isinstance(place.type, Array):
                    raise CannotLift(f"struct {tag}: {path} is no array", "")
                place = Cell("", place.offset + int(part[1:-1]) * cells(place.type.of), place.type.of, 0, place.owner)
                continue
            record = place.type
            member = record.known().members.get(part) if isinstance(record, Record) else None
            if member is None or not isinstance(record, Record):
                raise CannotLift(f"struct {tag} has no member {path}", "")
            owner = (record, member.cell, 1 if _is_open(member.type) else cells(member.type))
            place = Cell("", place.offset + member.cell, member.type, member.bits, owner)
        return place


def _compiled(code: str, where: str, mode: str = "exec") -> CodeType:
    """Lifted code ready to run; C may nest deeper than Python does."""
    try:
        found: CodeType = compile(code, f"<{where}>", mode)
        return found
    except (SyntaxError, RecursionError, MemoryError, OverflowError) as error:
        raise CannotLift(f"deeper than Python takes: {error}", where) from error


class _Quiet(Expressions):
    """Initialisers of file-level variables: they set first values, which is no write of the running program."""

    def note(self, place: Place) -> Place:
        """Nothing to note."""
        return place


def _is_open(type_: Type) -> bool:
    return isinstance(type_, Array) and type_.count < 0


def _kind(type_: Type) -> str:
    match type_:
        case Int():
            return f"{type_.bits}{type_.signed}"
        case Pointer():
            return "pointer"
    return type(type_).__name__
