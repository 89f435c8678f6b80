"""How long a translation takes. Run as: python benchmarks/translate.py [CLONE].

The clone is named by the argument or by BACKPORT_HAPROXY. Each file is translated by a new translator, as the first fix
of a run has it, and then again: the best of five.
"""

import os
import sys
import time
from dataclasses import dataclass

from backport import resources
from backport.branchmap import BranchMap, load
from backport.vcs.repository import Repository


@dataclass(frozen=True)
class Case:
    """A file of a release, and the generation it is translated to."""

    release: str
    path: str
    target: str


CASES = (
    Case("v3.4.0", "src/mux_h2.c", "stream_interface"),
    Case("v3.4.0", "src/http_ana.c", "stconn"),
    Case("v3.4.0", "src/stconn.c", "legacy_http"),
    Case("v2.6.0", "src/mux_h1.c", "stream_interface"),
    Case("v2.6-dev8", "src/conn_stream.c", "stream_interface"),
)


def main(clone: str) -> None:
    """Measure and print."""
    repository = Repository.open(clone)
    begun = time.perf_counter()
    load(resources.folder("branch_maps") / "haproxy")
    print(f"load the map: {_ms(begun):.0f} ms")
    for case in CASES:
        _measure(load(resources.folder("branch_maps") / "haproxy"), repository, case)


def _measure(branch_map: BranchMap, repository: Repository, case: Case) -> None:
    tree = repository.tree(repository.commit(repository.resolve(case.release)).tree)
    source = branch_map.generation_of(tree).generation
    data = tree.read(case.path)
    if source is None or data is None:
        print(f"{case.release} {case.path}: not there")
        return
    translator = branch_map.translator(source, case.target)
    times = []
    for _ in range(6):
        begun = time.perf_counter()
        made = translator.text(case.path, data)
        times.append(_ms(begun))
    rules = sum(map(len, translator.route.steps))
    print(
        f"{case.release} {case.path}, {len(data) // 1000} kB, {source} to {case.target}, {rules} rules:"
        f" first {times[0]:.1f} ms, then {min(times[1:]):.1f} ms, {len(made.used)} rules used"
    )


def _ms(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.environ["BACKPORT_HAPROXY"])
