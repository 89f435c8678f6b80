"""How well the code alone tells whether a branch has a fix: python benchmarks/code.py PAIRS.csv [HOW_MANY].

PAIRS.csv has columns `target`, `parent` and `origin`: a backport that a person made, the commit before it, and the fix.
Trailers are not looked at: the tree of `target` should be seen to have the fix, that of `parent` should not. The clone
is named by BACKPORT_HAPROXY.
"""

import csv
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

from backport.config import load
from backport.core.errors import UserError
from backport.pipeline.bench import bench, words
from backport.stages.plan.code import sights
from backport.stages.plan.sight import Sight, has_fix, lacks_fix
from backport.vcs.repository import Repository


def said(seen: tuple[Sight, ...]) -> str:
    """What a tree's code says of the fix."""
    return "has it" if has_fix(seen) else "lacks it" if lacks_fix(seen) else "cannot be told"


def main(file: str, count: int) -> None:
    """Look at a sample and print how often each answer was given."""
    repository = Repository.open(Path(os.environ["BACKPORT_HAPROXY"]))
    with Path(file).open(newline="") as text:
        rows = random.Random(1).sample(list(csv.DictReader(text)), count)
    answers: dict[str, Counter[str]] = {"before": Counter(), "after": Counter()}
    inherited: Counter[tuple[str, str]] = Counter()
    wrong = []
    started = time.monotonic()
    with bench(repository, load(repository)) as at:
        for row in rows:
            for when, commit in (("before", row["parent"]), ("after", row["target"])):
                try:
                    source = at.scratch.source(row["origin"])
                    tree = at.scratch.commit(commit).tree
                    seen = sights(at.scratch, at.atlas, source, tree, words(at, source, tree).translator)
                except UserError:
                    continue
                answer = said(seen)
                answers[when][answer] += 1
                inherited.update((when, sight.standing.name) for sight in seen if sight.instead_of)
                if (when, answer) in (("before", "has it"), ("after", "lacks it")):
                    wrong.append(
                        f"{answer} {when} {row['target'][:12]}, fix {row['origin'][:12]}: {'; '.join(map(str, seen))}"
                    )
    for when, counts in answers.items():
        total = sum(counts.values())
        print(f"{when:7}", "  ".join(f"{name} {number / total:.1%}" for name, number in counts.most_common()))
    print("pieces seen in a function that took the code over:", dict(inherited))
    print(f"{len(rows)} pairs, {(time.monotonic() - started) / max(1, 2 * len(rows)) * 1000:.0f} ms per tree")
    print("\n".join(wrong))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 300)
