"""The layout of a sequence diagram: in order, inside its frame, nothing upon anything else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backport.core.behaviour import Change, Step
from backport.report.lanes import lanes
from backport.report.sequence import NARROW, WIDE, Baton, Diagram, Metrics, layout
from tests import gold
from tests.report import samples


def test_two_steps() -> None:
    diagram = layout((Step("a", "starts"), Step("b", "goes on", (Change("x", "0", ""),))), Metrics(100, 20))
    assert [(lane.name, lane.x) for lane in diagram.lanes] == [("a", 60), ("b", 160)]
    assert [(event.number, event.x) for event in diagram.events] == [(1, 60), (2, 160)]
    assert [line.text for event in diagram.events for line in event.lines] == [
        "a: starts",
        "b: goes on",
        "x: 0 → (none)",
    ]
    one, other = diagram.events
    assert diagram.batons == (Baton(60, one.y + 11, 149, other.y, 1),)


def test_the_sample_has_a_lane_per_actor_in_order_of_appearance() -> None:
    diagram = layout(samples.PATH)
    assert [lane.name for lane in diagram.lanes] == ["client", "stream", "kernel", "poller", "mux", "io"]
    assert [event.number for event in diagram.events] == list(range(1, 13))
    assert [baton.head for baton in diagram.batons] == [1, 0, 1, 1, 1, -1, 1, 0, 1, 1, -1]


def test_no_steps() -> None:
    assert layout(()).events == layout(()).lanes == ()


def test_a_phone_shows_the_sample_without_shrinking_it() -> None:
    assert layout(samples.PATH, NARROW).width < 390


TEXT = st.text(max_size=90)
PATHS = st.lists(st.builds(Step, TEXT, TEXT, st.lists(st.builds(Change, TEXT, TEXT, TEXT), max_size=3).map(tuple)))


@pytest.mark.parametrize("metrics", [WIDE, NARROW])
@given(path=PATHS)
def test_everything_is_in_its_place(metrics: Metrics, path: list[Step]) -> None:
    _check(layout(path, metrics), metrics)


def _check(diagram: Diagram, metrics: Metrics) -> None:
    for one, other in pairwise(diagram.events):
        assert one.top + one.height <= other.top
    for event in diagram.events:
        assert event.x < diagram.text and diagram.head < event.top
        for line in event.lines:
            assert event.top < line.y < event.top + event.height <= diagram.height
            assert diagram.text + len(line.text) * metrics.char <= diagram.width


def test_the_sample_in_plain_text() -> None:
    gold.check("path.txt", "\n".join(lanes(samples.PATH, 72)) + "\n")


@given(path=PATHS, width=st.integers(60, 120))
def test_plain_text_fits_and_steers_nothing(path: list[Step], width: int) -> None:
    few = [Step(step.actor[:1], step.label, step.changes) for step in path[:9]]
    for line in lanes(few, width):
        assert len(line) <= width and line.isprintable()
