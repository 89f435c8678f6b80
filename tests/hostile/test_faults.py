"""Kills, full disks, missing programs, two at once: the repository stays sound, what is finished is kept."""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, run
from tests.hostile.ground import Ground, ground, listing
from tests.hostile.kills import ONTO, VERBS, busy, kills, sound
from tests.repos import git

__all__ = ["run"]

TOP = Path(__file__).resolve().parents[2]
KILLS = 50 if os.environ.get("BACKPORT_SLOW") else 3  # of each verb; `python -m ci.kills` is the long run


@pytest.fixture
def at(tmp_path: Path) -> Ground:
    return ground(tmp_path / "repo")


def started(folder: Path, *words: object, **others: Any) -> "subprocess.Popen[str]":
    """The program in a process of its own; temporary folders go to `folder`."""
    folder.mkdir(exist_ok=True)
    env = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(TOP), **others.pop("env", {})}
    command = [sys.executable, "-P", "-m", "backport", *map(str, words)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **others)


def finished(folder: Path, *words: object, **others: Any) -> tuple[int, str, str]:
    """Exit code, output and messages."""
    process = started(folder, *words, **others)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.mark.parametrize("verb", VERBS)
def test_killed(verb: str, at: Ground, tmp_path: Path) -> None:
    assert len(list(kills(verb, KILLS, 0, busy(at), tmp_path / "trials"))) == KILLS


def test_two_at_once(at: Ground, tmp_path: Path) -> None:
    port = ("port", at.fix, "--repo", at.folder, *ONTO, "--branch", "bp/{series}")
    both = [started(tmp_path / "tmp", *port) for _ in range(2)]
    codes = sorted([process.communicate(timeout=120) and process.returncode for process in both])
    assert codes in ([0, 2], [0, 0])
    assert git(at.folder, "branch", "--list", "bp/*").split() == ["bp/1", "bp/2"]
    sound(at.folder)
    status = ("status", "--repo", at.folder, "--onto", "stable-1", "--format", "csv")
    cache = {"env": {"XDG_CACHE_HOME": str(tmp_path / "cache")}}
    several = [started(tmp_path / "tmp", *status, **cache) for _ in range(3)]
    answers = [(*process.communicate(timeout=120), process.returncode) for process in several]
    assert len(set(answers)) == 1
    assert answers[0][1:] == ("", 0)


def _full_disk() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))


@pytest.mark.parametrize("verb", ["port", "status", "verify", "replay", "review"])
def test_the_disk_is_full(verb: str, at: Ground, tmp_path: Path) -> None:
    before = listing(at.folder)
    pairs = tmp_path / "pairs.csv"
    parent = git(at.folder, "rev-parse", f"{at.backport}~1")
    pairs.write_text(f"series,target,parent,origin,source\n2,{at.backport},{parent},{at.fix},{at.fix}\n")
    words = {
        "port": (at.fix, *ONTO, "--branch", "bp/{series}"),
        "status": ("--onto", "stable-1"),
        "verify": (at.backport, "--origin", at.fix),
        "replay": ("--pairs", pairs, "--jobs", "1", "--output", tmp_path / "rows.jsonl"),
        "review": (
            "stable-1~1..master",
            "--onto",
            "stable-1",
            "--file",
            tmp_path / "r.toml",
            "--set",
            f"{at.fix}=y:{'x' * 300}",
        ),
    }[verb]
    code, _, err = finished(tmp_path / "tmp", verb, *words, "--repo", at.folder, preexec_fn=_full_disk)
    assert "Traceback" not in err
    assert "this is a bug" not in err
    assert code in (1, 2) or verb == "verify"  # which writes nothing here
    assert listing(at.folder) == before


def test_no_temporary_folder(at: Ground, tmp_path: Path) -> None:
    code, out, err = finished(tmp_path / "tmp", "port", at.fix, "--repo", at.folder, *ONTO, env={"TMPDIR": "/proc"})
    assert (code, out == "", err) in ((2, True, err), (0, False, ""))
    assert "Traceback" not in err


def _program(folder: Path, text: str) -> dict[str, str]:
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{text}\n")
    (folder / "git").chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin"}


@pytest.mark.parametrize(
    ("fake", "said"),
    [
        ("echo 'error: unknown command: start' >&2; exit 128", "unknown command: start"),
        ("echo broken >&2; exit 1", "broken"),
        ("kill -9 $$", "could not be written"),
    ],
)
def test_git_is_old_or_fails(fake: str, said: str, at: Ground, tmp_path: Path) -> None:
    before = listing(at.folder)
    env = _program(tmp_path / "bin", fake)
    code, out, err = finished(tmp_path / "tmp", "port", at.fix, "--repo", at.folder, *ONTO, "--branch", "b", env=env)
    assert (code, out) == (2, "")
    code, out, err = finished(
        tmp_path / "tmp", "port", at.fix, "--repo", at.folder, *ONTO, "--branch", "b/{series}", env=env
    )
    assert (code, out) == (2, "")
    assert said in err
    assert "git 2.27 or newer" in err
    assert listing(at.folder) == before


# git is killed where it hurts most: it has locked the branches, and not renamed the locks yet. Its caller goes first.
_TORN = """\
case "$*" in *update-ref*) ;; *) exec /usr/bin/git "$@" ;; esac
exec 3<&0
(sed '/^commit$/d' <&3; sleep 2) | /usr/bin/git "$@" &
pid=$!
until [ -e "$TORN_LOCK" ]; do sleep 0.02; done
sleep 0.1
kill -9 "$PPID"
[ -n "$TORN_GIT_LIVES" ] || kill -9 "$pid"
"""


@pytest.mark.parametrize("lives", ["", "yes"])
def test_git_is_killed_in_the_middle_of_a_branch(lives: str, at: Ground, tmp_path: Path) -> None:
    lock = at.folder / ".git" / "refs" / "heads" / "bp" / "2.lock"
    env = {**_program(tmp_path / "bin", _TORN), "TORN_LOCK": str(lock), "TORN_GIT_LIVES": lives}
    port = ("port", at.fix, "--repo", at.folder, *ONTO, "--branch", "bp/{series}")
    process = started(tmp_path / "tmp", *port, env=env)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    assert lock.exists()
    foreign = lock.with_name("mine.lock")
    foreign.touch()
    code, _, err = finished(tmp_path / "tmp", *port)  # the living git gives its locks back, and is waited for
    assert (code, err) == (0, "")
    foreign.unlink()  # nobody's but its owner's
    sound(at.folder)
    assert git(at.folder, "branch", "--list", "bp/*").split() == ["bp/1", "bp/2"]


def test_git_is_missing(at: Ground, tmp_path: Path) -> None:
    env = {"PATH": str(tmp_path)}
    assert finished(tmp_path / "tmp", "port", at.fix, "--repo", at.folder, *ONTO, env=env)[0] in (0, 1)
    code, out, err = finished(
        tmp_path / "tmp", "port", at.fix, "--repo", at.folder, *ONTO, "--branch", "b/{series}", env=env
    )
    assert (code, out) == (2, "")
    assert "git was not found" in err


@pytest.mark.parametrize("when", [0.0, -1e9, 5e9])
def test_the_clock_is_wrong(when: float, at: Ground, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = {
        "port": (at.fix, *ONTO, "--json"),
        "plan": (at.fix, *ONTO, "--json"),
        "status": ("--onto", "stable-2", "--onto", "stable-1", "--format", "csv"),
    }
    right = {verb: run(verb, *words, "--repo", at.folder) for verb, words in calls.items()}
    clock: Callable[[], float] = iter([when + 1e6 - tick for tick in range(10**6)]).__next__
    monkeypatch.setattr(time, "time", clock)  # it runs backwards
    for verb, words in calls.items():
        ran = run(verb, *words, "--repo", at.folder)
        assert (ran.code, ran.err) == (right[verb].code, "")
        assert ran.out == right[verb].out or verb == "port"  # which says how long it took


def test_objects_are_lost(at: Ground, run: Run) -> None:
    pack = at.folder / ".git" / "objects" / git(at.folder, "rev-parse", f"{at.fix}:queue.c")[:2]
    pack.rename(pack.with_name("gone"))
    ran = run("port", at.fix, "--repo", at.folder, *ONTO, "--json")
    assert (ran.code, {case["verdict"] for case in json.loads(ran.out)["cases"]}) == (1, {"UNKNOWN"})


@pytest.mark.parametrize("lost", ["objects", "refs", "HEAD", "."])
def test_permission_is_lost(lost: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner may not read a part of his own repository any more. Root may always, and becomes somebody else."""
    somebody = 65534 if os.geteuid() == 0 else os.geteuid()
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        at = ground(top / "repo")
        port = ("port", at.fix, "--repo", at.folder, *ONTO)
        run(*port, "--branch", "warm/{series}")  # all modules are loaded while they can be read
        git(at.folder, "branch", "-D", "warm/1", "warm/2")
        (top / "home").mkdir()
        for variable in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            monkeypatch.setenv(variable, str(top / "home"))
        for path in (top, *top.rglob("*")):
            os.chown(path, somebody, -1, follow_symlinks=False)
        before, closed = os.geteuid(), at.folder / ".git" / lost
        closed.chmod(0)
        try:
            os.seteuid(somebody)
            ran = run(*port, "--branch", "bp/{series}")
        finally:
            os.seteuid(before)
        closed.chmod(0o755)
        assert ran.code in (1, 2), ran
        assert "Traceback" not in ran.err and "this is a bug" not in ran.err
        assert (ran.code == 2) == ran.err.startswith("error: ")
        assert git(at.folder, "-c", "safe.directory=*", "for-each-ref", "refs/heads/bp") == ""
