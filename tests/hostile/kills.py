"""Verbs that are killed at random moments: how each is called, and what it has to come to all the same."""

import json
import os
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread

from backport.core.tempfolders import sweep
from tests.hostile.ground import Ground
from tests.repos import Repo, git

TOP = Path(__file__).resolve().parents[2]
ONTO = ("--onto", "2=stable-2~1", "--onto", "1=stable-1")
_WHEN = "1700000000 +0000"
_OWN = {"GIT_COMMITTER_NAME": "Kit", "GIT_COMMITTER_EMAIL": "kit@example.org", "GIT_COMMITTER_DATE": _WHEN}
_FIX, _BACKPORT, _OLDER = "4173f4ea2986", "0ceb3f2952d4", "ebcfd47f1bc8"  # of HAProxy: mainline, 2.4, 2.0
_MORE = 8  # commits to decide about, beside the fix


@dataclass
class Trial:
    """One call. `result` is what it came to, the same whether it was killed on the way or not.

    `held` looks right after the kill and raises where something is lost; `keys` answers a terminal.
    """

    words: tuple[object, ...]
    result: Callable[[], object]
    held: Callable[[], object] = lambda: None
    done: Callable[[], bool] = lambda: False
    keys: "Keys | None" = None
    home: Path = field(default=Path())

    def start(self) -> "subprocess.Popen[bytes]":
        """The program in a process of its own."""
        (self.home / "tmp").mkdir(parents=True, exist_ok=True)
        places = {name: str(self.home / name) for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")}
        env = {**os.environ, **_OWN, **places, "TMPDIR": str(self.home / "tmp"), "PYTHONPATH": str(TOP)}
        command = [sys.executable, "-P", "-m", "backport", *map(str, self.words)]
        where = self.keys.terminal() if self.keys is not None else subprocess.DEVNULL
        said = where if self.keys is not None else subprocess.DEVNULL
        process = subprocess.Popen(
            command, env=env, stdin=where, stdout=said, stderr=subprocess.PIPE, start_new_session=True
        )
        if self.keys is not None:
            self.keys.begin()
        return process

    def finish(self) -> None:
        """Run it to its end. Raises AssertionError where it complains."""
        if self.done():
            return
        process = self.start()
        _, said = process.communicate(timeout=300)
        if self.keys is not None:
            self.keys.end()
        assert (process.returncode, said) == (0, b""), said.decode(errors="replace")[-2000:]


class Keys:
    """A person at a terminal: an answer for every candidate that is shown, until none is left."""

    def __init__(self) -> None:
        self.shown = 0
        self._over = False
        self._here = self._there = -1
        self._thread: Thread | None = None

    def terminal(self) -> int:
        """The program's side of a new terminal."""
        self._here, self._there = os.openpty()
        self.shown, self._over = 0, False
        return self._there

    def begin(self) -> None:
        """Sit down; the program has its side."""
        os.close(self._there)
        self._thread = Thread(target=self._answer, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Nobody is at the other side any more."""
        self._over = True
        if self._thread is not None:
            self._thread.join(timeout=60)
        os.close(self._here)

    def _answer(self) -> None:
        text = b""
        with suppress(OSError, termios.error):  # the other side is closed
            while True:
                select.select([self._here], [], [])
                text += os.read(self._here, 1 << 16)
                *asked, text = re.split(rb"q quit\]", text)
                for one in asked:
                    self.shown += 1
                    self._wait_until_it_reads()
                    os.write(self._here, _key(one))

    def _wait_until_it_reads(self) -> None:
        """What is typed earlier is thrown away when the terminal is switched to single keys."""
        while not self._over and termios.tcgetattr(self._here)[3] & termios.ICANON:
            time.sleep(0.002)


def _key(text: bytes) -> bytes:
    """The same answer for the same commit, whenever it is asked for."""
    seen = re.search(rb"([0-9]+) left +([0-9a-f]{12})", text)
    assert seen, text
    return b"q" if seen[1] == b"0" else b"ywun"[(at := int(seen[2], 16) % 4) : at + 1]


def _branches(at: Ground) -> dict[str, str]:
    listed = git(
        at.folder, "for-each-ref", "--format=%(refname:short) %(tree) %(parent) %(contents:subject)", "refs/heads/bp"
    )
    return dict(line.split(" ", 1) for line in listed.splitlines())


def port(at: Ground, home: Path) -> Trial:
    """Two branches: both or none."""

    def held() -> None:
        assert list(_branches(at)) in ([], ["bp/1", "bp/2"])

    words = ("port", at.fix, "--repo", at.folder, *ONTO, "--branch", "bp/{series}")
    return Trial(words, lambda: _branches(at), held, lambda: bool(_branches(at)), home=home)


def replay(at: Ground, home: Path) -> Trial:
    """A row for every pair; a whole row stays as it is."""
    parent = git(at.folder, "rev-parse", f"{at.backport}~1")
    targets = [at.backport, *git(at.folder, "rev-list", "stable-1").splitlines()]
    pairs, output, kept = home / "pairs.csv", home / "rows.jsonl", list[bytes]()
    lines = [f"{number},{target},{parent},{at.fix},{at.fix}\n" for number, target in enumerate(targets)]
    home.mkdir(parents=True, exist_ok=True)
    pairs.write_text("series,target,parent,origin,source\n" + "".join(lines))

    def rows() -> list[bytes]:
        return output.read_bytes().splitlines(True) if output.exists() else []

    def held() -> None:
        kept[:] = [line for line in rows() if line.endswith(b"\n")]

    def result() -> object:
        assert rows()[: len(kept)] == kept
        found = [json.loads(row) | {"ms": 0} for row in rows()]
        return sorted(found, key=lambda row: str(row["target"]))

    words = ("replay", "--repo", at.folder, "--pairs", pairs, "--jobs", 1, "--output", output)
    return Trial(words, result, held, home=home)


def status(at: Ground, home: Path) -> Trial:
    """The page is whole or not there, and the index that was begun is no harm."""
    page = home / "page.csv"

    def result() -> object:
        onto = ("--onto", "stable-2", "--onto", "stable-1")
        caches = {"XDG_CACHE_HOME": str(home / "XDG_CACHE_HOME"), "HOME": str(home / "HOME")}
        done = subprocess.run(
            [sys.executable, "-P", "-m", "backport", "status", "--repo", at.folder, *onto, "--format", "csv"],
            env={**os.environ, "PYTHONPATH": str(TOP), "TMPDIR": str(home / "tmp"), **caches},
            capture_output=True, check=True,
        )  # fmt: skip
        return page.exists(), done.stdout

    onto = ("--onto", "stable-2", "--onto", "stable-1", "--format", "csv")
    return Trial(("status", "--repo", at.folder, *onto), result, home=home)


def review(at: Ground, home: Path) -> Trial:
    """Whatever was decided before the next candidate was shown is in the file."""
    file, keys = home / "review.toml", Keys()
    words = ("review", "stable-1~1..master", "--repo", at.folder, "--onto", "stable-1", "--file", file, "--by", "Kit")

    def decided() -> list[str]:
        return file.read_text().splitlines()[3:] if file.exists() else []

    def held() -> None:
        keys.end()
        assert len(decided()) >= keys.shown - 1

    def result() -> object:
        assert [path.name for path in home.iterdir() if path.name.startswith(".")] == []
        return file.read_bytes()

    return Trial(words, result, held, lambda: len(decided()) == _MORE + 1, keys, home)


VERBS: dict[str, Callable[[Ground, Path], Trial]] = {"port": port, "replay": replay, "status": status, "review": review}


def busy(at: Ground) -> Ground:
    """The ground with something to decide about."""
    for number in range(_MORE):
        at.repo.commit(f"BUG/MINOR: queue: number {number}\n", {f"file{number}.c": f"int x{number};\n"})
    return at


def real(haproxy: Path, folder: Path) -> Ground:
    """A ground of real code at `folder`: two branches of HAProxy and a fix of mainline, with four commits of each.

    They are committed anew, on a first commit that all have in common: a history that is cut off is another test.
    """
    repo, parent = Repo.create(folder), ""
    names = {"stable-1": f"{_OLDER}~1", "stable-2": _BACKPORT, "master": _FIX}
    wanted = [f"{git(haproxy, 'rev-parse', commit)}:refs/heads/{name}" for name, commit in names.items()]
    repo.git("fetch", "-q", "--depth=4", "--update-head-ok", haproxy.resolve().as_uri(), *wanted)
    for name in names:
        tip = parent
        for commit in repo.git("rev-list", "--reverse", name).splitlines():
            on = ("-p", tip) if tip else ()
            tip = repo.git("commit-tree", *on, "-m", repo.git("log", "-1", "--format=%B", commit), f"{commit}^{{tree}}")
            parent = parent or tip
        repo.git("update-ref", f"refs/heads/{name}", tip)
    (folder / ".git" / "shallow").unlink()
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("reset", "-q", "--hard")
    repo.git("gc", "-q", "--prune=now")
    return Ground(repo, repo.git("rev-parse", "master"), repo.git("rev-parse", "stable-2"))


def kills(verb: str, count: int, seed: int, base: Ground, folder: Path) -> Iterator[float]:
    """Kill a verb `count` times, once in each part of its time; the moments in seconds, as they are done.

    Every other time all that it started is killed as well. Raises AssertionError where anything is lost or left.
    """
    chance = random.Random(f"{verb} {seed}")
    begun = time.monotonic()
    whole = VERBS[verb](*_copy(base, folder / "whole"))
    whole.finish()
    lasts, expected = time.monotonic() - begun, whole.result()
    for number in range(count):
        at, home = _copy(base, folder / str(number))
        trial = VERBS[verb](at, home)
        moment = lasts * 1.02 * (number + chance.random()) / count
        process = trial.start()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=moment)
        _kill(process, number % 2 == 1)
        trial.held()
        sound(at.folder)
        trial.finish()
        assert trial.result() == expected
        sound(at.folder)
        sweep(home / "tmp", time.time() + 3600)
        assert list((home / "tmp").iterdir()) == []
        shutil.rmtree(folder / str(number))
        yield moment


def sound(folder: Path) -> None:
    """git finds nothing wrong, and nobody's lock."""
    git(folder, "fsck", "--no-dangling", "--no-progress", "--strict")
    assert list(folder.rglob("*.lock")) == []
    assert git(folder, "worktree", "list").count("\n") == 0
    assert git(folder, "status", "--short") == ""


def _copy(base: Ground, folder: Path) -> tuple[Ground, Path]:
    shutil.copytree(base.folder, folder / "repo", symlinks=True)
    return replace(base, repo=Repo(folder / "repo", base.repo.clock)), folder / "home"


def _kill(process: "subprocess.Popen[bytes]", all_of_it: bool) -> None:
    started = list(_below(process.pid)) if all_of_it else []
    for pid in (process.pid, *started):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=60)
    time.sleep(0.05)  # git finishes what it has begun, in a session of its own


def _below(pid: int) -> Iterator[int]:
    """The processes that it started, and what those started."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                yield child
                yield from _below(child)
