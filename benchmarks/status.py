"""`backport status` against HAProxy's own git-show-backports: the same cells, and how long each takes.

    BACKPORT_HAPROXY=/path/to/haproxy.git python benchmarks/status.py

The clone is only read: the script runs in a temporary repository that borrows its objects, with one branch per series
at the series' newest tag.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BASE, REFERENCE = "v3.2.0", "v3.5-dev1"
SERIES = ("3.3", "3.2", "3.0", "2.8", "2.6")
SCRIPT = "scripts/git-show-backports"


@dataclass(frozen=True, order=True)
class Cost:
    """Seconds on the clock, and seconds that processors worked: a busy machine makes only the first one larger."""

    clock: float
    work: float


def run(command: Sequence[str], folder: Path, **environment: str) -> tuple[str, Cost]:
    """What a command prints, and what it cost."""
    started, worked = time.perf_counter(), _worked()
    done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")
    return done.stdout, Cost(time.perf_counter() - started, _worked() - worked)


def _worked() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def borrow(clone: Path, folder: Path) -> Path:
    """A repository with the clone's objects and tags and a branch per series."""
    run(["git", "init", "-q", "-b", "none", str(folder)], folder.parent)
    objects = run(["git", "rev-parse", "--path-format=absolute", "--git-path", "objects"], clone)[0].strip()
    (folder / ".git/objects/info").mkdir(parents=True, exist_ok=True)
    (folder / ".git/objects/info/alternates").write_text(objects + "\n")
    run(["git", "fetch", "-q", str(clone), "refs/tags/*:refs/tags/*", "refs/heads/*:refs/heads/*"], folder)
    for series in SERIES:
        tags = run(["git", "tag", "--list", f"v{series}.*"], folder)[0].split()
        newest = max(tags, key=lambda tag: [int(digits) for digits in re.findall(r"\d+", tag)])
        run(["git", "branch", series, newest], folder)
    return folder


def cells(output: str) -> list[list[str]]:
    """Ids and cells of every row, without subjects and titles."""
    rows = (line.split("|")[0].split() for line in output.splitlines())
    return [row for row in rows if row and not row[0].startswith(":")]


def main() -> int:
    """Both in one run; exit code 1 where a cell differs."""
    clone = Path(os.environ["BACKPORT_HAPROXY"])
    with tempfile.TemporaryDirectory() as scratch:
        folder = borrow(clone, Path(scratch) / "haproxy")
        cache = {"XDG_CACHE_HOME": str(Path(scratch) / "cache"), "PYTHONPATH": str(Path(__file__).parents[1])}
        onto = [word for series in SERIES for word in ("--onto", series)]
        ours = [sys.executable, "-m", "backport", "status", f"{BASE}..{REFERENCE}", *onto]
        ours += ["--format", "show-backports", "-q"]
        cold_output, cold = run(ours, folder, **cache)
        warm_output, warm = min((run(ours, folder, **cache) for _ in range(3)), key=lambda each: each[1])
        script = Path(scratch) / "git-show-backports"
        script.write_text(run(["git", "show", f"{REFERENCE}:{SCRIPT}"], folder)[0])
        shell = shutil.which("bash") or "bash"
        theirs, slow = run([shell, str(script), "-q", "-b", BASE, "-r", REFERENCE, *SERIES], folder)
        size = int(run(["git", "rev-list", "--all", "--count"], folder)[0])
    ours_cells, their_cells = cells(warm_output), cells(theirs)
    differing = sum(a != b for a, b in zip(ours_cells, their_cells, strict=False))
    differing += abs(len(ours_cells) - len(their_cells))
    print(f"{BASE}..{REFERENCE} x {', '.join(SERIES)}: {len(their_cells)} rows, {differing} differ")
    print(f"whole output the same, byte for byte: {'yes' if cold_output == warm_output == theirs else 'no'}")
    print(f"{'':32} {'clock':>10} {'processor':>12}")
    for name, cost in (("git-show-backports", slow), (f"status, cold ({size} commits)", cold), ("status, warm", warm)):
        print(f"{name:32} {cost.clock:8.2f} s {cost.work:10.2f} s")
    return int(differing > 0)


if __name__ == "__main__":
    raise SystemExit(main())
