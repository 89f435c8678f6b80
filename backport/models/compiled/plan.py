"""What both sides of a comparison are told: the cells, the functions, the functions that stand for others."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from backport.csource.lift.program import Program
from backport.csource.lift.types import INT, Fun, Int, Pointer, Type, Void
from backport.models.compiled.slots import Slot, Thing, slots, things
from backport.models.reach import reachable

ARGUMENTS = 6  # that a call can have: those that are passed in registers
ANSWERS = 16  # values that stand-ins give, in turn
CALLS = 24  # of stand-ins that are noted
HEAD = 3 + CALLS * (1 + ARGUMENTS)  # words of a result before the cells: status, result, calls and what they were given
_SMALL = 16  # cells
ABSENT = -(1 << 62)  # an argument that was not given
POINTER, FUNCTION, ANY = -1, -2, -3  # how a value that is no number crosses
_WORD = re.compile(r"[A-Za-z_]\w*")
# a call through a pointer
_THROUGH = re.compile(r"(?:->|\.)\s*\w+\s*\(|\(\s*\*\s*\w+(?:(?:->|\.)\w+)*\s*\)\s*\(")


def shape(type_: Type) -> int:
    """How a value of a type crosses between the sides: a number's width (100 more when signed), or a pointer."""
    if isinstance(type_, Pointer):
        return FUNCTION if isinstance(type_.to, Fun) else POINTER
    return type_.bits + 100 * type_.signed if isinstance(type_, Int) else ANY


@dataclass(frozen=True)
class Standin:
    """A function that only notes its arguments and gives the next answer."""

    name: str
    result: Type
    parameters: tuple[Type, ...]
    known: bool  # whether its type is

    @property
    def shapes(self) -> tuple[int, ...]:
        """How its arguments cross; of an unknown function as many as there can be."""
        return tuple(shape(t) for t in self.parameters[:ARGUMENTS]) if self.known else (ANY,) * ARGUMENTS


@dataclass
class Plan:
    """The cells that are set and compared, and the objects; `fatal` names what a failed assertion calls."""

    things: list[Thing]
    slots: list[Slot]
    fatal: str = ""
    places: dict[int, int] = field(default_factory=dict)  # address: number, from 1
    standins: dict[str, Standin] = field(default_factory=dict)
    functions: dict[str, int] = field(default_factory=dict)  # name: number, from 1


def plan(program: Program, names: Iterable[str], fatal: str) -> Plan:
    """What is needed to compare some functions: the cells whose members their code (and what it calls) mentions."""
    words = mentioned(program, names)
    found = things(program)
    chosen = [s for t in found if not t.constant for s in seen(slots(t), words)]
    result = Plan(found, chosen, fatal)
    for thing in found:
        result.places.setdefault(thing.address, len(result.places) + 1)
    for slot in chosen:
        if not slot.bits:
            result.places.setdefault(slot.address, len(result.places) + 1)
    # a pointer to a function of no source that is read is null on both sides
    there = [name for name in program.handles if name in program.index.functions or name in program.externs]
    result.functions = {name: i + 1 for i, name in enumerate(there)}
    pointed = {
        name: slot.type.to
        for slot in chosen
        if isinstance(slot.type, Pointer) and isinstance(slot.type.to, Fun)
        for name in [program.handle_name(program.memory.cells[slot.index])]
        if name
    }
    for name in program.externs:
        result.standins[name] = standin(program, name, pointed.get(name))
    return result


def seen(given: list[Slot], words: frozenset[str]) -> list[Slot]:
    """The cells of an object that code with these words may look at: all of a small one, it may copy them unnamed."""
    return given if len(given) <= _SMALL else [slot for slot in given if slot.words & words]


def standin(program: Program, name: str, pointed: Fun | None = None) -> Standin:
    """What stands for a function, with the type that it is declared or pointed to with."""
    type_ = program.signature(name) or pointed
    if type_ is None:
        return Standin(name, INT, (), False)
    return Standin(name, type_.result, () if type_.variadic else type_.parameters, not type_.variadic)


def mentioned(program: Program, names: Iterable[str]) -> frozenset[str]:
    """The words in some functions and in what they may run through, macros expanded.

    Where a call goes through a pointer, that is any function to which there is one.
    """
    index, words = program.index, set()
    entries = tuple(names)
    found = reachable(index, entries)
    if any(_THROUGH.search(index.functions[name].text) for name in found if name in index.functions):
        found = reachable(index, (*entries, *program.handles))
    for name in found:
        if name in index.functions:
            words |= set(_WORD.findall(index.macros.expand(index.functions[name].text)))
        elif name in index.macros.table:
            words |= {word for part in index.macros.table[name].body for word in _WORD.findall(part)}
    return frozenset(words)


def nothing(type_: Type) -> bool:
    """Whether a function of this type gives nothing."""
    return isinstance(type_, Void)
