"""Parts of a declared model that are all alike: states that differ only in which part is which are one state.

Sound for what the model says of itself (Ip and Dill, "Better verification through symmetry", 1996): the rules and the
claims have to be the same whichever two parts change places, which is checked, term by term.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backport.models.base import Move
from backport.models.declared.model import Declared, Rule, Values
from backport.models.declared.terms import Term

Parts = tuple[tuple[str, ...], ...]  # the variables of each part, in the same order
_FREE = frozenset(("and", "or", "+", "==", "!="))  # the order of what they are applied to does not matter
_CHAINS = frozenset(("and", "or", "+"))


class Quotient:
    """A declared model with `parts` that are all alike; satisfies `backport.models.base.Model`, one state for many.

    `ValueError` when the parts are not alike: of other ranges, or some rule or claim tells one from another. The states
    are the model's own, with the parts in order; shortest paths are as long as the model's.
    """

    def __init__(self, model: Declared, parts: Parts) -> None:
        self.model, self.parts = model, parts
        self._check()
        self.places = tuple(tuple(model.known[name] for name in part) for part in parts)
        self.properties = model.properties

    def _check(self) -> None:
        model, listed = self.model, [name for part in self.parts for name in part]
        if len({len(part) for part in self.parts}) != 1 or len(set(listed)) != len(listed):
            raise ValueError(f"model {model.name}: the parts have not the same number of variables, each once")
        if missing := sorted(set(listed) - set(model.known)):
            raise ValueError(f"model {model.name}: no variable {', '.join(missing)}")
        known = {v.name: v for v in model.variables}
        for one, other in zip(self.parts, self.parts[1:], strict=False):
            if any(replace(known[a], name=b) != known[b] for a, b in zip(one, other, strict=True)):
                raise ValueError(f"model {model.name}: {one[0]} and {other[0]} do not begin alike")
            swapped = dict(zip((*one, *other), (*other, *one), strict=True))
            if self._said({}) != self._said(swapped):
                raise ValueError(f"model {model.name}: {one[0]} and {other[0]} are told from one another")

    def _said(self, names: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """What the model's rules and claims say with some variables' names changed, in an order of its own."""
        claims = [f"{c.property.name} {c.stuck} {_shape(c.bad, names)}" for c in self.model.claims]
        return sorted(_rule(rule, names) for rule in self.model.rules), claims

    def canonical(self, state: Values) -> Values:
        """The state that stands for this one."""
        found = list(state)
        for places, values in zip(self.places, sorted(tuple(state[i] for i in p) for p in self.places), strict=True):
            for place, value in zip(places, values, strict=True):
                found[place] = value
        return tuple(found)

    # ---- the model, as the general search sees it ------------------------------------------------------------------

    def initial(self) -> Values:
        """The first state."""
        return self.canonical(self.model.initial())

    def moves(self, state: Values) -> Iterator[Move[Values]]:
        """All steps; those to the same state are all there."""
        return (replace(move, state=self.canonical(move.state)) for move in self.model.moves(state))

    def violated(self, state: Values, internal: int) -> tuple[str, ...]:
        """The claims that a state violates."""
        return self.model.violated(state, internal)

    def finish(self) -> None:
        """Nothing to look after."""

    def describe(self, state: Values) -> Mapping[str, str]:
        """Every variable's value."""
        return self.model.describe(state)

    def unfolded(self, path: list[Move[Values]]) -> list[Move[Values]]:
        """A path of states that stand for others as a path of the model itself."""
        state, found = self.model.initial(), []
        for wanted in path:
            move = next(m for m in self.model.moves(state) if self.canonical(m.state) == wanted.state)
            found.append(move)
            state = move.state
        return found


def _rule(rule: Rule, names: Mapping[str, str]) -> str:
    effects = sorted(f"{names.get(name, name)}={_shape(term, names)}" for name, term in rule.changes)
    return f"{rule.event.cause} {_shape(rule.guard, names)}: {', '.join(effects)}"


def _shape(term: Term, names: Mapping[str, str]) -> str:
    """A term with some names changed, the same for terms that differ in order alone."""
    if term.op in ("var", "const"):
        return names.get(term.name, term.name) or str(term.value)
    inner = [_shape(t, names) for t in _operands(term)]
    return f"{term.op}({', '.join(sorted(inner) if term.op in _FREE else inner)})"


def _operands(term: Term) -> Iterator[Term]:
    for inner in term.args:
        if inner.op == term.op and term.op in _CHAINS:
            yield from _operands(inner)
        else:
            yield inner
