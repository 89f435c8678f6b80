"""Where a C expression can be stored: a Python variable or a memory cell."""

from dataclasses import dataclass

from backport.csource.lift.types import Array, Int, Pointer, Record, Type, cells
from backport.csource.lift.values import Value, convert, index, pointer, wrapped


@dataclass(frozen=True)
class Variable:
    """A local that lives in a Python variable."""

    name: str
    type: Type


@dataclass(frozen=True)
class Cell:
    """A place in memory: the address is `base` plus `offset`, or `offset` alone.

    `owner` says what becomes part of the state when it is written: cells of a record, or of a global's address.
    """

    base: str | None
    offset: int
    type: Type
    bits: int = 0
    owner: tuple[Record | None, int, int] | None = None


Place = Variable | Cell


def load(place: Place) -> Value:
    """The value in a place; structs and arrays are their address."""
    if isinstance(place, Variable):
        return Value(place.name, place.type)
    if isinstance(place.type, (Record, Array)):
        return pointer(place.base, place.offset, place.type)
    return Value(f"M[{index(place.base, place.offset)}]", place.type)


def store(place: Place, value: Value) -> str:
    """A Python statement that stores a value."""
    if isinstance(place, Cell) and isinstance(place.type, Record):
        width = cells(place.type)
        target, source = index(place.base, place.offset), value.code
        return f"copy({target}, {source}, {width})"
    code = stored(place, value)
    if isinstance(place, Variable):
        return f"{place.name} = {code}"
    return f"M[{index(place.base, place.offset)}] = {code}"


def stored(place: Place, value: Value) -> str:
    """The value as the place holds it."""
    if isinstance(place, Cell) and place.bits and isinstance(place.type, Int):
        narrow = Int(place.bits, place.type.signed) if place.bits > 1 else place.type
        converted = convert(value, place.type)
        if converted.const is not None:
            return str(converted.const & ((1 << place.bits) - 1))
        return f"({converted.code} & 1)" if place.bits == 1 else wrapped(converted.code, narrow)
    return convert(value, place.type).code


def address(place: Cell) -> Value:
    """The address of a place."""
    return pointer(place.base, place.offset, Pointer(place.type))
