"""C expressions as Python source text with a C type: conversions and arithmetic."""

from dataclasses import dataclass, replace

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.memory import BASE
from backport.csource.lift.types import (
    BOOL,
    INT,
    LONG,
    UINT,
    ULONG,
    Array,
    Fun,
    Int,
    Pointer,
    Record,
    Type,
    Void,
    cells,
)


@dataclass(frozen=True)
class Value:
    """An expression: `code` is Python, `const` its value when known; a pointer may also be `base` plus `offset` cells.

    A `condition` says that the value is 0 or 1, and is shorter Python for whether it is 1. Of a pointer to nothing in
    particular `was` is what it has pointed to before.
    """

    code: str
    type: Type
    const: int | None = None
    condition: str | None = None
    base: str | None = None
    offset: int = 0
    was: Type | None = None

    @property
    def test(self) -> str:
        """Python that is true when the value is not zero."""
        return self.condition if self.condition is not None else self.code


def constant(value: int, type_: Type) -> Value:
    """A known value."""
    value = type_.wrap(value) if isinstance(type_, Int) else value
    return Value(str(value) if value >= 0 else f"({value})", type_, value)


def pointer(base: str | None, offset: int, type_: Type) -> Value:
    """The address `offset` cells after `base`; without a base, `offset` is the address."""
    if base is None:
        return Value(str(offset), type_, offset)
    return Value(f"({base} + {offset})" if offset else base, type_, base=base, offset=offset)


def index(base: str | None, offset: int) -> str:
    """The subscript of the cell at an address."""
    if base is None:
        return str(offset - BASE)
    return f"{base} - {BASE - offset}"


def wrapped(code: str, type_: Int) -> str:
    """Python that brings an integer into a type's range."""
    if type_ == BOOL:
        return f"(1 if {code} else 0)"
    mask = (1 << type_.bits) - 1
    if not type_.signed:
        return f"({code} & {mask})"
    half = 1 << (type_.bits - 1)
    return f"((({code}) + {half} & {mask}) - {half})"


def convert(value: Value, to: Type) -> Value:
    """A value as another type holds it; pointers pass as they are."""
    if isinstance(to, Void):
        return replace(value, type=to)
    if not isinstance(to, Int):
        if isinstance(to, Record) != isinstance(value.type, Record):
            raise CannotLift("conversion to or from a struct", "")
        return replace(value, type=to)
    if value.const is not None:
        return constant(value.const, to)
    source = value.type
    if value.condition is not None:  # 0 or 1
        return replace(value, type=to)
    if isinstance(source, Int) and to.low <= source.low and source.high <= to.high:
        return replace(value, type=to)
    if not isinstance(source, Int) and to.bits == 64:
        return Value(value.code, to)
    return Value(wrapped(value.test if to == BOOL else value.code, to), to)


def promoted(type_: Type) -> Int:
    """The type after integer promotion; pointers count as unsigned 64-bit numbers."""
    if not isinstance(type_, Int):
        return ULONG
    return INT if type_.bits < 32 else type_


def common(one: Type, other: Type) -> Int:
    """The type of an arithmetic operation on two types."""
    a, b = promoted(one), promoted(other)
    if a.bits != b.bits:
        return a if a.bits > b.bits else b
    return a if not a.signed else b


def decayed(value: Value) -> Value:
    """Arrays as pointers to their first element."""
    if isinstance(value.type, Array):
        return replace(value, type=Pointer(value.type.of))
    return value


def truth(condition: str) -> Value:
    """An int that is 1 where a Python condition is true."""
    return Value(f"(1 if {condition} else 0)", INT, condition=f"({condition})")


_COMPARE = frozenset(("==", "!=", "<", ">", "<=", ">="))
_FOLD = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


_BINARY = frozenset((*_FOLD, "<<", ">>", "/", "%"))
_UNARY = frozenset("!-+~")


def quotient(a: int, b: int) -> int:
    """C's division, towards zero."""
    q = abs(a) // abs(b)
    return q if (a < 0) == (b < 0) else -q


def remainder(a: int, b: int) -> int:
    """C's remainder, with the sign of the dividend."""
    return a - b * quotient(a, b)


def binary(op: str, a: Value, b: Value) -> Value:
    """One of C's binary operators, `&&` and `||` apart."""
    if op not in _BINARY:  # it becomes Python as it stands
        raise CannotLift(f"operator {op[:20]!r}", "")
    a, b = decayed(a), decayed(b)
    if op in _COMPARE:
        return _compared(op, a, b)
    if isinstance(a.type, Pointer) or isinstance(b.type, Pointer):
        return _moved(op, a, b)
    if op in ("<<", ">>"):
        return _shifted(op, a, b)
    type_ = common(_integer(a), _integer(b))
    a, b = convert(a, type_), convert(b, type_)
    if op in ("/", "%"):
        return _divided(op, a, b, type_)
    if a.const is not None and b.const is not None:
        return constant(_FOLD[op](a.const, b.const), type_)
    code = f"({a.code} {op} {b.code})"
    return Value(code if op in "&|^" else wrapped(code, type_), type_)


def _integer(value: Value) -> Int:
    if not isinstance(value.type, Int):
        raise CannotLift(f"arithmetic on a {type(value.type).__name__.lower()}", "")
    return value.type


def _compared(op: str, a: Value, b: Value) -> Value:
    if isinstance(a.type, Int) and isinstance(b.type, Int):
        type_ = common(a.type, b.type)
        a, b = convert(a, type_), convert(b, type_)
    if isinstance(a.type, Record) or isinstance(b.type, Record):
        raise CannotLift("comparison of structs", "")
    if a.const is not None and b.const is not None:
        return constant(_FOLD[op](a.const, b.const), INT)
    if op == "!=" and b.const == 0:
        return truth(a.test)
    if op == "==" and b.const == 0:
        return truth(f"not {a.test}")
    return truth(f"{a.code} {op} {b.code}")


def _moved(op: str, a: Value, b: Value) -> Value:
    """Pointer arithmetic: in elements."""
    if op == "-" and isinstance(a.type, Pointer) and isinstance(b.type, Pointer):
        step = _step(a.type)
        if a.const is not None and b.const is not None:
            return constant((a.const - b.const) // step, LONG)
        return Value(f"(({a.code} - {b.code}) // {step})", LONG)
    if op == "+" and isinstance(b.type, Pointer):
        a, b = b, a
    if op not in ("+", "-") or not isinstance(a.type, Pointer):
        a, b = (replace(v, type=ULONG) if isinstance(v.type, Pointer) else v for v in (a, b))
        return binary(op, a, b)
    _integer(b)
    step = _step(a.type)
    if b.const is not None:
        moved = b.const * step * (1 if op == "+" else -1)
        if a.const is not None:
            return constant(a.const + moved, a.type)
        base, offset = (a.base, a.offset) if a.base is not None else (a.code, 0)
        return pointer(base, offset + moved, a.type)
    return Value(f"({a.code} {op} {b.code}{f' * {step}' if step != 1 else ''})", a.type)


def _step(type_: Pointer) -> int:
    return 1 if isinstance(type_.to, (Void, Fun)) else cells(type_.to)


def _shifted(op: str, a: Value, b: Value) -> Value:
    type_ = promoted(_integer(a))
    a = convert(a, type_)
    _integer(b)
    if b.const is not None:
        count = b.const & (type_.bits - 1)
        if a.const is not None:
            return constant(a.const << count if op == "<<" else a.const >> count, type_)
        code = f"({a.code} {op} {count})"
    else:
        code = f"({a.code} {op} ({b.code} & {type_.bits - 1}))"
    return Value(wrapped(code, type_) if op == "<<" else code, type_)


def _divided(op: str, a: Value, b: Value, type_: Int) -> Value:
    compute = quotient if op == "/" else remainder
    if a.const is not None and b.const:
        return constant(compute(a.const, b.const), type_)
    if not type_.signed:
        return Value(f"({a.code} {'//' if op == '/' else '%'} {b.code})", type_)
    return Value(wrapped(f"{compute.__name__}({a.code}, {b.code})", type_), type_)


def unary(op: str, value: Value) -> Value:
    """`!`, `-`, `+` or `~`."""
    if op not in _UNARY:
        raise CannotLift(f"operator {op[:20]!r}", "")
    value = decayed(value)
    if op == "!":
        return constant(int(not value.const), INT) if value.const is not None else truth(f"not {value.test}")
    type_ = promoted(_integer(value))
    value = convert(value, type_)
    if value.const is not None:
        return constant({"-": -value.const, "+": value.const, "~": ~value.const}[op], type_)
    if op == "+":
        return value
    return Value(wrapped(f"({op}{value.code})", type_), type_)


_SUFFIXED = {"": (INT, LONG), "u": (UINT, ULONG), "l": (LONG,), "ul": (ULONG,)}


def number(value: int, text: str) -> Value:
    """An integer constant with the type that its text gives it."""
    bare = text.rstrip("uUlL")
    suffix = text[len(bare) :].lower().replace("ll", "l").replace("lu", "ul")
    types = _SUFFIXED.get(suffix, (ULONG,))
    if bare.startswith("0") and len(bare) > 1 and suffix in ("", "l"):
        types = (INT, UINT, LONG, ULONG) if not suffix else (LONG, ULONG)
    return constant(value, next((t for t in types if value <= t.high), ULONG))
