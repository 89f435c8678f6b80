"""Steps written as Python that looks at variables, sets them and branches: each way through becomes a rule."""

from collections.abc import Callable, Iterator, Mapping

from backport.models.base import Event
from backport.models.declared.model import Rule, Variable
from backport.models.declared.terms import Term, all_of, any_of, const, number, truth, variable, when

_MOST = 2_000  # ways through one step


class Run:
    """One way through a step. `run[name]` is a variable's value now, `run.test(condition)` goes one way or the other.

    The values that a variable can still have had at the beginning are kept, so that no way is taken that cannot be.
    """

    def __init__(self, variables: Mapping[str, Variable], ahead: list[int]) -> None:
        self._domains = {v.name: frozenset(range(v.low, v.high + 1)) for v in variables.values()}
        self._values: dict[str, Term] = {}
        self._ahead, self._taken = ahead, 0
        self.ways: list[tuple[int, int]] = []  # which was taken of how many
        self.guards: list[Term] = []

    def __getitem__(self, name: str) -> Term:
        return self._values.get(name) or variable(name)

    def __setitem__(self, name: str, value: Term | int) -> None:
        self._values[name] = self._reduced(number(value))

    def set(self, **values: Term | int) -> None:
        """Set some variables, one after the other."""
        for name, value in values.items():
            self[name] = value

    def is_(self, name: str, *values: int) -> bool:
        """Whether a variable has one of some values now."""
        now = self._reduced(self[name])
        if now.op == "const":
            return now.value in values
        return self._split(now, frozenset(values)) if now.op == "var" else self._once(now.among(*values))

    def either(self, *conditions: Term) -> bool:
        """Whether one of some conditions is true, as one question: the ways do not say which."""
        return self._once(self._reduced(any_of(*conditions)))

    def put(self, condition: Term, **values: Term | int) -> None:
        """Set some variables where a condition is true, without a way of its own."""
        for name, value in values.items():
            self[name] = when(condition, value, self[name])

    def choose(self, count: int) -> int:
        """A free choice from 0 to `count` - 1."""
        return self._way(count)

    def test(self, condition: Term) -> bool:
        """Whether a condition over current values is true."""
        found = self._reduced(truth(condition))
        if found.op == "==" and found.args[0].op == "const" and found.args[1].op == "const":
            return found.args[0].value == found.args[1].value
        match found.op:
            case "not":
                return not self.test(found.args[0])
            case "and":
                return self.test(found.args[0]) and self.test(found.args[1])
            case "or":
                return self.test(found.args[0]) or self.test(found.args[1])
        return self._decided(found)

    def _decided(self, condition: Term) -> bool:
        left, right = condition.args
        if left.op == "var" and right.op == "const":
            domain = self._domains[left.name]
            return self._split(left, frozenset(v for v in domain if _holds(condition.op, v, right.value)))
        return self._once(condition)

    def _split(self, known: Term, values: frozenset[int]) -> bool:
        """Whether a variable was one of some values at the beginning."""
        domain = self._domains[known.name]
        yes, no = domain & values, domain - values
        if not yes or not no:
            return bool(yes)
        answer = not self._way(2)
        self._domains[known.name] = yes if answer else no
        few = min(yes, no, key=len)
        found = known.among(*sorted(few))
        self.guards.append(found if answer == (few == yes) else ~found)
        return answer

    def _once(self, condition: Term) -> bool:
        if condition.op == "==" and condition.args[0].op == "const" and condition.args[1].op == "const":
            return condition.args[0].value == condition.args[1].value
        if condition in self.guards or ~condition in self.guards:
            return condition in self.guards
        answer = not self._way(2)
        self.guards.append(condition if answer else ~condition)
        return answer

    def _way(self, count: int) -> int:
        way = self._ahead[self._taken] if self._taken < len(self._ahead) else 0
        self._taken += 1
        self.ways.append((way, count))
        return way

    def _reduced(self, term: Term) -> Term:
        """A term with what is known of it worked out."""
        if term.op == "var":
            domain = self._domains[term.name]
            return const(next(iter(domain))) if len(domain) == 1 else term
        if not term.args:
            return term
        args = tuple(self._reduced(inner) for inner in term.args)
        if term.op in ("==", "!=", "<", "<=", ">", ">=") and all(a.op == "const" for a in args):
            return const(1).eq(int(_holds(term.op, args[0].value, args[1].value)))
        if term.op in ("+", "-") and all(a.op == "const" for a in args):
            return const(args[0].value + args[1].value * (1 if term.op == "+" else -1))
        if term.op in ("+", "-") and args[1] == const(0):
            return args[0]
        return _simpler(Term(term.op, args))

    @property
    def effects(self) -> dict[str, Term | int]:
        """What has been set to something else than it was."""
        return {name: value for name, value in self._values.items() if value != variable(name)}


def _constant(term: Term) -> bool | None:
    """Whether a condition is always or never true."""
    if term.op == "==" and term.args[0].op == "const" and term.args[1].op == "const":
        return term.args[0].value == term.args[1].value
    return None


def _simpler(term: Term) -> Term:
    """A term without parts that are always or never true."""
    if term.op == "when":
        known = _constant(term.args[0])
        return term if known is None and term.args[1] != term.args[2] else term.args[1 if known is not False else 2]
    if term.op == "not":
        known = _constant(term.args[0])
        return term if known is None else const(1).eq(int(not known))
    if term.op in ("and", "or"):
        neutral = term.op == "and"
        for one, other in (term.args, term.args[::-1]):
            known = _constant(one)
            if known is not None:
                return other if known == neutral else one
    return term


def _holds(op: str, a: int, b: int) -> bool:
    return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]


def ways(event: Event, variables: tuple[Variable, ...], step: Callable[[Run], bool | None]) -> Iterator[Rule]:
    """The rules of a step: one for each way through it; a way that returns False cannot happen."""
    known = {v.name: v for v in variables}
    ahead: list[int] = []
    for _ in range(_MOST):
        run = Run(known, ahead)
        if step(run) is not False:
            yield Rule(event, all_of(*run.guards), run.effects)
        taken = run.ways
        while taken and taken[-1][0] + 1 >= taken[-1][1]:
            taken.pop()
        if not taken:
            return
        ahead = [way for way, _ in taken[:-1]] + [taken[-1][0] + 1]
    raise ValueError(f"{event.label}: more than {_MOST} ways")
