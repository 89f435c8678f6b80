"""What lifted code calls: stores inside expressions, frames, fuel, and C's way of failing."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from backport.csource.lift.errors import CannotLift, Crash, OutOfFuel
from backport.csource.lift.memory import BASE, Memory
from backport.csource.lift.values import quotient, remainder

FAILURES = (IndexError, ZeroDivisionError, KeyError, RecursionError, MemoryError, NameError, TypeError)
FUEL = 20_000  # loop iterations and calls of recursive functions per entry from outside


@contextmanager
def translated(where: str) -> Iterator[None]:
    """What Python says of lifted code, as what it means in C."""
    try:
        yield
    except FAILURES as error:
        raise meaning(error, where) from error


def meaning(error: Exception, where: str) -> Crash | OutOfFuel | CannotLift:
    """What an exception that lifted code raised (one of `FAILURES`) means in C."""
    at = _deepest(error) or where
    match error:
        case IndexError():
            return Crash(f"null or wild pointer followed in {at}")
        case ZeroDivisionError():
            return Crash(f"division by zero in {at}")
        case KeyError():
            return Crash(f"call through a null or wild pointer in {at}")
        case RecursionError() | MemoryError():
            return OutOfFuel("recursion without end")
    return CannotLift(f"value missing: {error}", at)


def _deepest(error: BaseException) -> str:
    """The lifted function that an exception came from."""
    names = [frame.name for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith("<")]
    return names[-1].removeprefix("f_") if names else ""


class Runtime:
    """The helpers over one memory; addresses end in `at`, subscripts are `i`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._cells = memory.cells
        self._fuel = FUEL

    def names(self) -> dict[str, Any]:
        """The names that lifted code uses."""
        helpers = ("put", "copy", "clear", "fill", "cells_at", "enter", "leave_frame", "burn", "crash", "cannot")
        found: dict[str, Any] = {name: getattr(self, name) for name in helpers}
        return found | {"M": self._cells, "quotient": quotient, "remainder": remainder}

    def refuel(self) -> None:
        """A new entry from outside: the bound on loops counts from here, the stack is empty."""
        self._fuel = FUEL
        self._memory.stack[0] = self._memory.stack_start

    def _bounded(self, i: int, count: int) -> None:
        if i < 0 or i + count > len(self._cells):
            raise Crash("memory access outside every object")

    def put(self, i: int, value: int) -> int:
        """Store one value and give it."""
        self._cells[i] = value
        return value

    def copy(self, i: int, at: int, count: int) -> None:
        """Copy cells."""
        self._bounded(i, count)
        self._bounded(at - BASE, count)
        self._cells[i : i + count] = self._cells[at - BASE : at - BASE + count]

    def clear(self, i: int, count: int) -> None:
        """Zero cells."""
        self._bounded(i, count)
        self._cells[i : i + count] = [0] * count

    def fill(self, i: int, values: tuple[int, ...]) -> int:
        """Store a struct that a call returned; its address."""
        self._cells[i : i + len(values)] = values
        return i + BASE

    def cells_at(self, at: int, count: int) -> tuple[int, ...]:
        """A struct as a value."""
        self._bounded(at - BASE, count)
        return tuple(self._cells[at - BASE : at - BASE + count])

    def enter(self, count: int) -> int:
        """The address of a new zeroed frame."""
        stack = self._memory.stack
        at = stack[0]
        stack[0] = at + count
        if stack[0] - BASE > self._memory.stack_end:
            raise OutOfFuel("the stack is full")
        self._cells[at - BASE : at - BASE + count] = [0] * count
        return at

    def leave_frame(self, at: int, value: object) -> object:
        """Give a frame back."""
        self._memory.stack[0] = at
        return value

    def burn(self) -> None:
        """One more round."""
        self._fuel -= 1
        if self._fuel < 0:
            raise OutOfFuel("a loop or recursion without end")

    def crash(self, what: str) -> None:
        """The process would die here."""
        raise Crash(what)

    def cannot(self, what: str, where: str) -> None:
        """What could not be lifted was reached."""
        raise CannotLift(what, where)
