"""How long a port takes beside git: python benchmarks/port.py CLONE PAIRS [--rows N] [--static].

Of the file of pairs (see `backport replay`) N are taken, 40 if not said: evenly spread stretches of ten,
because neighbours share most files, as they do when a file of pairs is replayed or a series maintained. Each is
made by git cherry-pick -n in a work tree that stands at the branch's parent commit already, and by the tool in
four ways, one after the other, in one process whose bench is open already: placing alone, with the checks that
read, and, without --static, with the compiler and with the models (whose cache begins empty). All start from
the origin. The repository is only read.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import mean, median, quantiles

from backport.config import load
from backport.core.case import Target
from backport.core.errors import UserError
from backport.pipeline.behaviour import behaving
from backport.pipeline.bench import Bench, bench, words
from backport.pipeline.judge import STATIC, judge
from backport.pipeline.line import Line
from backport.pipeline.replay import Pair, pairs
from backport.stages.apply.ladder import apply_fix
from backport.stages.verify.table import CHECKS
from backport.vcs.command import run_git
from backport.vcs.repository import Repository

Way = Callable[[Pair], object]
_STRETCH = 10


def main(clone: str, file: str, rows: int, static: bool) -> None:
    """Measure and print."""
    repository = Repository.open(clone)
    told = pairs(Path(file))
    listed = [pair for pair in told if repository.exists(pair.origin) and repository.exists(pair.parent)]
    if len(listed) < len(told):
        print(f"{len(told) - len(listed)} pairs are left out: the repository has not all of their commits")
    stretches = range(0, len(listed), max(_STRETCH, len(listed) * _STRETCH // rows))
    chosen = [pair for start in stretches for pair in listed[start : start + _STRETCH]][:rows]
    times: dict[str, list[float]] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        bench(repository, load(repository)) as at,
        _tree(at, Path(folder), chosen[0]) as tree,
    ):
        os.environ["XDG_CACHE_HOME"] = folder
        ways = {"git cherry-pick -n": _git(tree)} | _ours(at, static)
        for pair in (chosen[0], *chosen):  # the first one warms up and is not counted
            for name, way in ways.items():
                _at_parent(tree, pair)
                begun = time.perf_counter()
                way(pair)
                times.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
    print(f"{len(chosen)} pairs, milliseconds\n{'':24}{'median':>8}{'mean':>8}{'90 %':>8}{'most':>8}")
    for name, all_of_them in times.items():
        spent = all_of_them[1:]
        figures = (median(spent), mean(spent), quantiles(spent, n=10)[-1], max(spent))
        print(f"{name:24}" + "".join(f"{figure:8.0f}" for figure in figures))


def _ours(at: Bench, static: bool) -> dict[str, Way]:
    judges = {"with checks that read": judge(STATIC)}
    slow = {
        "and the compiler": judge(CHECKS),
        "and the models": behaving(judge(CHECKS)),
    }

    def placed(pair: Pair) -> object:
        source, target = at.scratch.source(pair.origin), _target(at, pair)
        return apply_fix(at.scratch, at.atlas, source, target.tree, words(at, source, target.tree).translator)

    def ported(line: Line) -> Way:
        return lambda pair: line.port(pair.origin, (_target(at, pair),))

    return {"placing alone": placed} | {
        name: ported(Line(at, one)) for name, one in (judges | ({} if static else slow)).items()
    }


def _target(at: Bench, pair: Pair) -> Target:
    return Target(pair.series, pair.parent, at.scratch.commit(pair.parent).tree)


@contextmanager
def _tree(at: Bench, folder: Path, pair: Pair) -> Iterator[Path]:
    """A work tree of the scratch repository."""
    tree = folder / "tree"
    run_git(at.scratch.folder, "worktree", "add", "--quiet", "--detach", str(tree), pair.parent)
    yield tree


def _at_parent(tree: Path, pair: Pair) -> None:
    subprocess.run(["git", "-C", str(tree), "reset", "--quiet", "--hard", pair.parent], check=True)
    subprocess.run(["git", "-C", str(tree), "clean", "-fdxq"], check=True)


def _git(tree: Path) -> Way:
    def picked(pair: Pair) -> object:
        command = ["git", "-C", str(tree), "cherry-pick", "-n", pair.origin]
        return subprocess.run(command, capture_output=True, check=False)

    return picked


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clone")
    parser.add_argument("pairs")
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--static", action="store_true", help="no compiler, no models")
    asked = parser.parse_args()
    try:
        main(asked.clone, asked.pairs, asked.rows, asked.static)
    except UserError as error:
        sys.exit(f"{error.message}\n  {error.way_out}")
