"""The lifted side of a comparison: puts an input into memory, calls, and tells what came out as the C side does."""

from array import array
from collections.abc import Iterable
from operator import itemgetter

from backport.csource.lift.errors import Crash
from backport.csource.lift.program import Extern, Program
from backport.csource.lift.types import Int, Pointer, Record
from backport.models.compiled.inputs import Row
from backport.models.compiled.plan import (
    ABSENT,
    ANSWERS,
    ANY,
    ARGUMENTS,
    CALLS,
    FUNCTION,
    POINTER,
    Plan,
    Standin,
    shape,
    standin,
)
from backport.models.compiled.slots import Kind
from backport.models.compiled.text import candidates
from backport.models.lifting import Lifting

_UNSIGNED = (1 << 64) - 1


class Lifted:
    """One program; `follow` says by which plan."""

    def __init__(self, program: Program, lifting: Lifting) -> None:
        self.program, self._lifting = program, lifting
        merged: dict[str, int] = {}
        for name, bits in lifting.kept:
            merged[name] = merged.get(name, 0) | ((program.constant(bits) or 0) if bits else _UNSIGNED)
        self.kept = merged
        self._first = list(program.memory.cells)
        self._image = self._first[:]
        self._plan = Plan([], [])
        self._calls: list[tuple[Standin, tuple[int, ...]]] = []
        self._answers: tuple[int, ...] = (0,)
        for name in list(program.externs):
            self.stand_in(name)

    def stand_in(self, name: str) -> None:
        """Let a function only note its arguments from now on."""
        if name == self._lifting.fatal:
            self.program.replace(name, self._fatal)
        else:
            self.program.replace(name, self._noting(name))

    @staticmethod
    def _fatal(failed: int, *_: int) -> int:
        if failed:
            raise Crash("assertion")
        return 0

    def _noting(self, name: str) -> Extern:
        def noted(*arguments: int) -> int:
            known = self._plan.standins.get(name) or standin(self.program, name)
            answer = self._answers[len(self._calls) % ANSWERS] if self._answers else 0
            self._calls.append((known, arguments))
            if isinstance(known.result, Int):
                return known.result.wrap(answer)
            if isinstance(known.result, Pointer) and isinstance(known.result.to, Record):
                held = (0, *candidates(self.program, self._plan, known))
                return self._addresses[held[(answer & _UNSIGNED) % len(held)]]
            return 0

        return noted

    def follow(self, plan: Plan) -> None:
        """Use this plan's cells and numbers from now on."""
        self._plan = plan
        memory = self.program.memory
        self._first += memory.cells[len(self._first) :]
        self._image = self._first[:]
        memory.cells[: len(self._image)] = self._image
        self._addresses = {number: address for address, number in plan.places.items()} | {0: 0}
        self._functions = {number: self.program.handles[name] for name, number in plan.functions.items()}
        self._names = {handle: number for number, handle in self._functions.items()}
        self._numbers = {name: i for i, name in enumerate(plan.standins)}
        self.width = len(plan.slots) + ARGUMENTS + ANSWERS
        self.focus(range(len(plan.slots)))
        for slot, value in zip(plan.slots, self.slots(), strict=True):
            if value == -1 and slot.kind is not Kind.NUMBER:  # what has no name in this plan is not there
                self._image[slot.index] = memory.cells[slot.index] = 0
        self.base = list(self.slots())
        self._row = array("q", [*map(_signed, self.base), *([0] * (ARGUMENTS + ANSWERS))])

    def focus(self, numbers: Iterable[int]) -> None:
        """Look at these of the plan's cells only."""
        chosen = [self._plan.slots[k] for k in numbers]
        indices = [slot.index for slot in chosen]
        self._read = itemgetter(*indices) if len(indices) > 1 else lambda cells: tuple(cells[i] for i in indices)
        self._kinds = [(k, slot.kind) for k, slot in enumerate(chosen) if slot.kind is not Kind.NUMBER]
        self._wide = [k for k, s in enumerate(chosen) if s.kind is Kind.NUMBER and s.integer.high >> 63]

    def slots(self) -> list[int]:
        """The cells as they cross."""
        values = list(self._read(self.program.memory.cells))
        for k, kind in self._kinds:
            values[k] = self._pointer(values[k]) if kind is Kind.POINTER else self._handle(values[k])
        for k in self._wide:
            values[k] = _signed(values[k])
        return values

    def _pointer(self, value: int) -> int:
        return self._plan.places.get(value, -1) if value else 0

    def _handle(self, value: int) -> int:
        return self._names.get(value, -1) if value else 0

    def _crossed(self, value: int, how: int) -> int:
        if how == POINTER:
            return self._pointer(value)
        if how == FUNCTION:
            return self._handle(value)
        if how == ANY:
            return self._plan.places.get(value) or Int(32, True).wrap(value)
        return Int(how % 100, how > 100).wrap(value)

    def encoded(self, row: Row) -> bytes:
        """An input as the C side reads it."""
        changes, arguments, answers = row
        words, at = self._row[:], len(self._plan.slots)
        for k, value in changes:
            words[k] = _signed(value)
        for i, value in enumerate((*arguments, *([0] * (ARGUMENTS - len(arguments))), *answers)):
            words[at + i] = _signed(value)
        return words.tobytes()

    def run(self, name: str, row: Row) -> tuple[list[int], list[int]] | None:
        """What a function does with an input: result and calls, cells; None for a crash. `CannotLift`, `OutOfFuel`."""
        changes, arguments, answers = row
        cells = self.program.memory.cells
        cells[: len(self._image)] = self._image
        for k, value in changes:
            slot = self._plan.slots[k]
            cells[slot.index] = self._meant(value, slot.kind)
        self._calls.clear()
        self._answers = answers
        type_ = self.program.signature(name)
        given = [self._given(v, shape(t)) for v, t in zip(arguments, type_.parameters if type_ else (), strict=True)]
        try:
            result = self.program.enter(name, *given)
        except Crash:
            return None
        how = shape(type_.result) if type_ else ANY
        out = [self._crossed(result, how) if result is not None else 0, len(self._calls)]
        for known, values in self._calls[:CALLS]:
            crossed = [self._crossed(v, s) for v, s in zip(values, known.shapes, strict=False)]
            out += [self._numbers.get(known.name, -1), *crossed, *([ABSENT] * (ARGUMENTS - len(crossed)))]
        return [_signed(v) for v in out], self.slots()

    def _given(self, value: int, how: int) -> int:
        if how == POINTER:
            return self._addresses[value]
        return self._functions.get(value, 0) if how == FUNCTION else value

    def _meant(self, value: int, kind: Kind) -> int:
        if kind is Kind.POINTER:
            return self._addresses.get(value, 0)
        return self._functions.get(value, 0) if kind is Kind.FUNCTION else value

    def said(self, row: Row) -> str:
        """An input in words."""
        changes, arguments, _ = row
        said = [
            f"{self._plan.slots[k].thing.name or self._plan.slots[k].thing.number}{self._plan.slots[k].path}={v}"
            for k, v in changes
        ]
        return f"with arguments {list(arguments)} and {', '.join(said) or 'nothing changed'}"


def _signed(value: int) -> int:
    """A 64-bit value as C's long holds it."""
    return value - (1 << 64) if value >> 63 == 1 else value
