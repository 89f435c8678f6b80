"""`backport ci` without a service; with one see tests/ci."""

import json
from pathlib import Path

import pytest

from tests.ci.forge import Forge, forge
from tests.cli.conftest import Run
from tests.repos import git


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Forge:
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    return forge(tmp_path)


def test_the_whole_output(made: Forge, run: Run) -> None:
    ran = run("ci", "--repo", made.clone, "--base", "origin/stable-1.0", "--branch", "stable-1.0", "--fast")
    fix = git(made.clone, "log", "-1", "--format=%h", "--abbrev=12", "origin/master")
    origin = git(made.clone, "log", "-1", "--format=%h", "--abbrev=12", "origin/master~2")
    checks = json.loads(run("ci", "--repo", made.clone, "--base", "origin/stable-1.0", "--fast", "--json").out)
    count = len(checks["commits"][0]["run"]["cases"][0]["checks"])
    lines = ran.out.splitlines()
    assert ran.out.startswith(f"stable-1.0: {made.base[:12]}..{made.head[:12]} in")
    begin = next(number for number, line in enumerate(lines) if line.startswith("Commit"))
    assert lines[begin : begin + 11] == [
        "Commit        Verdict   Subject and why",
        f"{made.good[:12]}  SOUND     fix b",
        f"                        made from {origin}; 0 rules used; {count} checks",
        f"{made.bad[:12]}  UNSOUND   fix a",
        "                        nothing in the target defines is_done",
        f"{made.unsaid[:12]}  DOUBTFUL  fix b again",
        f"                        {fix} makes the same change, and the message does",
        "                        not name it",
        f"{git(made.clone, 'rev-parse', '--short=12', 'HEAD~1')}  -         white space",
        "                        opted out: nothing but white space",
        f'{made.head[:12]}  -         own $(touch owned) `touch owned` "; touch owned; #',
    ]
    assert ran.code == 1


@pytest.mark.parametrize(("mildest", "head", "code"), [("unsound", "good", 0), ("unsound", "bad", 1)])
def test_what_fails(made: Forge, run: Run, mildest: str, head: str, code: int) -> None:
    args = ("--base", made.base, "--head", getattr(made, head), "--fail-on", mildest, "--fast")
    assert run("ci", "--repo", made.clone, *args).code == code


def test_doubts_may_pass(made: Forge, run: Run) -> None:
    args = ("ci", "--repo", made.clone, "--base", made.bad, "--head", made.unsaid, "--fast", "--fail-on")
    assert [run(*args, one).code for one in ("doubtful", "unknown", "unsound")] == [1, 0, 0]


def test_an_origin_that_is_not_here(made: Forge, run: Run) -> None:
    (made.clone / "a.c").write_text("")
    git(made.clone, "commit", "-q", "-am", f"x\n\n(cherry picked from commit {'1' * 40})")
    ran = run("ci", "--repo", made.clone, "--base", "HEAD~1", "--fast")
    assert ran.code == 1
    assert "UNKNOWN" in ran.out and "which is not here" in " ".join(ran.out.split())


def test_an_origin_that_the_request_brings_along(made: Forge, run: Run) -> None:
    """Whoever names his own commit as the fix has proved nothing."""
    (made.clone / "a.c").write_text("int go(int x)\n{\n\treturn 666;\n}\n")
    git(made.clone, "commit", "-q", "-am", "mine")
    mine = git(made.clone, "rev-parse", "HEAD")
    git(made.clone, "revert", "--no-edit", "HEAD")
    git(made.clone, "cherry-pick", "-x", mine)
    ran = run("ci", "--repo", made.clone, "--base", "HEAD~1", "--fast", "--json")
    (case,) = json.loads(ran.out)["commits"][0]["run"]["cases"]
    assert case["verdict"] == "DOUBTFUL"
    assert [one["message"] for one in case["findings"] if one["check"] == "origin"] == [
        f"{mine[:12]}, which it was made from, is in no branch that is known here"
    ]


def test_reports_that_cannot_be(made: Forge, run: Run) -> None:
    for wanted in ("pdf=x", "junit", "junit=", "=x"):
        ran = run("ci", "--repo", made.clone, "--base", made.base, "--report", wanted)
        assert (ran.code, ran.out) == (2, "") and "FORMAT=FILE" in ran.err
    ran = run("ci", "--repo", made.clone, "--base", made.base, "--fast", "--report", f"junit={made.clone}/no/x.xml")
    assert ran.code == 2 and "cannot write" in ran.err
