"""Inputs for a function: the model's own objects, with some of what they hold changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from backport.csource.lift.program import Program
from backport.csource.lift.types import Fun, Int, Pointer, Record, Type, Void
from backport.models.compiled.plan import ANSWERS, Plan, mentioned, seen
from backport.models.compiled.slots import Kind, Slot

_EDGES = (0, 1, 2, 3, -1)
_SMALL = 14
Row = tuple[tuple[tuple[int, int], ...], tuple[int, ...], tuple[int, ...]]  # changed slots, arguments, answers


@dataclass(frozen=True)
class Choice:
    """A slot that varies: its first value, the bits that stay, and the other values of a pointer."""

    number: int
    slot: Slot
    first: int
    stays: int
    others: tuple[int, ...]


class Inputs:
    """The inputs of one function. Numbers are as cells hold them, pointers as the plan's numbers of places."""

    def __init__(self, program: Program, plan: Plan, base: list[int], kept: dict[str, int], name: str) -> None:
        self._program, self._plan, self._kept = program, plan, kept
        words = mentioned(program, [name])
        by_thing: dict[int, list[Slot]] = {}
        for slot in plan.slots:
            by_thing.setdefault(slot.thing.number, []).append(slot)
        mine = {slot.address for slots in by_thing.values() for slot in seen(slots, words)}
        self.choices = [self._choice(k, slot, base[k]) for k, slot in enumerate(plan.slots) if slot.address in mine]
        type_ = program.signature(name)
        self.parameters = [self._parameter(t, name, i) for i, t in enumerate(type_.parameters)] if type_ else []

    def _choice(self, number: int, slot: Slot, first: int) -> Choice:
        stays = self._kept.get(f"{slot.owner}.{slot.member}", 0) | self._kept.get(f"*.{slot.member}", 0)
        others: tuple[int, ...] = ()
        if isinstance(slot.type, Pointer) and isinstance(slot.type.to, Record) and slot.owner != slot.type.to.tag:
            others = self._instances(slot.type.to)
        return Choice(number, slot, first, stays, others)

    def _instances(self, record: Record) -> tuple[int, ...]:
        places = self._plan.places
        return tuple(places[at] for at in self._program.memory.instances(record) if at in places)

    def _parameter(self, type_: Type, name: str, number: int) -> tuple[Int | None, tuple[int, ...]]:
        """The type of a number, or the values that a pointer may have."""
        if isinstance(type_, Int):
            return type_, ()
        if not isinstance(type_, Pointer) or isinstance(type_.to, Fun):
            return None, (0,)
        if isinstance(type_.to, Record):
            return None, self._instances(type_.to) or (0,)
        if isinstance(type_.to, Void):
            tag = self._taken_for(name, number)
            return None, self._instances(self._program.types.record(tag)) if tag else (0,)
        same = [s for s in self._plan.slots if s.type == type_.to and not s.bits]
        marks = [s for s in same if f"*.{s.member}" in self._kept]
        return None, tuple(self._plan.places[s.address] for s in (marks or same[:8])) or (0,)

    def _taken_for(self, name: str, number: int) -> str:
        """The struct that a function takes its untyped parameter for, as far as it says so at once."""
        text = self._program.index.functions[name].text
        listed = text[text.index("(") + 1 : text.index("{")].split(",")
        word = re.findall(r"[A-Za-z_]\w*", listed[number])[-1:] if number < len(listed) else []
        found = re.search(rf"struct\s+(\w+)\s*\*\s*\w+\s*=\s*(?:\([^()]*\)\s*)?{word[0]}\s*;", text) if word else None
        return found[1] if found else ""

    # ---- rows ------------------------------------------------------------------------------------------------------

    def random(self, random: Random) -> Iterator[Row]:
        """Random inputs without end."""
        while True:
            share = random.choice((0.03, 0.1, 0.3, 0.6))
            changes = tuple((c.number, self._value(c, random)) for c in self.choices if random.random() < share)
            arguments = tuple(self._argument(p, random) for p in self.parameters)
            yield changes, arguments, tuple(random.getrandbits(63) for _ in range(ANSWERS))

    def sweep(self, random: Random) -> Iterator[Row]:
        """Every bit of every number that varies, and every other value of every pointer, one at a time."""
        for choice in self.choices:
            for value in _alone(choice):
                for arguments in islice(self._each(), 4):
                    yield ((choice.number, value),), arguments, tuple(random.getrandbits(63) for _ in range(ANSWERS))

    def _each(self) -> Iterator[tuple[int, ...]]:
        """Arguments: the pointers' values in turn, numbers at their edges."""
        most = max((len(values) for _, values in self.parameters), default=1)
        for i in range(max(most, 2)):
            yield tuple(
                type_.wrap(_EDGES[i % len(_EDGES)]) if type_ is not None else values[i % len(values)]
                for type_, values in self.parameters
            )

    def _argument(self, parameter: tuple[Int | None, tuple[int, ...]], random: Random) -> int:
        type_, values = parameter
        if type_ is not None:
            return _number(type_, 0, 0, random)
        return 0 if random.random() < 0.03 else random.choice(values)

    def _value(self, choice: Choice, random: Random) -> int:
        if choice.slot.kind is Kind.NUMBER:
            return _number(choice.slot.integer, choice.first, choice.stays, random)
        if random.random() < 0.1:
            return 0
        return random.choice((choice.first, *choice.others))


def _alone(choice: Choice) -> Iterator[int]:
    if choice.slot.kind is not Kind.NUMBER:
        yield from (0, *choice.others)
        return
    type_ = choice.slot.integer
    for bit in range(type_.bits):
        if not choice.stays >> bit & 1:
            yield type_.wrap(choice.first ^ 1 << bit)


def _number(type_: Int, first: int, stays: int, random: Random) -> int:
    match random.randrange(6):
        case 0:
            value = random.getrandbits(type_.bits)
        case 1:
            value = first ^ 1 << random.randrange(type_.bits)
        case 2:
            value = random.randrange(_SMALL)
        case 3:
            value = random.choice((*_EDGES, type_.low, type_.high))
        case 4:
            value = random.getrandbits(type_.bits) & random.getrandbits(type_.bits) & random.getrandbits(type_.bits)
        case _:
            value = first
    return type_.wrap(value & ~stays | first & stays) if type_.bits > 1 else type_.wrap(value)
