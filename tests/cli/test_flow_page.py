"""The walk through docs/FLOW.md, as it is written there."""

import re
import shlex
from pathlib import Path

import pytest

from backport.core.markers import filled, hunks
from backport.pipeline.session.state import root
from backport.vcs.textdiff import split_lines
from tests.cli.conftest import Run
from tests.repos import git

PAGE = Path(__file__).parents[2] / "docs" / "FLOW.md"


def finish() -> None:
    """What a person does where the page says so."""
    (file,) = root().glob("ports/*/trees/1.9/src/pipe.c")
    lines = split_lines(file.read_bytes())
    (hunk,) = hunks(lines)
    answer = [line for line in hunk.ours if b"PI_CONNECTING" not in line and b"PI_READY" not in line]
    file.write_bytes(b"".join(filled(lines, [answer])))


def test_the_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.chdir(tmp_path)
    told = ""
    for line in re.findall(r"^    \$ (.*)$", PAGE.read_text(), re.MULTILINE):
        words = shlex.split(line)
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
            continue
        if words[-1] == "--continue":
            finish()
        ran = run(*words[1:])
        assert ran.code in (0, 1), f"{line}: {ran.err}"
        told += ran.out
    assert "1.9     UNKNOWN  waits for a person" in told
    assert "this branch has no link_confirmed" not in told, "that stands in the file beside the work tree"
    assert git(Path.cwd(), "log", "-1", "--format=%s", "bp/1.9").startswith("BUG/MEDIUM: conduit")
    assert (Path.cwd() / ".git" / "hooks" / "pre-push").is_file()
