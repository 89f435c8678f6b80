"""What a world knows beside the lifted code, kept in the same memory so that it is part of the state."""

from collections.abc import Iterable

from backport.csource.lift.memory import BASE
from backport.csource.lift.program import Program
from backport.csource.lift.types import INT, Record, lay_out


class Variables:
    """A world's own variables, whole numbers that begin at 0, by name."""

    def __init__(self, program: Program, names: Iterable[str]) -> None:
        record = Record("world")
        lay_out(record, [(name, INT, 0) for name in names])
        address = program.memory.allocate(record, "world")
        program.memory.track(address, len(record.members))
        self._cells = program.memory.cells
        self._at = {name: address - BASE + i for i, name in enumerate(record.members)}

    def get(self, name: str) -> int:
        """One variable."""
        return self._cells[self._at[name]]

    def set(self, **values: int) -> None:
        """Set some variables."""
        for name, value in values.items():
            self._cells[self._at[name]] = value

    def add(self, name: str, value: int) -> None:
        """Count."""
        self._cells[self._at[name]] += value
