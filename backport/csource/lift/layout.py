"""Memory by names: cells by object and member, pointers by what they point to, so that two trees can be compared."""

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Mapping

from backport.csource.lift.memory import BASE
from backport.csource.lift.program import Program
from backport.csource.lift.types import Array, Fun, Pointer, Record, Type, cells


def _named(type_: Type, name: str, at: int) -> Iterator[tuple[int, str, Type]]:
    match type_:
        case Array():
            step = cells(type_.of)
            for i in range(max(type_.count, 0)):
                yield from _named(type_.of, f"{name}[{i}]", at + i * step)
        case Record():
            for member, place in type_.known().members.items():
                yield from _named(place.type, f"{name}.{member}", at + place.cell)
        case _:
            yield at, name, type_


class Layout:
    """The names of one program's memory, kept up to date as it grows."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._memory = program.memory
        self._names: dict[int, tuple[str, Type]] = {}
        self._cells: dict[str, int] = {}
        self._starts: list[int] = []
        self._objects: list[str] = []
        self._taken: dict[str, int] = {}
        self._addresses: dict[str, int] = {}
        self._tracked: list[tuple[int, str, bool]] = []

    def _update(self) -> None:
        for address, type_, name in self._memory.objects[len(self._objects) :]:
            count = self._taken[name] = self._taken.get(name, 0) + 1
            unique = name if count == 1 else f"{name}#{count}"
            self._starts.append(address)
            self._objects.append(unique)
            self._addresses[unique] = address
            for at, path, inner in _named(type_, unique, address):
                self._names.setdefault(at, (path, inner))
                self._cells.setdefault(path, at)
        order = self._memory.order
        for address in order[len(self._tracked) :]:
            path, type_ = self._names.get(address, (f"@{address}", Pointer(Array(Fun(Record("?"), ()), 0))))
            self._tracked.append((address - BASE, path, isinstance(type_, Pointer)))

    def export(self) -> Mapping[str, Hashable]:
        """The state by names."""
        self._update()
        memory = self._memory.cells
        return {path: self._said(memory[cell]) if pointer else memory[cell] for cell, path, pointer in self._tracked}

    def whole(self) -> Mapping[str, Hashable]:
        """All of memory by names, what is no part of the state included; nulls and zeros are left out."""
        self._update()
        memory = self._memory.cells
        return {
            path: self._said(memory[at - BASE]) if isinstance(self._names[at][1], Pointer) else memory[at - BASE]
            for path, at in self._cells.items()
            if memory[at - BASE] and at in self._names
        }

    def _said(self, value: int) -> Hashable:
        """A pointer's value in a form that means the same in another tree."""
        if value < BASE:
            name = self._program.handle_name(value)
            return ("function", name) if name else value  # no pointer: a null, or a mark
        number = bisect_right(self._starts, value) - 1
        return (self._objects[number], value - self._starts[number]) if number >= 0 else ("?", value)

    def _meant(self, value: Hashable) -> int | None:
        if isinstance(value, int):
            return value
        if not isinstance(value, tuple):
            return None
        name, rest = value
        if name == "function":
            return self._program.handle(str(rest)) if rest else None
        return self._addresses[name] + rest if name in self._addresses else None

    def adopt(self, parts: Mapping[str, Hashable]) -> bool:
        """Put a state of another tree into memory; whether that could be done."""
        self._update()
        memory = self._memory
        for path, value in parts.items():
            at, meant = self._cells.get(path), self._meant(value)
            if at is None or meant is None:
                return False
            if memory.cells[at - BASE] != meant:
                memory.track(at)
                memory.cells[at - BASE] = meant
        return True
