"""Whatever a repository holds: a documented exit code, a clear word, and nothing written that nobody asked for."""

import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, run
from tests.hostile import messages, paths, places, texts
from tests.hostile.ground import Ground, ground, listing
from tests.repos import Repo

__all__ = ["run"]

KINDS = {**paths.KINDS, **messages.KINDS, **texts.KINDS, **places.KINDS}
BOUNDS = ("--timeout", "60", "--max-memory", "2000")
_STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The ground before anything hostile was put on it."""
    return ground(tmp_path_factory.mktemp("clean") / "repo")


@pytest.fixture
def at(clean: Ground, tmp_path: Path) -> Ground:
    shutil.copytree(clean.folder, tmp_path / "repo")
    return replace(clean, repo=Repo(tmp_path / "repo", clean.repo.clock))


def _said(ran: Ran, kind: str) -> None:
    """The exit code is a documented one and not "a bug", and no character steers the terminal."""
    assert ran.code in (0, 1, 2), ran.err
    assert "Traceback" not in ran.err
    assert not _STEERS.search(ran.err + ran.out), kind
    assert (ran.code == 2) == (ran.err.startswith("error: ") and not ran.out), ran


@pytest.mark.parametrize("kind", KINDS)
def test_port(kind: str, at: Ground, run: object, tmp_path: Path) -> None:
    fix = KINDS[kind](at)
    before = listing(at.folder), listing(Path(os.environ["HOME"]).parent)
    onto = ("--repo", at.folder, "--onto", "2=refs/heads/stable-2~1", "--onto", "1=refs/heads/stable-1")
    ran = run("port", fix, *onto, *BOUNDS, "--json", "--html", tmp_path / "report.html")  # type: ignore[operator]
    _said(ran, kind)
    if ran.code != 2:
        cases = json.loads(ran.out)["cases"]
        assert [case["verdict"] in ("SOUND", "DOUBTFUL", "UNSOUND", "UNKNOWN") for case in cases] == [True, True]
        assert "<script>alert" not in (tmp_path / "report.html").read_text()
    assert listing(at.folder) == before[0]
    changed = set(listing(Path(os.environ["HOME"]).parent)) - set(before[1])
    assert {path for path in changed if "backport" not in path and "xdg_" not in path} == set()


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["verify", "plan", "status", "changelog"])
@pytest.mark.parametrize("kind", [*messages.KINDS, *places.KINDS])
def test_other_verbs(kind: str, verb: str, at: Ground, run: object) -> None:
    fix = KINDS[kind](at)
    before = listing(at.folder)
    onto = ("--onto", "refs/heads/stable-2", "--onto", "refs/heads/stable-1")
    raw_head = at.folder / ".git" / "refs" / "heads" / "hostile"
    raw_head.write_text(fix + "\n")
    words = {
        "verify": (fix, "--origin", at.fix, *BOUNDS),
        "plan": (fix, *onto, *BOUNDS, "--no-cache"),
        "status": ("hostile~2..hostile", *onto, "--no-cache"),
        "changelog": (f"{at.fix}~1..hostile",),
    }[verb]
    _said(run(verb, *words, "--repo", at.folder), kind)  # type: ignore[operator]
    raw_head.unlink()
    assert listing(at.folder) == before
