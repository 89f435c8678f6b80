"""A long life in one process: nothing piles up, here or in the user's repository."""

import gc
import os
import resource
from pathlib import Path

from backport.config import load
from backport.core.case import Target
from backport.pipeline.bench import bench
from backport.pipeline.judge import STATIC, judge
from backport.pipeline.line import Line
from backport.vcs.repository import Repository
from tests.hostile.ground import ground, listing

PORTS = 1000 if os.environ.get("BACKPORT_SLOW") else 12


def _handles() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208


def test_many_ports(tmp_path: Path) -> None:
    at = ground(tmp_path / "repo")
    repository = Repository.open(at.folder)
    tip = repository.resolve("stable-1")
    target = Target("1", tip, repository.commit(tip).tree)
    before = listing(at.folder)
    config = load(repository)
    seen: list[tuple[int, int]] = []
    trees: set[str | None] = set()
    for number in range(PORTS):
        with bench(repository, config) as opened:
            trees.add(Line(opened, judge(STATIC)).port(at.fix, [target]).cases[0].tree)
        if number % (PORTS // 4) == 0:
            gc.collect()
            seen.append((_handles(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    print("handles and memory (KB):", seen)
    assert len(trees) == 1
    assert seen[-1][0] <= seen[1][0] + 4
    assert seen[-1][1] <= seen[1][1] + 4_000  # KB that caches of a bounded size may still take
    assert listing(at.folder) == before
