"""Plans of HAProxy's own fixes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backport.config import load, resolve_onto
from backport.core.plan import Action, Plan
from backport.history.index import Index
from backport.pipeline.bench import Bench, bench
from backport.pipeline.planning import means
from backport.stages.plan import plan
from backport.vcs.repository import Repository

pytestmark = pytest.mark.haproxy
SERIES = ("3.4", "3.3", "3.2", "3.0", "2.8", "2.6", "2.5", "2.4", "2.3", "2.2", "2.1", "2.0")


@pytest.fixture(scope="module")
def desk(haproxy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Bench]]:
    repository = Repository.open(haproxy)
    file = tmp_path_factory.mktemp("index") / "index.sqlite"
    with Index.opened(repository, file=file) as index, bench(repository, load(repository)) as at:
        yield index, at


def planned(desk: tuple[Index, Bench], commit: str, series: tuple[str, ...] = SERIES) -> Plan:
    index, at = desk
    source = at.scratch.source(at.repository.resolve(commit))
    targets = [resolve_onto(at.config, at.repository, name) for name in series]
    return plan(index, source, targets, means(at, source))


def test_the_fix_that_every_series_needs(desk: tuple[Index, Bench]) -> None:
    found = planned(desk, "4173f4ea2986")
    assert [(step.target.series, step.action, step.rule, step.found[:12]) for step in found.steps] == [
        *((series, Action.THERE, "ancestry", "4173f4ea2986") for series in SERIES[:6]),
        ("2.5", Action.THERE, "chain", "1eb8b8e8b39c"),
        ("2.4", Action.THERE, "chain", "0ceb3f2952d4"),
        ("2.3", Action.PICK, "missing", ""),
        ("2.2", Action.THERE, "chain", "c8d619949fe6"),
        ("2.1", Action.PICK, "missing", ""),
        ("2.0", Action.THERE, "chain", "ebcfd47f1bc8"),
    ]
    for series, source in (("2.3", "0ceb3f2952d4"), ("2.1", "c8d619949fe6")):
        step = found.step(series)
        assert step is not None
        assert step.source.startswith(source)
        assert "its code has what the fix replaces" in step.reason


@pytest.mark.parametrize(
    ("fix", "later", "relation"),
    [
        ("b9c87f808288", "7eb7ae283557", "repairs it"),
        ("a498e527b412", "5354c24c7609", "takes it back"),
        ("0b93ff8c87d6", "40d98176ba12", "takes it back"),
    ],
)
def test_follow_ups(desk: tuple[Index, Bench], fix: str, later: str, relation: str) -> None:
    found = planned(desk, fix, ("2.6",))
    assert (later, relation) in [(each.commit[:12], each.relation) for each in found.follow_ups]
