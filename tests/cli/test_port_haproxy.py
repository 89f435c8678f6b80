"""The fix that the tool grew up on, port by port, against what HAProxy's maintainers made of it."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.repos import git

FIX = "4173f4ea2986"
BACKPORTS = {"2.5": "1eb8b8e8b39c", "2.4": "0ceb3f2952d4", "2.2": "c8d619949fe6", "2.0": "ebcfd47f1bc8"}

pytestmark = pytest.mark.haproxy


@pytest.fixture
def mine(haproxy: Path, tmp_path: Path) -> Path:
    """A clone that borrows the objects of `haproxy` and may be written to."""
    folder = tmp_path / "haproxy.git"
    subprocess.run(["git", "clone", "-q", "--bare", "--shared", haproxy, folder], check=True)
    return folder


def onto() -> list[str]:
    return [word for series, backport in BACKPORTS.items() for word in ("--onto", f"{series}={backport}^")]


def field(repo: Path, commit: str, form: str) -> str:
    return git(repo, "show", "-s", f"--format={form}", commit)


@pytest.mark.parametrize("way", [[], ["--direct"]])
def test_every_tree_is_the_maintainers(run: Run, haproxy: Path, way: list[str]) -> None:
    ran = run("port", FIX, "--repo", haproxy, *onto(), *way, "--no-compile", "--json")
    cases = json.loads(ran.out)["cases"]
    assert [case["tree"] for case in cases] == [field(haproxy, backport, "%T") for backport in BACKPORTS.values()]
    assert {case["verdict"] for case in cases} == {"SOUND"} and ran.code == 0


def test_with_the_maintainers_name_and_clock_each_commit_is_theirs_to_the_last_byte(
    run: Run, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = FIX
    for series, backport in BACKPORTS.items():
        for name, form in (("NAME", "%cn"), ("EMAIL", "%ce"), ("DATE", "%cI")):
            monkeypatch.setenv(f"GIT_COMMITTER_{name}", field(mine, backport, form))
        ran = run("port", source, "--repo", mine, "--onto", f"{series}={backport}^",
                  "--no-compile", "--no-note", "--branch", "made/{series}")  # fmt: skip
        assert ran.code == 0, ran.err
        assert git(mine, "rev-parse", f"made/{series}") == git(mine, "rev-parse", backport)
        source = backport


def test_a_release_without_the_fix_is_said_to_be_affected(run: Run, haproxy: Path) -> None:
    ran = run("plan", FIX, "--repo", haproxy, "--onto", "2.3=v2.3.21", "--onto", "2.1=v2.1.12", "--json")
    (plan,) = json.loads(ran.out)["plans"]
    found = [(step["target"]["series"], step["action"], step["rule"]) for step in plan["steps"]]
    assert found == [("2.3", "pick", "missing"), ("2.1", "pick", "missing")]
