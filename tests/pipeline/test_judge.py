"""Who judges, and what the judge hears: the message where there is a reader, the checks that were not skipped."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from backport.config import load
from backport.core.case import Target
from backport.core.verdict import Finding, Severity
from backport.pipeline import judge
from backport.pipeline.bench import bench, words
from backport.projects.protocol import Reading
from backport.stages.apply.ladder import Applied
from backport.stages.verify.check import Check
from backport.vcs.repository import Repository
from tests.hostile.ground import ground


def _reader(text: str, series: str) -> Reading:
    return Reading(wanted=series in text, sentence=text)


SOURCE: Any = SimpleNamespace(
    commit=SimpleNamespace(message="to 2.4\n\n(cherry picked from commit " + "1" * 40 + ")\n")
)


@pytest.mark.parametrize(
    ("reader", "series", "wanted"),
    [(_reader, "2.4", True), (_reader, "9", False), (_reader, "", None), (None, "2.4", None)],
)
def test_what_the_message_says(reader: Any, series: str, wanted: bool | None) -> None:
    bench: Any = SimpleNamespace(project=SimpleNamespace(READER=reader))
    said = judge.said_of(bench, SOURCE, series)
    assert said.wanted == wanted
    assert "cherry picked" not in said.sentence


def test_the_checks_of_one_judge(tmp_path: Path) -> None:
    """Skipped checks are not asked; all see the result's tree, and the branch's where there is no result."""
    at = ground(tmp_path / "repo")
    seen: list[tuple[str, str]] = []

    def check(name: str) -> Check:
        def run(study: Any) -> Any:
            seen.append((name, study.exam.after))
            yield Finding(name, Severity.SOFT, "seen")

        return Check(name, "", run)

    repository = Repository.open(at.folder)
    config = replace(load(repository), skipped_checks=("two",))
    with bench(repository, config) as opened:
        source = opened.scratch.source(at.fix)
        target = Target("1", repository.resolve("stable-1"), repository.commit(repository.resolve("stable-1")).tree)
        way = words(opened, source, target.tree)
        judged = judge.judge([check("one"), check("two")])
        found = judged(opened, source, target, Applied(source.commit.tree, ()), way)
        judged(opened, source, target, Applied(None, ()), way)
    assert found.checks == ("one",)
    assert [finding.check for finding in found.findings] == ["one"]
    assert seen == [("one", source.commit.tree), ("one", target.tree)]


def test_what_only_tells_does_not_decide_a_replay(tmp_path: Path) -> None:
    at = ground(tmp_path / "repo")
    repository = Repository.open(at.folder)
    with bench(repository, load(repository)) as opened:
        source = opened.scratch.source(at.fix)
        target = Target("1", repository.resolve("stable-1"), repository.commit(repository.resolve("stable-1")).tree)
        found = judge.decided(
            opened, source, target, Applied(source.commit.tree, ()), words(opened, source, target.tree)
        )
    assert "drift" not in found.checks
    assert "symbols" in found.checks
