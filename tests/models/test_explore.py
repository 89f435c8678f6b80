"""The search: distinct states, shortest paths, limits; evidence that can be replayed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import pytest

from backport.core.behaviour import Status, Step
from backport.csource.lift.errors import CannotLift
from backport.models.base import Blueprint, Cause, Event, Kind, Move, Property, Watch
from backport.models.check import evidence, replay, run
from backport.models.explore import Limits, explore
from tests.sources import Texts


@dataclass(frozen=True)
class Commit:
    """Two-phase commit: what each resource manager does, what the transaction manager knows and the messages sent."""

    managers: tuple[str, ...]
    transaction: str
    prepared: frozenset[int]
    messages: frozenset[tuple[str, int]]


class TwoPhaseCommit:
    """Lamport's two-phase commit with `count` resource managers."""

    properties = (
        Property("consistent", "No manager commits while another aborts"),
        Property("never-done", "No manager ever commits (which is wrong)"),
    )

    def __init__(self, count: int) -> None:
        self.count = count

    def initial(self) -> Commit:
        return Commit(("working",) * self.count, "init", frozenset(), frozenset())

    def moves(self, s: Commit) -> Iterator[Move[Commit]]:
        for label, state in self._next(s):
            yield Move(Event("protocol", label), state)

    def _next(self, s: Commit) -> Iterator[tuple[str, Commit]]:
        if s.transaction == "init" and len(s.prepared) == self.count:
            yield "commit", Commit(s.managers, "done", s.prepared, s.messages | {("commit", -1)})
        if s.transaction == "init":
            yield "abort", Commit(s.managers, "done", s.prepared, s.messages | {("abort", -1)})
        for i in range(self.count):
            if s.transaction == "init" and ("prepared", i) in s.messages:
                yield f"hear {i}", Commit(s.managers, "init", s.prepared | {i}, s.messages)
            if s.managers[i] == "working":
                yield f"prepare {i}", self._manager(s, i, "prepared", s.messages | {("prepared", i)})
                yield f"choose abort {i}", self._manager(s, i, "aborted", s.messages)
            for message, state in (("commit", "committed"), ("abort", "aborted")):
                if (message, -1) in s.messages:
                    yield f"{state} {i}", self._manager(s, i, state, s.messages)

    @staticmethod
    def _manager(s: Commit, i: int, state: str, messages: frozenset[tuple[str, int]]) -> Commit:
        return Commit((*s.managers[:i], state, *s.managers[i + 1 :]), s.transaction, s.prepared, messages)

    def violated(self, state: Commit, internal: int) -> tuple[str, ...]:
        wrong = {"committed", "aborted"} <= set(state.managers)
        return (*(("consistent",) if wrong else ()), *(("never-done",) if "committed" in state.managers else ()))

    def finish(self) -> None:
        pass

    def describe(self, state: Commit) -> Mapping[str, str]:
        return {f"manager {i}": s for i, s in enumerate(state.managers)} | {"transaction": state.transaction}


@pytest.mark.parametrize(("count", "states", "transitions"), [(3, 288, 1146), (5, 8832, 58146)])
def test_counts_of_two_phase_commit(count: int, states: int, transitions: int) -> None:
    found = explore(TwoPhaseCommit(count))
    # SPIN, whose numbers these are, counts the first state as generated too
    assert (len(found.origin), found.transitions + 1, found.stopped) == (states, transitions, "")


def test_the_path_is_shortest_and_can_be_replayed() -> None:
    model = TwoPhaseCommit(2)
    found = explore(model)
    assert set(found.violations) == {"never-done"}
    path = found.path(*found.violations["never-done"])
    assert [m.event.label for m in path] == [
        "prepare 0",
        "hear 0",
        "prepare 1",
        "hear 1",
        "commit",
        "committed 0",
    ]
    steps = evidence(model, path)
    assert [(c.name, c.before, c.after) for c in steps[-1].changes] == [("manager 0", "prepared", "committed")]
    assert replay(model, steps) == path[-1].state
    assert replay(model, (*steps, Step("protocol", "hear 7"))) is None


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(states=50), "more than 50 states"),
        (Limits(seconds=1e-9), "more than 1e-09 s"),
        (Limits(megabytes=0.05), "more than 0.05 MB"),
        (Limits(violations=1), "enough is violated"),
    ],
)
def test_a_limit_stops_the_search(limits: Limits, reason: str) -> None:
    assert explore(TwoPhaseCommit(4), limits).stopped == reason


class Grid:
    """Two counters up to 3; reaching (2, 2) is said to be wrong, and so is a step over an edge."""

    properties = (
        Property("middle", "Never both two", Kind.SAFETY),
        Property("edge", "No step over the edge", Kind.SAFETY),
        Property("fine", "True", Kind.LIVENESS),
    )
    context = ("x",)

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails

    def initial(self) -> tuple[int, int]:
        return 0, 0

    def moves(self, state: tuple[int, int]) -> Iterator[Move[tuple[int, int]]]:
        x, y = state
        if self.fails and state == (3, 3):
            raise CannotLift("this", "there")
        for dx, dy in product((0, 1), repeat=2):
            if dx + dy == 1:
                over = max(x + dx, y + dy) > 3
                event = Event("walker", "right" if dx else "up", Cause.ENVIRONMENT)
                yield Move(event, (x + dx, y + dy), broken=("edge", "fell") if over else None)

    def violated(self, state: tuple[int, int], internal: int) -> tuple[str, ...]:
        return ("middle",) if state == (2, 2) else ()

    def finish(self) -> None:
        pass

    def describe(self, state: tuple[int, int]) -> Mapping[str, str]:
        return {"x": str(state[0]), "y": str(state[1])}

    assumptions: tuple[str, ...] = ()
    reads: frozenset[str] = frozenset()

    def export(self, state: tuple[int, int]) -> Mapping[str, int]:
        return {"x": state[0], "y": state[1]}

    def adopt(self, parts: Mapping[str, object]) -> tuple[int, int]:
        return int(str(parts["x"])), int(str(parts["y"]))

    def watch(self, other: object) -> Watch[tuple[int, int]]:
        return Watch()


def blueprint(fails: bool) -> Blueprint:
    return Blueprint(
        "grid", "walks", Grid.properties, (), lambda source, options: Grid(fails), lambda source, touched: True, ()
    )


@pytest.mark.parametrize(("fails", "fine"), [(False, Status.HOLDS), (True, Status.UNKNOWN)])
def test_a_run_says_each_property_with_its_path(fails: bool, fine: Status) -> None:
    result = run(blueprint(fails), Texts({}), revision="here")
    assert [(p.name, p.status, len(p.path)) for p in result.properties] == [
        ("middle", Status.VIOLATED, 4),
        ("edge", Status.VIOLATED, 4),
        ("fine", fine, 0),
    ]
    assert (result.status, result.revision, result.states) == (Status.VIOLATED, "here", 16)
    assert result.reason == ("there: this" if fails else "")


def test_what_cannot_be_built_is_unknown() -> None:
    def build(source: object, options: object) -> Grid:
        raise CannotLift("struct gone", "a.c")

    broken = Blueprint("grid", "walks", Grid.properties, (), build, lambda source, touched: True, ())
    result = run(broken, Texts({}))
    assert (result.status, result.reason) == (Status.UNKNOWN, "a.c: struct gone")
    assert {p.status for p in result.properties} == {Status.UNKNOWN}
