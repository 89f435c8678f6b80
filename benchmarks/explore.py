"""How fast the searches are, in distinct states a second of processor time, beside SPIN.

Run as: PYTHONPATH=. python benchmarks/explore.py [CLONE REVISION]

Two-phase commit by SPIN (where it is installed; gcc -O2, the compilation not counted), by the vectorised search and by
the plain one; with a HAProxy clone and a revision also the model of its lifted code. The best of three.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from backport.models.declared.model import Declared
from backport.models.declared.search import search
from backport.models.explore import explore
from backport.projects import recognise
from backport.vcs.repository import Repository
from tests.models.examples import two_phase_commit
from tests.models.spin import spin

Rates = list[tuple[str, str, int, int, float]]


def main(arguments: list[str]) -> None:
    """Measure and print."""
    rows: Rates = []
    for count in (3, 5, 7):
        model = two_phase_commit(count)
        if shutil.which("spin") and shutil.which("gcc"):
            rows.append(_best(model.name, "SPIN", lambda model=model: _spun(model)))
        rows.append(_best(model.name, "vectorised", lambda model=model: _searched(model)))
        rows.append(_best(model.name, "plain", lambda model=model: _explored(model)))
    if arguments:
        rows.append(_best(f"connect {arguments[1]}", "lifted", lambda: _lifted(*arguments)))
    print(f"{'model':24} {'search':12} {'states':>8} {'steps':>9} {'seconds':>8} {'states/s':>10}")
    for name, by, states, steps, seconds in rows:
        print(f"{name:24} {by:12} {states:8} {steps:9} {seconds:8.3f} {states / seconds:10,.0f}")


def _best(name: str, by: str, run: Callable[[], tuple[int, int, float]]) -> tuple[str, str, int, int, float]:
    states, steps, seconds = min((run() for _ in range(3)), key=lambda found: found[2])
    return name, by, states, steps, seconds


def _spun(model: Declared) -> tuple[int, int, float]:
    with tempfile.TemporaryDirectory() as folder:
        found = spin(model, Path(folder), optimised="-O2")
    return found.states, found.transitions - 1, max(found.seconds, 0.001)


def _searched(model: Declared) -> tuple[int, int, float]:
    begun = time.process_time()
    found = search(model)
    return found.states, found.transitions, time.process_time() - begun


def _explored(model: Declared) -> tuple[int, int, float]:
    begun = time.process_time()
    found = explore(model)
    return len(found.origin), found.transitions, time.process_time() - begun


def _lifted(clone: str, revision: str) -> tuple[int, int, float]:
    begun = time.process_time()
    repository = Repository.open(clone)
    source = repository.tree(repository.commit(repository.resolve(revision)).tree)
    found = explore(recognise(source)[0].models()[0].build(source, {}))
    return len(found.origin), found.transitions, time.process_time() - begun


if __name__ == "__main__":
    main(sys.argv[1:])
