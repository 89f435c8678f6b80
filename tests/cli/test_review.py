"""`backport review`."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from backport.cli import review
from backport.history.decisions import load
from tests.cli.conftest import Run
from tests.repos import Repo


@pytest.fixture
def fixes(repo: Repo) -> list[str]:
    """A stable branch, and three commits on master of which the branch has the first."""
    repo.commit("start\n", {"pump.c": "1\n"})
    repo.git("branch", "stable-1")
    found = [
        repo.commit("fix(pump): no leak\n", {"pump.c": "2\n"}),
        repo.commit("fix: oil\n", {"oil.c": "1\n"}),
        repo.commit("docs: more\n", {"doc.txt": "1\n"}),
    ]
    repo.switch("stable-1").pick(found[0])
    repo.switch("master")
    return found


def _args(repo: Repo, tmp_path: Path) -> tuple[object, ...]:
    where = ("--repo", repo.folder, "--onto", "stable-1", "--file", tmp_path / "review.toml", "--by", "Ann")
    return ("review", "stable-1~1..master", *where)


def test_the_list(run: Run, repo: Repo, tmp_path: Path, fixes: list[str]) -> None:
    ran = run(*_args(repo, tmp_path))
    assert (ran.code, ran.out.splitlines()[0].split()) == (0, ["commit", "lacks", "it", "subject"])
    assert [line.split(maxsplit=2)[:2] for line in ran.out.splitlines()[1:4]] == [
        [fix[:12], letter] for fix, letter in zip(fixes, ("(u)", "(u)", "(n)"), strict=True)
    ]
    assert "3 candidates, 3 not decided" in ran.out
    assert not (tmp_path / "review.toml").exists()


def test_decisions_from_the_command_line(run: Run, repo: Repo, tmp_path: Path, fixes: list[str]) -> None:
    ran = run(*_args(repo, tmp_path), "--set", f"{fixes[1][:8]}=w:one week", "--set", f"{fixes[2]}=n")
    assert "3 candidates, 1 not decided" in ran.out
    assert (tmp_path / "review.toml").read_text().splitlines()[3:] == sorted(
        [
            f'{fixes[1]} = {{verdict = "w", by = "Ann", note = "one week"}}',
            f'{fixes[2]} = {{verdict = "n", by = "Ann"}}',
        ]
    )
    told = json.loads(run(*_args(repo, tmp_path), "--json").out)
    assert told["decisions"][fixes[1]] == {"verdict": "w", "by": "Ann", "note": "one week"}
    assert [each["present"] for each in told["candidates"]] == [["stable-1"], [], []]


def test_the_page(run: Run, repo: Repo, tmp_path: Path, fixes: list[str]) -> None:
    assert run(*_args(repo, tmp_path), "--html", tmp_path / "page.html").code == 0
    assert "fix(pump): no leak" in (tmp_path / "page.html").read_text()


def test_key_by_key(run: Run, repo: Repo, tmp_path: Path, fixes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    keys: Iterator[str] = iter(["y", "?", "\r", "e", "k", "x", "q"])
    monkeypatch.setattr(review, "_interactive", lambda: True)
    monkeypatch.setattr(click, "getchar", lambda: next(keys))
    monkeypatch.setattr(click, "prompt", lambda *_, **__: "later")
    ran = run(*_args(repo, tmp_path))
    assert ran.code == 0
    assert "1/3, 3 left" in ran.out
    assert "3 candidates, 1 not decided; the decisions are in" in ran.out
    decided = {commit: (each.verdict.value, each.note) for commit, each in load(tmp_path / "review.toml").items()}
    assert decided == {fixes[0]: ("y", ""), fixes[2]: ("n", "later")}


def test_merging_what_the_page_gave(run: Run, repo: Repo, tmp_path: Path, fixes: list[str]) -> None:
    run(*_args(repo, tmp_path), "--set", f"{fixes[0]}=y")
    lines = tmp_path / "lines.toml"
    lines.write_text(f'[commits]\n{fixes[1]} = {{verdict = "u", by = "Bob"}}\n')
    assert "3 candidates, 1 not decided" in run(*_args(repo, tmp_path), "--merge", lines).out
    decided = {commit: (each.verdict.value, each.by) for commit, each in load(tmp_path / "review.toml").items()}
    assert decided == {fixes[0]: ("y", "Ann"), fixes[1]: ("u", "Bob")}
    assert run(*_args(repo, tmp_path), "--merge", tmp_path / "none").code == 2


@pytest.mark.parametrize("given", ["zzz=y", "123456=q", "=y", "nothing"])
def test_decisions_that_are_none(run: Run, repo: Repo, tmp_path: Path, fixes: list[str], given: str) -> None:
    assert run(*_args(repo, tmp_path), "--set", given).code == 2


@pytest.mark.parametrize("revisions", ["master", "..master", "a...b", "nothing..master"])
def test_ranges_that_are_none(run: Run, repo: Repo, fixes: list[str], revisions: str) -> None:
    assert run("review", revisions, "--repo", repo.folder, "--onto", "stable-1").code == 2


def test_the_message_and_no_branches(
    run: Run, repo: Repo, tmp_path: Path, fixes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: Iterator[str] = iter(["m", "q"])
    monkeypatch.setattr(review, "_interactive", lambda: True)
    monkeypatch.setattr(click, "getchar", lambda: next(keys))
    shown = run(*_args(repo, tmp_path)).out
    assert "\n" + repo.git("log", "-1", "--format=%B", fixes[0]).rstrip() in shown
    repo.git("branch", "-D", "stable-1")
    ran = run("review", "master~1..master", "--repo", repo.folder)
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: no stable series found")
