"""Which cells of lifted memory have a name in C, so that both sides can be given the same values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from backport.csource.lift.memory import BASE
from backport.csource.lift.program import Program
from backport.csource.lift.types import Array, Fun, Int, Pointer, Record, Type, cells, size

_ELEMENTS = 4  # of an array: the others keep their first value on both sides
_MOST = 4000  # cells of one object
_MEMBER = re.compile(r"[A-Za-z_]\w*")
_CONST = re.compile(r"\bconst\b[^*;={]*=?")


class Kind(Enum):
    """What a cell holds."""

    NUMBER = "number"
    POINTER = "pointer"
    FUNCTION = "function"


@dataclass(frozen=True)
class Thing:
    """An object: `name` is a variable of the program, or empty for one that the model has made."""

    number: int
    address: int
    type: Type
    name: str
    constant: bool


@dataclass(frozen=True)
class Slot:
    """A cell: `path` is its name in C after the object's, `owner` and `member` say of which struct it is what."""

    address: int
    thing: Thing
    path: str
    type: Type
    bits: int
    owner: str
    member: str

    @property
    def index(self) -> int:
        """Where it is in `memory.cells`."""
        return self.address - BASE

    @property
    def words(self) -> frozenset[str]:
        """The members on the way to it: who mentions one may copy it with all that is in it."""
        return frozenset(_MEMBER.findall(self.path))

    @property
    def kind(self) -> Kind:
        """What it holds."""
        if isinstance(self.type, Pointer):
            return Kind.FUNCTION if isinstance(self.type.to, Fun) else Kind.POINTER
        return Kind.NUMBER

    @property
    def integer(self) -> Int:
        """The type of a number as the cell holds it, bit fields narrowed."""
        type_ = self.type if isinstance(self.type, Int) else Int(64, False)
        return Int(self.bits, type_.signed) if self.bits else type_


def things(program: Program) -> list[Thing]:
    """The objects of a program's memory that have a C type with a name."""
    named = {place.offset: name for name, place in program.variables.items()}
    found: list[Thing] = []
    for address, type_, _ in program.memory.objects:
        name = named.get(address, "")
        chunks = program.index.declared.get(name, ()) if name else ()
        constant = any(_CONST.search(chunk.text.split("=")[0]) for chunk in chunks)
        thing = Thing(len(found), address, type_, name, constant)
        if name.isidentifier() or (not name and spelled(program, thing)):
            found.append(thing)
    return found


_INTEGERS = {8: "char", 16: "short", 32: "int", 64: "long"}


def _spelled(type_: Type) -> str:
    """An object type in C; empty if it has no name."""
    if isinstance(type_, Int):
        return f"{'signed' if type_.signed else 'unsigned'} {_INTEGERS[max(type_.bits, 8)]}"
    if isinstance(type_, Array) and isinstance(type_.of, Int) and type_.count > 0:
        return f"__typeof__({_spelled(type_.of)}[{type_.count}])"
    if isinstance(type_, Record) and type_.define is None and type_.complete and type_.tag.isidentifier():
        return f"{'union' if type_.union else 'struct'} {type_.tag}"
    return ""


def spelled(program: Program, thing: Thing) -> str:
    """The C type of an object that the model has made; empty where the tree has no such type."""
    if isinstance(thing.type, Record) and thing.type.tag not in program.index.tags:
        return ""
    return _spelled(thing.type)


def slots(thing: Thing) -> list[Slot]:
    """The cells of an object that have a name, each once."""
    found: dict[int, Slot] = {}
    for slot in _walk(thing, thing.type, thing.address, "", 0, ("", "")):
        if isinstance(slot.type, (Int, Pointer)):
            found.setdefault(slot.address, slot)
        if len(found) > _MOST:
            break
    return list(found.values())


def _size(type_: Type) -> int:
    """A scalar's size in bytes; for others a number that no scalar has."""
    return size(type_) if isinstance(type_, (Int, Pointer)) else -cells(type_)


def _walk(thing: Thing, type_: Type, at: int, path: str, bits: int, place: tuple[str, str]) -> Iterator[Slot]:
    match type_:
        case Array():
            for i in range(min(max(type_.count, 0), _ELEMENTS)):
                yield from _walk(thing, type_.of, at + i * cells(type_.of), f"{path}[{i}]", 0, place)
        case Record() if type_.union and len({_size(m.type) for m in type_.members.values()}) > 1:
            return  # its members overlap in C otherwise than in cells; the lifter refuses them
        case Record():
            for name, member in type_.known().members.items():
                if not (isinstance(member.type, Array) and member.type.count < 0):
                    inner = f"{path}.{name}", member.bits, (type_.tag, name)
                    yield from _walk(thing, member.type, at + member.cell, *inner)
        case _:
            yield Slot(at, thing, path, type_, bits, *place)
