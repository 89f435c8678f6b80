"""Parts that are all alike: one state for many, the same verdicts, paths of the same length, no state lost."""

from collections import Counter
from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backport.models.base import Cause, Event, Property
from backport.models.declared.model import Claim, Declared, Rule, Variable
from backport.models.declared.search import search
from backport.models.declared.symmetry import Parts, Quotient
from backport.models.declared.terms import Term, all_of, any_of, variable
from backport.models.explore import explore
from tests.models.examples import mutual_exclusion, two_phase_commit


def managers(count: int) -> Parts:
    return tuple((f"rm{i}", f"heard{i}", f"told{i}") for i in range(count))


def orbits(quotient: Quotient, states: list[tuple[int, ...]]) -> int:
    """How many states of the model some states stand for: the ways to tell the parts of each apart."""
    whole = 0
    for state in states:
        ways = factorial(len(quotient.parts))
        for same in Counter(tuple(state[i] for i in places) for places in quotient.places).values():
            ways //= factorial(same)
        whole += ways
    return whole


def agree(model: Declared, parts: Parts) -> None:
    whole, quotient = explore(model), Quotient(model, parts)
    few, quick = explore(quotient), search(model, alike=parts)
    assert orbits(quotient, list(few.origin)) == len(whole.origin)
    assert (quick.states, quick.transitions) == (len(few.origin), few.transitions)
    lengths = {name: len(whole.path(*found)) for name, found in whole.violations.items()}
    assert {name: len(few.path(*found)) for name, found in few.violations.items()} == lengths
    assert {name: len(path) for name, path in quick.paths.items()} == lengths
    for name, path in quick.paths.items():
        state = model.initial()
        for move in path:  # every step of the path is one of the model itself
            assert move in list(model.moves(state))
            state = move.state
        internal = sum(m.event.cause is Cause.INTERNAL for m in model.moves(state))
        assert name in model.violated(state, internal)


@pytest.mark.parametrize(("count", "states", "whole"), [(3, 80, 288), (5, 314, 8832), (7, 920, 296448)])
def test_two_phase_commit_has_one_state_for_many(count: int, states: int, whole: int) -> None:
    model, parts = two_phase_commit(count), managers(count)
    found = search(model, alike=parts)
    assert found.states == states
    quotient = Quotient(model, parts)
    assert orbits(quotient, list(explore(quotient).origin)) == whole
    assert {name: len(path) for name, path in found.paths.items()} == {"never-done": 2 * count + 2}


def test_the_searches_agree() -> None:
    agree(two_phase_commit(3), managers(3))
    agree(two_phase_commit(4), managers(4)[1:])  # not all that are alike have to be named


def simple(*rules: Rule, bad: Term | None = None, first: int = 0) -> Declared:
    variables = (Variable("a0", 3), Variable("a1", 3, first), Variable("turn", 3))
    return Declared("simple", variables, rules, (Claim(Property("claim", ""), bad or variable("turn").eq(3)),))


def test_parts_that_differ_are_refused() -> None:
    a0, a1, turn = variable("a0"), variable("a1"), variable("turn")
    one = Rule(Event("a", "b"), a0.eq(0), {"a0": 1})
    other = Rule(Event("a", "b"), a1.eq(0), {"a1": 1})
    parts = (("a0",), ("a1",))
    assert Quotient(simple(one, other), parts).parts == parts
    wrong = [
        simple(one),  # only one of them moves
        simple(one, Rule(other.event, other.guard, {"a1": 2})),
        simple(one, Rule(Event("a", "b", Cause.TIME), other.guard, other.effects)),
        simple(one, other, bad=a0.eq(1)),  # a claim about one of them
        simple(one, other, first=1),
        simple(one, other, Rule(Event("a", "b"), turn.eq(a0) & a1.eq(a0 - turn), {})),
    ]
    for model in wrong:
        with pytest.raises(ValueError, match="a0 and a1"):
            Quotient(model, parts)
    for named, said in (((("a0",), ("a1", "turn")), "same number"), ((("a0",), ("b",)), "no variable b")):
        with pytest.raises(ValueError, match=said):
            Quotient(simple(one, other), named)
    with pytest.raises(ValueError, match="at0 and at1 are told"):  # whose turn it is tells them apart
        Quotient(mutual_exclusion(), (("at0", "wants0"), ("at1", "wants1")))


small = st.integers(0, 3)
templates = st.lists(
    st.tuples(st.sampled_from(Cause), small, small, small, small, small, st.booleans()), min_size=1, max_size=4
)


def alike(found: list[tuple[Cause, int, int, int, int, int, bool]], count: int, stuck: bool) -> tuple[Declared, Parts]:
    """A model whose parts all have the same rules, over two variables of their own and one that all share."""
    shared, rules = variable("shared"), []
    for cause, x, y, z, sets, gives, some in found:
        for i in range(count):
            mine, others = variable(f"x{i}").eq(x), [variable(f"x{j}") for j in range(count) if j != i]
            guard = all_of(mine, any_of(*(o.eq(y) for o in others))) if some else mine & shared.eq(z)
            effects = {f"x{i}": sets, f"y{i}": variable(f"x{i}"), "shared": gives if some else shared}
            rules.append(Rule(Event(f"part {i}", "acts", cause), guard, effects))
    bad = any_of(*(variable(f"x{i}").eq(2) & variable(f"y{i}").eq(3) for i in range(count)))
    own = (Variable(f"{kind}{i}", 3) for i in range(count) for kind in "xy")
    claim = Claim(Property("claim", ""), bad | shared.eq(3) if not stuck else shared.ne(1), stuck)
    parts = tuple((f"x{i}", f"y{i}") for i in range(count))
    return Declared("alike", (*own, Variable("shared", 3)), tuple(rules), (claim,)), parts


@settings(max_examples=60, deadline=None)
@given(templates, st.integers(2, 4), st.booleans())
def test_the_searches_agree_on_any_parts_that_are_alike(
    found: list[tuple[Cause, int, int, int, int, int, bool]], count: int, stuck: bool
) -> None:
    agree(*alike(found, count, stuck))
