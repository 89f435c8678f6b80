"""A model as variables, rules and claims; it is searched like any other model, only slower than by `search`."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from backport.models.base import Cause, Event, Move, Property
from backport.models.declared.terms import Term, all_of, any_of, const, names, number, python, truth

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
Values = tuple[int, ...]


@dataclass(frozen=True)
class Variable:
    """A variable: `first` is its first value, `low` and `high` are its least and greatest."""

    name: str
    high: int = 1
    first: int = 0
    low: int = 0


@dataclass(frozen=True)
class Rule:
    """A step that can happen where `guard` holds; all of `effects` are computed from the state before it."""

    event: Event
    guard: Term
    effects: Mapping[str, Term | int]

    @property
    def changes(self) -> tuple[tuple[str, Term], ...]:
        """The effects as terms."""
        return tuple((name, number(value)) for name, value in self.effects.items())


@dataclass(frozen=True)
class Claim:
    """A property and the states that violate it; with `stuck` only those in which the program can do nothing itself."""

    property: Property
    bad: Term
    stuck: bool = False


def _where(condition: bool, yes: int, no: int) -> int:
    return yes if condition else no


class Declared:
    """A model given as data; satisfies `backport.models.base.Model`.

    A name that is not in lower case, an effect on no variable, a value out of range: `ValueError`.
    """

    def __init__(
        self, name: str, variables: tuple[Variable, ...], rules: tuple[Rule, ...], claims: tuple[Claim, ...]
    ) -> None:
        self.name, self.variables, self.rules, self.claims = name, variables, rules, claims
        self.known = {v.name: i for i, v in enumerate(variables)}
        self.check()

    def check(self) -> None:
        """See that the model makes sense."""
        wrong = [v.name for v in self.variables if not _NAME.match(v.name) or not v.low <= v.first <= v.high]
        ranges = {v.name: range(v.low, v.high + 1) for v in self.variables}
        constants = ((r, n, t.value) for r in self.rules for n, t in r.changes if t.op == "const")
        wrong += [f"{r.event.label} sets {n} to {value}" for r, n, value in constants if value not in ranges.get(n, ())]
        used = [n for r in self.rules for t in (r.guard, *(v for _, v in r.changes)) for n in names(t)]
        used += [n for c in self.claims for n in names(c.bad)] + [n for r in self.rules for n in r.effects]
        wrong += sorted({n for n in used if n not in self.known})
        if wrong or len(self.known) != len(self.variables):
            raise ValueError(f"model {self.name}: {', '.join(wrong) or 'a variable is there twice'}")

    @property
    def properties(self) -> tuple[Property, ...]:
        """What must be true."""
        return tuple(claim.property for claim in self.claims)

    @cached_property
    def stuck(self) -> Term:
        """Where no rule of the program itself can happen."""
        return ~any_of(*(rule.guard for rule in self.rules if rule.event.cause is Cause.INTERNAL))

    def bad(self, claim: Claim) -> Term:
        """The states that violate a claim."""
        return all_of(claim.bad, self.stuck) if claim.stuck else truth(claim.bad)

    # ---- the model, as the general search sees it ------------------------------------------------------------------

    def _compiled(self, text: str) -> Callable[[Values], Any]:
        unpack = "".join(f"{v.name}, " for v in self.variables)
        space: dict[str, Any] = {"where": _where}
        exec(f"def run(state):\n    {unpack}= state\n    return {text}", space)  # noqa: S102 made from terms, names are checked
        run: Callable[[Values], Any] = space["run"]
        return run

    @cached_property
    def _steps(self) -> Callable[[Values], list[tuple[int, Values]]]:
        tries = []
        for i, rule in enumerate(self.rules):
            after = dict(rule.changes)
            whole = "".join(f"{python(after[v.name]) if v.name in after else v.name}, " for v in self.variables)
            tries.append(f"*((({i}, ({whole})),) if {python(truth(rule.guard))} else ())")
        return self._compiled(f"[{', '.join(tries)}]")

    @cached_property
    def _checked(self) -> tuple[tuple[tuple[int, int, int], ...], ...]:
        """For each rule the variables that could leave their range: index, least and greatest value."""
        variables = self.variables
        places = ([self.known[name] for name, term in rule.changes if term.op != "const"] for rule in self.rules)
        return tuple(tuple((at, variables[at].low, variables[at].high) for at in found) for found in places)

    @cached_property
    def _bad(self) -> tuple[tuple[str, Callable[[Values], bool]], ...]:
        # `stuck` is what the caller says: it has just counted the internal steps
        return tuple((c.property.name, self._compiled(python(truth(c.bad)))) for c in self.claims)

    def initial(self) -> Values:
        """The first state."""
        return tuple(v.first for v in self.variables)

    def moves(self, state: Values) -> Iterator[Move[Values]]:
        """All steps, in the order of the rules; `ValueError` where one leaves a variable's range."""
        for which, after in self._steps(state):
            rule = self.rules[which]
            for at, low, high in self._checked[which]:
                if not low <= after[at] <= high:
                    raise ValueError(f"{rule.event.label}: {self.variables[at].name} would be {after[at]}")
            yield Move(rule.event, after)

    def after(self, state: Values, rule: int) -> Values:
        """The state after one of the rules, by its number, where it can happen."""
        return next(after for which, after in self._steps(state) if which == rule)

    def violated(self, state: Values, internal: int) -> tuple[str, ...]:
        """The claims that a state violates."""
        stuck = {c.property.name for c in self.claims if c.stuck}
        return tuple(n for n, test in self._bad if not (internal and n in stuck) and test(state))

    def finish(self) -> None:
        """Nothing to look after."""

    def describe(self, state: Values) -> Mapping[str, str]:
        """Every variable's value."""
        return {v.name: str(value) for v, value in zip(self.variables, state, strict=True)}


TRUE = const(1).eq(1)
