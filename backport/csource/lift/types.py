"""C types as the lifter sees them: sizes in bytes as on 64-bit Linux, and in cells of a memory of whole values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from backport.csource.lift.errors import CannotLift


@dataclass(frozen=True)
class Int:
    """An integer type; `rank` tells `long` from `long long` and the like only by width."""

    bits: int
    signed: bool

    @property
    def low(self) -> int:
        """The least value."""
        return -(1 << (self.bits - 1)) if self.signed else 0

    @property
    def high(self) -> int:
        """The greatest value."""
        return (1 << (self.bits - self.signed)) - 1

    def wrap(self, value: int) -> int:
        """The value as this type holds it."""
        if self.bits == 1:
            return int(value != 0)
        value &= (1 << self.bits) - 1
        return value - (1 << self.bits) if self.signed and value >> (self.bits - 1) else value


@dataclass(frozen=True)
class Void:
    """No value."""


@dataclass(frozen=True)
class Float:
    """A floating type: it has a place in memory, but no operations here."""

    bytes: int


@dataclass(frozen=True)
class Pointer:
    """A pointer; its value is the number of a cell, 0 when null."""

    to: "Type"


@dataclass(frozen=True)
class Array:
    """An array of `count` elements; -1 when the count is not known."""

    of: "Type"
    count: int


@dataclass(frozen=True)
class Fun:
    """A function type; its values are handles."""

    result: "Type"
    parameters: tuple["Type", ...]
    variadic: bool = False


@dataclass(frozen=True)
class Member:
    """A member's place: offsets in cells and bytes from the record's start; `bits` of a bit field, else 0."""

    type: "Type"
    cell: int
    byte: int
    bits: int = 0


@dataclass(eq=False)
class Record:
    """A struct or union; its definition is read (by `define`) when it is first needed."""

    tag: str
    union: bool = False
    members: dict[str, Member] = field(default_factory=dict)
    complete: bool = False
    cells: int = 0
    bytes: int = 0
    align: int = 1
    packed: bool = False
    define: Callable[[], None] | None = None

    def known(self) -> "Record":
        """Itself, complete; `CannotLift` when its definition is nowhere."""
        if not self.complete and self.define is not None:
            define, self.define = self.define, None
            define()
        if not self.complete:
            raise CannotLift(f"struct {self.tag} is not known", "")
        return self


Type = Int | Void | Float | Pointer | Array | Fun | Record

CHAR, UCHAR, SHORT, USHORT = Int(8, True), Int(8, False), Int(16, True), Int(16, False)
INT, UINT, LONG, ULONG, BOOL = Int(32, True), Int(32, False), Int(64, True), Int(64, False), Int(1, False)
VOID = Void()
VOID_POINTER = Pointer(VOID)


def cells(type_: Type) -> int:
    """How many cells a value takes."""
    match type_:
        case Array():
            if type_.count < 0:
                raise CannotLift("size of an array without a count", "")
            return type_.count * cells(type_.of)
        case Record():
            return type_.known().cells
    return 1


def size(type_: Type) -> int:
    """What `sizeof` says, in bytes."""
    match type_:
        case Int():
            return max(type_.bits // 8, 1)
        case Float():
            return type_.bytes
        case Pointer():
            return 8
        case Array():
            return max(type_.count, 0) * size(type_.of)
        case Record():
            return type_.known().bytes
    return 1


def alignment(type_: Type) -> int:
    """The alignment in bytes."""
    match type_:
        case Array():
            return alignment(type_.of)
        case Record():
            return type_.known().align
    return max(size(type_), 1)


def _aligned(at: int, to: int) -> int:
    return (at + to - 1) // to * to


def lay_out(record: Record, declared: list[tuple[str, Type, int]]) -> None:
    """Give a record its members: name (empty for anonymous), type, bit-field width (0: none)."""
    cell = byte = 0
    bit = 0
    for name, type_, bits in declared:
        align, length = 1 if record.packed else alignment(type_), size(type_) if not _open_ended(type_) else 0
        if bits and bit and bit + bits <= 8 * length:
            place_byte = byte - length
        else:
            byte, bit = _aligned(byte, align), 0
            place_byte = 0 if record.union else byte
            byte = max(byte, length) if record.union else byte + length
        bit = bit + bits if bits else 0
        place = 0 if record.union else cell
        _place(record, name, Member(type_, place, place_byte, bits))
        width = cells(type_) if not _open_ended(type_) else 0
        cell = max(cell, width) if record.union else cell + width
        record.align = max(record.align, align)
    record.cells = max(cell, 1)
    record.bytes = _aligned(byte, record.align)
    record.complete = True


def _open_ended(type_: Type) -> bool:
    return isinstance(type_, Array) and type_.count < 0


def _place(record: Record, name: str, member: Member) -> None:
    if name:
        record.members[name] = member
    elif isinstance(member.type, Record):
        for inner, found in member.type.members.items():
            place = Member(found.type, member.cell + found.cell, member.byte + found.byte, found.bits)
            record.members.setdefault(inner, place)


def scalars(type_: Type, at: int = 0) -> Iterator[tuple[int, Type]]:
    """The cells of a type and what each holds."""
    match type_:
        case Array():
            step = cells(type_.of)
            for i in range(max(type_.count, 0)):
                yield from scalars(type_.of, at + i * step)
        case Record():
            seen: set[int] = set()
            for member in type_.known().members.values():
                for cell, inner in scalars(member.type, at + member.cell):
                    if cell not in seen:
                        seen.add(cell)
                        yield cell, inner
        case _:
            yield at, type_


def records(type_: Type, at: int = 0) -> Iterator[tuple[int, Record]]:
    """The records inside a type, itself included, with their places in cells."""
    match type_:
        case Array():
            step = cells(type_.of)
            for i in range(max(type_.count, 0)):
                yield from records(type_.of, at + i * step)
        case Record():
            yield at, type_
            for name, member in type_.known().members.items():
                if isinstance(member.type, (Record, Array)) and name:
                    yield from records(member.type, at + member.cell)
