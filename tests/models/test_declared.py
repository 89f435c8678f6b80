"""Declared models: the vectorised search, the plain one and SPIN find the same states, steps, verdicts and lengths."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backport.models.base import Cause, Event, Kind, Property
from backport.models.declared.model import Claim, Declared, Rule, Variable
from backport.models.declared.promela import promela
from backport.models.declared.search import search
from backport.models.declared.terms import Term, const, variable, when
from backport.models.explore import Limits, explore
from tests.models.examples import EXAMPLES, two_phase_commit
from tests.models.spin import needed, spin


def rotation() -> Declared:
    """Three values change places: every effect needs what another one overwrites; and more bits than one word has."""
    x, y, z = (variable(n) for n in "xyz")
    return Declared(
        "rotation",
        (
            Variable("x", 5, 1, -5),
            Variable("y", 5, 2, -5),
            Variable("z", 5, 3, -5),
            *(Variable(f"wide{i}", (1 << 30) - 1, 77 * i) for i in range(3)),
        ),
        (
            Rule(Event("all", "rotate"), x.lt(9), {"x": y, "y": z, "z": x}),
            Rule(Event("all", "change"), ~x.ge(4), {"x": x + 1, "y": const(0) - x, "z": when(x.lt(0), 0, x)}),
            Rule(Event("else", "widen"), x.eq(0), {"wide2": (1 << 30) - 1, "x": const(0) - 3}),
        ),
        (Claim(Property("small", "x stays below 5"), x.ge(5)),),
    )


MODELS = (*EXAMPLES, rotation())


def agree(model: Declared) -> None:
    plain, quick = explore(model), search(model)
    assert (len(plain.origin), plain.transitions) == (quick.states, quick.transitions)
    assert {n: len(plain.path(*v)) for n, v in plain.violations.items()} == {n: len(p) for n, p in quick.paths.items()}
    for name, path in quick.paths.items():
        state = model.initial()
        for move in path:  # every step of the path is one of the model's
            assert move in list(model.moves(state))
            state = move.state
        internal = sum(m.event.cause is Cause.INTERNAL for m in model.moves(state))
        assert name in model.violated(state, internal)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)
def test_both_searches_agree(model: Declared) -> None:
    agree(model)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)
def test_spin_agrees(model: Declared, tmp_path: Path) -> None:
    needed()
    found, judged = search(model), spin(model, tmp_path / "all")
    # SPIN's transitions are its states "stored" plus "matched": a step does one or the other, and the first state is
    # stored without a step
    assert (judged.states, judged.transitions) == (found.states, found.transitions + 1)
    for number, claim in enumerate(model.claims):
        path = found.paths.get(claim.property.name)
        judged = spin(model, tmp_path / str(number), number)
        # from a bad state one more step leads to the assertion
        assert (judged.errors, judged.trail) == ((0, 0) if path is None else (1, len(path) + 1))


@pytest.mark.parametrize(("count", "states", "transitions"), [(3, 288, 1146), (5, 8832, 58146), (7, 296448, 2744706)])
def test_two_phase_commit_has_the_known_numbers(count: int, states: int, transitions: int) -> None:
    found = search(two_phase_commit(count))
    assert (found.states, found.transitions + 1, set(found.paths)) == (states, transitions, {"never-done"})


def test_spin_has_the_known_numbers_of_seven_managers(tmp_path: Path) -> None:
    needed()
    judged = spin(two_phase_commit(7), tmp_path)
    assert (judged.states, judged.transitions) == (296448, 2744706)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(states=50), "more than 50 states"),
        (Limits(seconds=1e-9), "more than 1e-09 s"),
        (Limits(megabytes=0.05), "more than 0.05 MB"),
    ],
)
def test_a_limit_stops_the_search(limits: Limits, reason: str) -> None:
    assert search(two_phase_commit(4), limits).stopped == reason


def test_what_makes_no_sense_is_refused() -> None:
    x = Variable("x", 3)
    event, fine = Event("a", "b"), variable("x").eq(0)
    cases = [
        ((x, x), ()),
        ((Variable("X"),), ()),
        ((Variable("x", 3, 4),), ()),
        ((x,), (Rule(event, variable("y").eq(0), {}),)),
        ((x,), (Rule(event, fine, {"y": 1}),)),
        ((x,), (Rule(event, fine, {"x": 4}),)),
    ]
    for variables, rules in cases:
        with pytest.raises(ValueError, match="model wrong"):
            Declared("wrong", variables, rules, ())
    leaves = Declared("leaves", (x,), (Rule(event, fine, {"x": variable("x") + 4}),), ())
    for run in (search, explore):
        with pytest.raises(ValueError, match="x would"):
            run(leaves)


def test_promela_of_a_rule_whose_effects_need_old_values() -> None:
    text = promela(rotation())
    assert "    :: d_step { (x_ < 9) -> before0 = x_; x_ = y_; y_ = z_; z_ = before0; before0 = 0; }\n" in text
    assert "short x_ = 1;" in text
    assert "int before0;" in text


NAMES = ("a", "b", "c")
numbers = st.integers(-2, 3).map(const) | st.sampled_from(NAMES).map(variable)
conditions = st.recursive(
    st.builds(lambda op, x, y: Term(op, (x, y)), st.sampled_from(("==", "!=", "<", "<=", ">", ">=")), numbers, numbers),
    lambda inner: st.builds(lambda x, y: x & y, inner, inner) | st.builds(lambda x, y: x | ~y, inner, inner),
    max_leaves=4,
)
values = st.integers(-2, 3) | st.sampled_from(NAMES).map(variable) | st.builds(when, conditions, numbers, numbers)
rules = st.builds(
    lambda cause, guard, effects: Rule(Event("actor", "acts", cause), guard, effects),
    st.sampled_from(Cause),
    conditions,
    st.dictionaries(st.sampled_from(NAMES), values, max_size=3),
)
models = st.builds(
    lambda firsts, found, bad, stuck: Declared(
        "random",
        tuple(Variable(n, 3, first, -2) for n, first in zip(NAMES, firsts, strict=True)),
        tuple(found),
        (Claim(Property("claim", "is true", Kind.SAFETY), bad, stuck),),
    ),
    st.tuples(*(st.integers(-2, 3) for _ in NAMES)),
    st.lists(rules, min_size=1, max_size=6),
    conditions,
    st.booleans(),
)


@settings(max_examples=150)
@given(models)
def test_both_searches_agree_on_any_model(model: Declared) -> None:
    agree(model)
