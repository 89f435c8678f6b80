"""A flat memory of whole values, and which of its cells make up the state."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.types import Record, Type, cells, records

# Addresses are cell numbers plus BASE, so that an access through a null or wild pointer falls outside the list.
BASE = 1 << 24
_LIMIT = 1 << 20  # cells
_SCRATCH = 1 << 12  # cells for structs that expressions make
_STACK = _SCRATCH + (1 << 13)  # and for locals whose address is taken

State = tuple[int, ...]
# what code is known to write: cells (an address) or a member of a record, and how many cells
Notes = list[tuple[Record | None, int, int]]


class Memory:
    """Cells, the objects that live in them, and the tracked cells: those that lifted code can write.

    A state is the tuple of the tracked cells. When more cells become tracked, a state in which they have their first
    value keeps its name: it ends where it did before (`_ends` has all the lengths that states ever had).
    """

    stack_start = BASE + _SCRATCH
    stack_end = _STACK

    def __init__(self) -> None:
        self.cells: list[int] = [0] * _STACK
        self.stack = [self.stack_start]  # its first free address
        self._scratch = 0
        self.objects: list[tuple[int, Type, str]] = []
        self.tracked: dict[int, int] = {}  # cell: first value
        self._instances: dict[Record, list[int]] = {}
        self._written: dict[Record, set[tuple[int, int]]] = {}
        self._order: list[int] = []
        self._first: list[int] = []
        self._ends: list[tuple[int, State]] = [(0, ())]  # a length, and the first values of the cells beyond it
        self._last: State = ()
        self._stale = True
        self._held: Notes | None = None
        self.still: set[str] = set()  # tags of records that are all alike: copying one changes nothing
        self._read: Callable[[list[int]], State] = tuple
        self._write: Callable[[list[int], State], None] = lambda memory, state: None

    def allocate(self, type_: Type, name: str, count: int = 1) -> int:
        """The address of new zeroed objects of a type."""
        width = cells(type_) * count
        if len(self.cells) + width > _LIMIT:
            raise CannotLift(f"{name} needs too much memory", "")
        address = len(self.cells) + BASE
        self.cells += [0] * width
        self.objects.append((address, type_, name))
        step = cells(type_)
        for i in range(count):
            for at, record in records(type_, address + i * step):
                self._instances.setdefault(record, []).append(at)
                for cell, width in self._written.get(record, ()):
                    self.track(at + cell, width)
        return address

    def scratch(self, count: int) -> int:
        """The address of cells that hold a value only until it is used."""
        at = self._scratch
        self._scratch += count
        if self._scratch > _SCRATCH:
            raise CannotLift("too many structs made by expressions", "")
        return at + BASE

    def hold(self, notes: Notes | None) -> None:
        """Keep what is noted from now on in a list instead of heeding it; None heeds it again."""
        self._held = notes

    def heed(self, notes: Notes) -> None:
        """Heed what was kept."""
        for record, at, count in notes:
            if record is None:
                self.track(at, count)
            else:
                self.writes(record, at, count)

    def track(self, address: int, count: int = 1) -> None:
        """Make cells part of the state."""
        if self._held is not None:
            self._held.append((None, address, count))
            return
        for cell in range(address - BASE, address - BASE + count):
            if cell not in self.tracked and cell >= _STACK:
                self.tracked[cell] = self.cells[cell]
                self._order.append(cell)
                self._first.append(self.cells[cell])
                self._stale = True

    def writes(self, record: Record, cell: int, count: int = 1) -> None:
        """Note that code writes a member of a record: it becomes part of the state wherever such a record lives."""
        if self._held is not None:
            self._held.append((record, cell, count))
            return
        if record.tag in self.still and count > 1:
            return
        known = self._written.setdefault(record, set())
        if (cell, count) not in known:
            known.add((cell, count))
            for address in self._instances.get(record, ()):
                self.track(address + cell, count)

    def instances(self, record: Record) -> tuple[int, ...]:
        """The addresses of all records of a kind, those inside others included."""
        return tuple(self._instances.get(record, ()))

    def _compile(self) -> None:
        order = self._order
        self._read = itemgetter(*order) if len(order) > 1 else lambda memory: tuple(memory[cell] for cell in order)
        targets = ", ".join(f"M[{cell:d}]" for cell in order)
        space: dict[str, Any] = {}
        exec(f"def write(M, state):\n    {targets + ', = state' if order else 'pass'}", space)  # noqa: S102 numbers only
        self._write = space["write"]
        first, lengths = tuple(self._first), {end for end, _ in self._ends}
        self._ends = [(end, first[end:]) for end in sorted({*lengths, len(first)}, reverse=True)]
        self._last = first[-1:]
        self._stale = False

    def save(self) -> State:
        """The state that memory holds now."""
        if self._stale:
            self._compile()
        state = self._read(self.cells)
        if state[-1:] != self._last:
            return state
        length = len(state)
        for end, rest in self._ends:
            if state[end:] != rest:
                break
            length = end
        return state[:length]

    def load(self, state: State) -> None:
        """Put a state back."""
        if self._stale:
            self._compile()
        if len(state) < len(self._order):
            state += tuple(self._first[len(state) :])
        self._write(self.cells, state)

    def leaked(self, image: list[int]) -> list[int]:
        """The untracked cells outside the stack that differ from an earlier image: their addresses."""
        now = self.cells
        if now[_STACK : len(image)] == image[_STACK:]:
            return []
        return [i + BASE for i in range(_STACK, len(image)) if now[i] != image[i] and i not in self.tracked]

    @property
    def order(self) -> tuple[int, ...]:
        """The addresses of the tracked cells, in the order of a state."""
        return tuple(cell + BASE for cell in self._order)
