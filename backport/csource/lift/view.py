"""Structs in the memory of lifted code, for code written in Python."""

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.memory import BASE
from backport.csource.lift.program import Program
from backport.csource.lift.types import Int, Record, cells


class View:
    """One struct: `view["a.b"]` reads a member, `view["a.b"] = 1` writes it and makes it part of the state."""

    def __init__(self, program: Program, tag: str, address: int) -> None:
        self._program = program
        self._cells = program.memory.cells
        self.tag = tag
        self.address = address
        self._known: dict[str, int] = {}
        self._writable: dict[str, tuple[int, Int | None]] = {}

    @classmethod
    def new(cls, program: Program, tag: str, name: str) -> "View":
        """A new zeroed struct."""
        return cls(program, tag, program.new(tag, name))

    def has(self, path: str) -> bool:
        """Whether the struct has such a member in this tree."""
        try:
            self._program.member(self.tag, path)
        except CannotLift:
            return False
        return True

    def at(self, path: str) -> int:
        """A member's address."""
        return self.address + self._program.member(self.tag, path).offset

    def inner(self, path: str) -> "View":
        """A struct that is a member."""
        place = self._program.member(self.tag, path)
        if not isinstance(place.type, Record):
            raise CannotLift(f"struct {self.tag}: {path} is no struct", "")
        return View(self._program, place.type.tag, self.address + place.offset)

    def subscript(self, path: str) -> int:
        """Where a member is in `memory.cells`, for reading."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self.at(path) - BASE
        return found

    def written(self, path: str) -> int:
        """Where a member is in `memory.cells`, for writing: it becomes part of the state."""
        place = self._program.member(self.tag, path)
        self._program.memory.track(self.address + place.offset, cells(place.type))
        return self.address + place.offset - BASE

    def __getitem__(self, path: str) -> int:
        return self._cells[self.subscript(path)]

    def __setitem__(self, path: str, value: int) -> None:
        found = self._writable.get(path)
        if found is None:
            type_ = self._program.member(self.tag, path).type
            found = self._writable[path] = self.written(path), type_ if isinstance(type_, Int) else None
        self._cells[found[0]] = found[1].wrap(value) if found[1] is not None else value

    def first(self, path: str, value: int) -> None:
        """Set a member's first value: no part of the state unless somebody writes it later."""
        place = self._program.member(self.tag, path)
        at = self.address + place.offset - BASE
        self._cells[at] = place.type.wrap(value) if isinstance(place.type, Int) else value

    def first_if(self, path: str, value: int) -> None:
        """Set a member's first value where the tree has that member."""
        if self.has(path):
            self.first(path, value)
