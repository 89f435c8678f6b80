"""Ctrl-C and a polite kill leave nothing behind: no lock, no worktree, no temporary folder, no half branch."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backport.demo import build
from tests.repos import git


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("delay", [0.0, 0.05, 0.15])
def test_nothing_is_left_behind(number: signal.Signals, delay: float, tmp_path: Path) -> None:
    made = build(tmp_path / "relay")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    targets = [part for onto in ("3.0", "2.1", "2.0", "1.9") * 30 for part in ("--onto", onto)]
    command = [sys.executable, "-m", "backport", "port", made.fix, "--repo", str(made.folder), *targets]
    with subprocess.Popen(
        [*command, "--branch=bp/{series}"],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not any(temporary.iterdir()) and process.poll() is None:
            time.sleep(0.01)
        time.sleep(delay)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode in {130 if number is signal.SIGINT else 143, 2}
    assert "Traceback" not in said
    assert list(temporary.iterdir()) == []
    assert list(made.folder.rglob("*.lock")) == []
    assert git(made.folder, "worktree", "list").count("\n") == 0
    assert git(made.folder, "fsck", "--no-dangling", "--no-progress") == ""
    assert git(made.folder, "status", "--short") == ""
