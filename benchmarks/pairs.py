"""Pairs for `backport replay` from a repository's own trailers: python benchmarks/pairs.py REPO FILE [ROWS].

Every commit of a stable branch whose message names the commit it was picked from is a pair, as long as that commit is
in the repository. ROWS of them are taken, evenly. What git makes of each is found by `git merge-tree` (the ort merge
that cherry-pick does, in memory), from the origin and from the last hop, and stands in the columns direct_git and
hop_git: EXACT, CLEAN_DIFF or CONFLICT. Nothing is written to the repository.
"""

import csv
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from backport.config import development, load, series
from backport.core.commit import Commit
from backport.core.errors import UserError
from backport.core.trailers import chain
from backport.vcs.repository import Repository
from backport.vcs.scratch import Scratch

COLUMNS = ("series", "target", "parent", "origin", "source", "direct_git", "hop_git")


@dataclass(frozen=True)
class Pair:
    """A backport, what it was first and last picked from (full ids)."""

    series: str
    target: Commit
    origin: Commit
    source: Commit


def main(repo: str, file: str, rows: int) -> None:
    """Find, measure git, write and tell."""
    repository = Repository.open(repo)
    found = sorted(_pairs(repository), key=lambda pair: (pair.series, pair.target.committer.time, pair.target.id))
    chosen = found[:: max(1, len(found) // rows)] if rows else found
    print(f"{len(found)} pairs, {len(chosen)} taken")
    counts: Counter[tuple[str, str]] = Counter()
    times: list[float] = []
    with Scratch.temporary((repository,)) as scratch, Path(file).open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for pair in chosen:
            started = time.perf_counter()
            direct = _git(scratch, pair.origin, pair.target)
            times.append((time.perf_counter() - started) * 1000)
            hop = direct if pair.source == pair.origin else _git(scratch, pair.source, pair.target)
            counts["direct", direct] += 1
            counts["hop", hop] += 1
            ids = (pair.target.id, pair.target.parents[0], pair.origin.id, pair.source.id)
            writer.writerow((pair.series, *ids, direct, hop))
    for (mode, outcome), number in sorted(counts.items()):
        print(f"{mode:6} {outcome:10} {number:6} {number / len(chosen):7.2%}")
    print(f"git merge-tree: median {median(times):.1f} ms")


def _pairs(repository: Repository) -> Iterator[Pair]:
    config = load(repository)
    mainline = development(config, repository).tip
    seen: set[str] = set()
    for one in series(config, repository):
        for commit in repository.walk(one.tip, (mainline,)):
            if commit.id not in seen and len(commit.parents) == 1:
                seen.add(commit.id)
                ends = _ends(repository, commit)
                if ends is not None:
                    yield Pair(one.name, commit, *ends)


def _ends(repository: Repository, commit: Commit) -> tuple[Commit, Commit] | None:
    """First and last commit of the chain that the message names, both here and with one parent."""
    named = chain(commit.message)
    try:
        ends = [repository.commit(repository.resolve(named[at])) for at in (0, -1)] if named else []
        if ends:
            repository.source(commit.id)
    except UserError:
        return None
    single = len(ends) == 2 and all(len(end.parents) == 1 for end in ends)
    return (ends[0], ends[1]) if single else None


def _git(scratch: Scratch, source: Commit, target: Commit) -> str:
    """What `git cherry-pick` would leave: a merge whose base is the source's parent, as a child of it makes it."""
    before = scratch.commit(target.parents[0])
    child = scratch.write_commit(before.tree, source.parents[0], "the branch", before.author, before.committer)
    command = ["git", "-C", str(scratch.folder), "merge-tree", "--write-tree", "--no-messages", child, source.id]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return "CONFLICT"
    return "EXACT" if done.stdout.split()[0] == target.tree else "CLEAN_DIFF"


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0)
