"""States remembered by 64 bits: the same answers, less memory, and the risk is said."""

import sys

import pytest
from hypothesis import given, settings

from backport.models.base import Blueprint
from backport.models.check import run
from backport.models.compact import Compact
from backport.models.declared.model import Declared
from backport.models.declared.search import search
from backport.models.explore import Limits, explore
from backport.projects.haproxy.oracle.dialect import DIALECTS
from backport.projects.haproxy.oracle.model import oracle
from backport.projects.relay.world import MODELS
from tests.models.examples import EXAMPLES, two_phase_commit
from tests.models.test_declared import models, rotation
from tests.projects.test_example import relay


def agree(model: Declared) -> None:
    whole, compact = explore(model), Compact(model)
    found = explore(compact)
    assert (len(found.origin), found.transitions) == (len(whole.origin), whole.transitions)
    paths = {name: compact.unfolded(found.path(*where)) for name, where in found.violations.items()}
    assert paths == {name: whole.path(*where) for name, where in whole.violations.items()}
    assert all(state.state is None for state in found.origin)


@pytest.mark.parametrize("model", EXAMPLES, ids=lambda m: m.name)
def test_nothing_else_changes(model: Declared) -> None:
    agree(model)


@settings(max_examples=50)
@given(models)
def test_nothing_else_changes_in_any_model(model: Declared) -> None:
    agree(model)


def test_a_forgotten_state_has_no_description() -> None:
    compact = Compact(two_phase_commit(2))
    first = compact.initial()
    assert compact.describe(first) == compact.model.describe((0,) * 9)
    compact.violated(first, 0)
    with pytest.raises(ValueError, match="forgotten"):
        compact.describe(first)


def test_the_limit_of_memory_is_about_what_is_held() -> None:
    model = oracle(DIALECTS["2.2"])
    limits = Limits(megabytes=0.5)
    plain, compact = explore(model, limits), explore(Compact(model), limits)
    assert plain.stopped == compact.stopped == "more than 0.5 MB"
    assert len(compact.origin) > 1.2 * len(plain.origin)
    named = next(iter(compact.origin))
    assert sys.getsizeof(named) < sys.getsizeof(model.initial())


def test_the_risk_is_that_of_the_birthday_paradox() -> None:
    assert Compact.risk(1) == 0
    assert Compact.risk(2) == 2.0**-64
    assert Compact.risk(1 << 32) == pytest.approx(0.5)


@pytest.mark.parametrize("tree", [("", ""), ("if (!conduit_confirmed(cd))", "if (!cd->state)")])
def test_a_model_of_lifted_code_says_the_same(tree: tuple[str, str]) -> None:
    model: Blueprint = MODELS[0]
    whole, compact = run(model, relay(*tree)), run(model, relay(*tree), compact=True)
    assert (compact.properties, compact.states, compact.transitions) == (
        whole.properties,
        whole.states,
        whole.transitions,
    )
    assert whole.risk == 0
    assert compact.risk == Compact.risk(whole.states)


def test_the_vectorised_search_says_the_same() -> None:
    model = rotation()  # of several words
    whole, compact = search(model), search(model, compact=True)
    assert (compact.states, compact.transitions, compact.paths) == (whole.states, whole.transitions, whole.paths)
    assert (whole.risk, compact.risk) == (0, Compact.risk(whole.states))
    # states of one word lose nothing: there is nothing to be compact about
    assert search(two_phase_commit(5), compact=True).risk == 0
