"""Procedures become rules: one for each way through, exclusive, and none that cannot be."""

import pytest

from backport.models.base import Event
from backport.models.declared.model import Declared, Variable
from backport.models.declared.procedure import Run, ways
from backport.models.declared.search import search
from backport.models.declared.terms import when

VARIABLES = (Variable("x", 3), Variable("y", 3), Variable("z"))
EVENT = Event("somebody", "acts")


def step(s: Run) -> bool | None:
    if s.is_("x", 3):
        return False
    if s.is_("x", 0, 1):
        s["x"] = s["x"] + 1
        s.put(s["x"].eq(2), z=1)
    else:
        s.set(x=s.choose(2), y=when(s["z"].eq(1), 3, 0))
    return None


def test_the_ways_through_a_step() -> None:
    rules = list(ways(EVENT, VARIABLES, step))
    assert [sorted(rule.effects) for rule in rules] == [["x", "z"], ["x", "y"], ["x", "y"]]
    # the same as walking the procedure by hand
    found = search(Declared("steps", VARIABLES, tuple(rules), ()))
    states, pending = {(0, 0, 0)}, [(0, 0, 0)]
    while pending:
        x, y, z = pending.pop()
        following = [(x + 1, y, 1 if x == 1 else z)] if x < 2 else [(c, 3 if z else 0, z) for c in (0, 1)]
        pending += [state for state in following if state not in states]
        states |= set(following)
    assert (found.states, found.stopped) == (len(states), "")


def test_either_is_one_question() -> None:
    def asks(s: Run) -> None:
        s["z"] = int(s.either(s["x"].eq(1), s["y"].eq(2)))

    assert len(list(ways(EVENT, VARIABLES, asks))) == 2


def test_a_step_with_too_many_ways_is_refused() -> None:
    def wanders(s: Run) -> None:
        for _ in range(12):
            s.choose(2)

    with pytest.raises(ValueError, match="more than"):
        list(ways(EVENT, VARIABLES, wanders))
