"""Huge repositories in a few objects: every verb comes to an end, and says what it did not look at."""

import json
import os
from pathlib import Path

import pytest

from ci.big import commands, measured
from tests.cli.conftest import Run, run
from tests.hostile.big import KINDS
from tests.hostile.ground import ground, listing

__all__ = ["run"]

SIZE = 1 if os.environ.get("BACKPORT_SLOW") else 0.02  # `python -m ci.big 1` has the figures
SIZES = {"long_line": 0.05}  # the smallest that is too long to be examined
ANSWERS = {
    "deep_folders": "folders deep" if SIZE * 20_000 > 256 else "",
    "many_files_changed": " files",
}


@pytest.mark.parametrize("kind", KINDS)
def test_port(kind: str, run: Run, tmp_path: Path) -> None:
    at = ground(tmp_path / "repo")
    fix = KINDS[kind](at, max(SIZE, SIZES.get(kind, 0)))
    before = listing(at.folder)
    ran = run("port", fix, "--repo", at.folder, "--onto", "1=refs/heads/stable-1", "--no-compile", "--json")
    assert ran.code in (0, 1, 2)
    said = ran.err if ran.code == 2 else json.loads(ran.out)["cases"][0]["application"]["reason"]
    assert ANSWERS.get(kind, "") in said
    assert listing(at.folder) == before


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_verb(kind: str, tmp_path: Path) -> None:
    at = ground(tmp_path / "repo")
    fix = KINDS[kind](at, SIZE)
    for verb, words in commands(fix, at.folder).items():
        code, seconds, megabytes, said = measured(words, at.folder)
        assert code in (0, 1, 2), (verb, said)
        assert (seconds < 700, megabytes < 4200) == (True, True), verb
