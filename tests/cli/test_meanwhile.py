"""Somebody else works in the repository at the same time: branches move, objects are packed, the same port is made."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from backport.demo import build
from tests.repos import git


def port(folder: Path, fix: str, *options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "backport", "port", fix, "--repo", str(folder), "--onto", "3.0", "--onto", "2.1"]
    return subprocess.Popen(
        [*command, "--no-compile", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def relay(tmp_path: Path) -> tuple[Path, str]:
    made = build(tmp_path / "relay")
    git(made.folder, "config", "user.name", "Rita Maintainer")
    git(made.folder, "config", "user.email", "rita@relay.example")
    return made.folder, made.fix


def test_packing_and_commits_meanwhile(relay: tuple[Path, str]) -> None:
    folder, fix = relay
    done = threading.Event()
    tips = [git(folder, "rev-parse", name) for name in ("relay-3.0", "relay-3.0^")]

    def work() -> None:
        number = 0
        while not done.is_set():
            number += 1
            (folder / "notes").write_text(f"{number}\n")
            git(folder, "add", "notes")
            git(folder, "commit", "-qm", f"note {number}")
            git(folder, "branch", "-f", "relay-3.0", tips[number % 2])
            git(folder, "gc", "-q")

    other = threading.Thread(target=work)
    other.start()
    try:
        ends = []
        for number in range(3):
            with port(folder, fix, f"--branch=bp{number}/{{series}}") as process:
                _, said = process.communicate(timeout=120)
                ends.append((process.returncode, said))
    finally:
        done.set()
        other.join()
    assert ends == [(0, "")] * 3
    for number in range(3):
        made = {git(folder, "rev-parse", f"bp{number}/{series}^{{tree}}") for series in ("3.0", "2.1")}
        assert len(made) == 2
    assert git(folder, "fsck", "--no-dangling", "--no-progress") == ""


def test_the_same_port_twice_at_once(relay: tuple[Path, str]) -> None:
    folder, fix = relay
    both = [port(folder, fix, "--branch=bp/{series}") for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert all("Traceback" not in each for each in said)
    assert sorted(process.returncode for process in both)[0] == 0
    branches = git(folder, "branch", "--list", "bp/*", "--format=%(refname:short)").split()
    assert branches == ["bp/2.1", "bp/3.0"]
    assert git(folder, "fsck", "--no-dangling", "--no-progress") == ""
