"""What the connect model costs on every branch: PYTHONPATH=. python benchmarks/branches.py CLONE [BEFORE..AFTER].

Without pairs of revisions, the last two releases of every series that the model knows. Each is lifted and searched
anew, nothing is cached. Two processes share the work, which the wall clock in the last line is about; the other
figures are processor time.
"""

import re
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from statistics import median

from backport.models.check import run
from backport.projects import recognise
from backport.vcs.repository import Repository

_RELEASE = re.compile(r"refs/tags/(v(\d+)\.(\d+)(?:\.(\d+)|-dev(\d+)))\Z")
_FIRST = (2, 0)  # series; before, the code has no connector of its own
_PROCESSES = 2


@dataclass(frozen=True)
class Run:
    """One revision: what was found, and the processor time that it took."""

    revision: str
    verdict: str
    states: int
    steps: int
    seconds: float


def main(clone: str, ranges: list[str]) -> None:
    """Measure and print."""
    pairs = [(one, other) for one, _, other in (text.partition("..") for text in ranges)] or releases(clone)
    begun = time.monotonic()
    with ProcessPoolExecutor(_PROCESSES) as pool:
        found = list(pool.map(examine, [clone] * 2 * len(pairs), chain.from_iterable(pairs)))
    wall = time.monotonic() - begun
    print(f"{'revision':16} {'verdict':10} {'states':>7} {'steps':>7} {'seconds':>8}")
    for one in found:
        print(f"{one.revision:16} {one.verdict:10} {one.states:7} {one.steps:7} {one.seconds:8.2f}")
    spent = [one.seconds for one in found]
    figures = f"median {median(spent):.2f} s, most {max(spent):.2f} s, together {sum(spent):.1f} s"
    print(f"{len(found)} runs: {figures}, wall clock {wall:.1f} s with {_PROCESSES} processes")


def releases(clone: str) -> list[tuple[str, str]]:
    """The last two releases of every series; of one that has none yet, its development versions."""
    known: dict[tuple[int, int], list[tuple[int, int, str]]] = {}
    for name in Repository.open(clone).refs("refs/tags/"):
        if found := _RELEASE.match(name):
            tag, major, minor, patch, dev = found.groups()
            known.setdefault((int(major), int(minor)), []).append((int(patch or -1), int(dev or 0), tag))
    listed = (sorted(tags)[-2:] for series, tags in sorted(known.items()) if series >= _FIRST)
    return [(before, after) for (*_, before), (*_, after) in listed]


def examine(clone: str, revision: str) -> Run:
    """Lift and search one revision."""
    begun = time.process_time()
    repository = Repository.open(clone)
    source = repository.tree(repository.commit(repository.resolve(revision)).tree)
    found = run(recognise(source)[0].models()[0], source)
    return Run(revision, found.reason or found.status, found.states, found.transitions, time.process_time() - begun)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
