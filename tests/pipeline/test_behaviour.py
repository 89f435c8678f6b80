"""The behavioural models as a check, on the demo's miniature proxy."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backport.config import load, resolve_onto
from backport.core.behaviour import Status
from backport.core.case import Case
from backport.core.verdict import Severity, Verdict
from backport.demo import Demo, build
from backport.models import compare
from backport.pipeline.behaviour import behaving, touched
from backport.pipeline.bench import Bench, bench
from backport.pipeline.judge import STATIC
from backport.pipeline.judge import judge as judge_of
from backport.pipeline.line import Line
from backport.pipeline.ported import Judge
from backport.pipeline.verify import verify
from backport.vcs.repository import Repository
from tests.repos import Repo

EXAMINED = judge_of(STATIC)
BEHAVING = behaving(EXAMINED)
EARLY = "nothing-sent-unconfirmed"


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return build(tmp_path / "relay")


@contextmanager
def at(demo: Demo) -> Iterator[Bench]:
    repository = Repository.open(demo.folder)
    with bench(repository, load(repository, None)) as opened:
        yield opened


def port(demo: Demo, series: str, judge: Judge = BEHAVING) -> Case:
    with at(demo) as opened:
        targets = [resolve_onto(opened.config, opened.repository, series)]
        return Line(opened, judge).port(demo.fix, targets).cases[0]


def said(case: Case) -> dict[str, tuple[Status, dict[str, int]]]:
    return {
        run.role: (run.status, {result.name: len(result.path) for result in run.properties if result.path})
        for run in case.behaviour
    }


def test_four_runs_stand_beside_each_other(demo: Demo) -> None:
    case = port(demo, "2.1")
    broken, sound = (Status.VIOLATED, {EARLY: 2}), (Status.HOLDS, {})
    assert said(case) == {
        "fix before": broken,
        "fix after": sound,
        "backport before": broken,
        "backport after": sound,
    }
    assert (case.verdict, case.checks[-1], case.findings) == (Verdict.SOUND, "behaviour", ())


def test_without_the_models_nothing_is_said(demo: Demo) -> None:
    case = port(demo, "2.1", EXAMINED)
    assert (case.behaviour, case.verdict, "behaviour" in case.checks) == ((), Verdict.SOUND, False)


def test_what_cannot_be_lifted_is_open(demo: Demo) -> None:
    found = [f for f in port(demo, "2.0").findings if f.check == "behaviour"]
    assert [(f.severity, f.message) for f in found] == [
        (
            Severity.OPEN,
            "the behavioural model conduit has no answer: function link_confirmed is not among the sources",
        )
    ]


def backport(demo: Demo, old: str, new: str) -> Case:
    """The verdict on a person's backport to 2.1 that replaces `old` by `new` in its link.c."""
    repo = Repo(demo.folder)
    repo.git("checkout", "-q", "relay-2.1")
    text = (demo.folder / "src/link.c").read_text()
    assert old in text
    made = repo.commit("link: wait", {"src/link.c": text.replace(old, new, 1)})
    with at(demo) as opened:
        return verify(opened, BEHAVING, made, demo.fix).cases[0]


def test_a_backport_that_repairs_nothing_is_unsound(demo: Demo) -> None:
    case = backport(demo, "\tif (!link_send(lk))\n\t\tlink_want", "\tif (link_send(lk) == 0)\n\t\tlink_want")
    (found,) = (f for f in case.findings if f.check == "behaviour")
    assert found.severity is Severity.HARD
    assert found.message.startswith(f"{EARLY} is repaired by the fix and still violated after the backport")
    assert found.evidence == ("1. kernel connects", "2. other side fills the buffer")
    assert case.verdict is Verdict.UNSOUND


def test_a_backport_that_breaks_something_is_unsound(demo: Demo) -> None:
    case = backport(
        demo,
        "\tif (!(lk->state & (LK_ST_CON | LK_ST_RDY | LK_ST_EST)))\n\t\treturn;\n\tif (lk->flags",
        "\tif (lk->flags",
    )
    names = {f.subject: f.severity for f in case.findings if f.check == "behaviour"}
    assert names == {f"conduit: {EARLY}": Severity.HARD}
    lost = backport(demo, "lk->len -= (size_t)done;", "lk->len -= (size_t)done + (lk->len > 1);")
    names = {f.subject: f.severity for f in lost.findings if f.check == "behaviour"}
    assert names["conduit: bytes-kept"] is Severity.HARD


def test_the_same_question_is_answered_from_the_cache(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    first = port(demo, "2.1")

    def never(*_: object) -> None:
        raise AssertionError("the model ran again")

    monkeypatch.setattr(compare, "searched", never)
    assert port(demo, "2.1").behaviour == first.behaviour


def test_what_a_fix_touches(demo: Demo) -> None:
    with at(demo) as opened:
        source = opened.scratch.source(demo.fix)
        assert touched(opened.scratch, source.base_tree, source.commit.tree) == {("src/conduit.c", "conduit_push")}


@pytest.mark.haproxy
def test_a_real_fix_and_its_real_backport(haproxy: Path) -> None:
    repository = Repository.open(haproxy)
    with bench(repository, load(repository, None)) as opened:
        case = verify(opened, BEHAVING, repository.resolve("ebcfd47f1bc8")).cases[0]
    hang = {run.model: run.status for run in case.behaviour if run.role == "backport before"}
    assert hang == {"connect be=h1": Status.HOLDS, "connect be=h2": Status.VIOLATED, "push": Status.VIOLATED}
    assert {run.status for run in case.behaviour if run.role.endswith("after")} == {Status.HOLDS}
    assert [f for f in case.findings if f.check == "behaviour"] == []
    assert all(run.assumptions for run in case.behaviour)
