"""A search that met a limit goes on in another run, as if it had never stopped."""

import gzip
import json
from pathlib import Path

import pytest

from backport.models.base import Blueprint
from backport.models.checkpoint import load, save
from backport.models.explore import Limits, explore
from backport.projects.relay.world import MODELS
from tests.models.examples import two_phase_commit
from tests.projects.test_example import relay

MODEL: Blueprint = MODELS[0]
TREES = {"right": relay(), "wrong": relay("if (!conduit_confirmed(cd))", "if (!cd->state)")}


@pytest.mark.parametrize("tree", TREES)
@pytest.mark.parametrize("states", [1, 3, 7, 15])
def test_a_search_goes_on_where_it_stopped(tree: str, states: int, tmp_path: Path) -> None:
    whole, first = (MODEL.build(TREES[tree], {}) for _ in range(2))
    wanted, begun = explore(whole), explore(first, Limits(states=states))
    assert begun.limited
    assert len(begun.origin) < len(wanted.origin)
    save(tmp_path / "search", "mine", first, begun)

    second = MODEL.build(TREES[tree], {})  # which has lifted nothing yet
    found = load(tmp_path / "search", "mine", second)
    assert found is not None
    assert list(map(second.describe, found.origin)) == list(map(first.describe, begun.origin))
    found = explore(second, begun=found)
    assert (len(found.origin), found.transitions, found.stopped, found.limited) == (
        len(wanted.origin),
        wanted.transitions,
        "",
        False,
    )
    lengths = [{n: len(e.path(*v)) for n, v in e.violations.items()} for e in (found, wanted)]
    assert lengths[0] == lengths[1]


def test_a_search_goes_on_in_the_same_process() -> None:
    model, whole = two_phase_commit(3), explore(two_phase_commit(3))
    found = explore(model, Limits(states=50))
    while found.limited:
        found = explore(model, Limits(states=len(found.origin) + 30), found)
    assert found == whole or (list(found.origin), found.transitions) == (list(whole.origin), whole.transitions)


def test_a_search_of_something_else_is_none(tmp_path: Path) -> None:
    model, file = MODEL.build(TREES["right"], {}), tmp_path / "search"
    save(file, "mine", model, explore(model, Limits(states=5)))
    assert load(file, "other", model) is None
    document = json.loads(gzip.decompress(file.read_bytes()))
    for damage in (
        {**document, "format": 2},
        {**document, "states": document["states"][:1] * 2},
        {**document, "states": [[{"nothing": 1}]]},
        {**document, "expanded": "x"},
        {**document, "violations": {"no-crash": [99]}},
        [],
    ):
        file.write_bytes(gzip.compress(json.dumps(damage).encode()))
        assert load(file, "mine", model) is None
    file.write_text("no search")
    assert load(file, "mine", model) is None
