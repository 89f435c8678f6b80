"""Expressions over a model's variables, as data: read by the search, and written as Promela."""

from collections.abc import Iterator
from dataclasses import dataclass

_LOGICAL = frozenset(("and", "or", "not"))
_COMPARE = frozenset(("==", "!=", "<", "<=", ">", ">="))


@dataclass(frozen=True)
class Term:
    """An expression: `op` is "var" (with a name), "const" (with a value), or an operator over `args`.

    Comparisons and logical operators give conditions; arithmetic takes a condition as 0 or 1.
    """

    op: str
    args: tuple["Term", ...] = ()
    name: str = ""
    value: int = 0

    @property
    def condition(self) -> bool:
        """Whether it is true or false rather than a number."""
        return self.op in _LOGICAL or self.op in _COMPARE

    def __and__(self, other: "Term") -> "Term":
        return Term("and", (truth(self), truth(other)))

    def __or__(self, other: "Term") -> "Term":
        return Term("or", (truth(self), truth(other)))

    def __invert__(self) -> "Term":
        return Term("not", (truth(self),))

    def __add__(self, other: "Term | int") -> "Term":
        return Term("+", (number(self), number(other)))

    def __sub__(self, other: "Term | int") -> "Term":
        return Term("-", (number(self), number(other)))

    def _compared(self, op: str, other: "Term | int") -> "Term":
        return Term(op, (number(self), number(other)))

    def eq(self, other: "Term | int") -> "Term":
        """Equal."""
        return self._compared("==", other)

    def ne(self, other: "Term | int") -> "Term":
        """Not equal."""
        return self._compared("!=", other)

    def lt(self, other: "Term | int") -> "Term":
        """Less."""
        return self._compared("<", other)

    def ge(self, other: "Term | int") -> "Term":
        """Greater or equal."""
        return self._compared(">=", other)

    def among(self, *values: int) -> "Term":
        """One of some numbers."""
        return any_of(*(self.eq(value) for value in values))


def const(value: int) -> Term:
    """A number."""
    return Term("const", value=value)


def variable(name: str) -> Term:
    """A variable's value."""
    return Term("var", name=name)


def number(given: Term | int) -> Term:
    """A term that is a number, conditions as 0 or 1."""
    if isinstance(given, int):
        return const(int(given))
    return when(given, const(1), const(0)) if given.condition else given


def truth(given: Term) -> Term:
    """A term that is a condition: a number is true when it is not 0."""
    return given if given.condition else given.ne(0)


def when(condition: Term, yes: Term | int, no: Term | int) -> Term:
    """One of two numbers."""
    return Term("when", (truth(condition), number(yes), number(no)))


def all_of(*terms: Term) -> Term:
    """All conditions; true without any."""
    found = const(1).eq(1)
    for i, term in enumerate(terms):
        found = found & term if i else truth(term)
    return found


def any_of(*terms: Term) -> Term:
    """Any condition; false without any."""
    found = const(1).eq(0)
    for i, term in enumerate(terms):
        found = found | term if i else truth(term)
    return found


def names(term: Term) -> Iterator[str]:
    """The variables in a term."""
    if term.op == "var":
        yield term.name
    for inner in term.args:
        yield from names(inner)


def conjuncts(term: Term) -> Iterator[Term]:
    """The conditions that a condition is the conjunction of."""
    if term.op == "and":
        for inner in term.args:
            yield from conjuncts(inner)
    else:
        yield term


_TEXT = {"and": "({0} & {1})", "or": "({0} | {1})", "not": "({0} == 0)", "when": "where({0}, {1}, {2})"}


def python(term: Term) -> str:
    """A term as Python over local variables: right for plain integers and for numpy's arrays, given a `where`."""
    if term.op == "var":
        return term.name
    if term.op == "const":
        return str(term.value) if term.value >= 0 else f"({term.value})"
    return _TEXT.get(term.op, f"({{0}} {term.op} {{1}})").format(*(python(inner) for inner in term.args))
