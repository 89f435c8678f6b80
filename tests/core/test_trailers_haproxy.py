"""Real backports: what `compose` writes is what the maintainers recorded."""

import subprocess
from pathlib import Path

import pytest

from backport.core.trailerblock import compose
from backport.core.trailers import chain, hops

SEED = {
    "1eb8b8e8b39c": ("4173f4ea2986",),
    "0ceb3f2952d4": ("4173f4ea2986", "1eb8b8e8b39c"),
    "c8d619949fe6": ("4173f4ea2986", "1eb8b8e8b39c", "0ceb3f2952d4"),
    "ebcfd47f1bc8": ("4173f4ea2986", "1eb8b8e8b39c", "0ceb3f2952d4", "c8d619949fe6"),
}
SERIES = ("v2.0.0..v2.0.35", "v2.4.0..v2.4.30", "v2.8.0..v2.8.15", "v3.0.0..v3.0.10")


def _messages(clone: Path, *args: str) -> dict[str, tuple[str, str]]:
    """Id → (committer, message) of the commits that `git log` lists."""
    command = ["git", "-C", str(clone), "log", "-z", "--format=%H%n%cn <%ce>%n%B", *args]
    raw = subprocess.run(command, capture_output=True, check=True).stdout.decode(errors="replace")
    parts = (record.split("\n", 2) for record in raw.split("\0") if record)
    return {commit: (committer, message.rstrip("\n") + "\n") for commit, committer, message in parts}


@pytest.mark.haproxy
@pytest.mark.parametrize("backport", SEED)
def test_the_seed(haproxy: Path, backport: str) -> None:
    (target, (committer, message)), *_ = _messages(haproxy, "-1", backport).items()
    ids = chain(message)
    assert tuple(each[:12] for each in ids) == SEED[backport]
    source = _messages(haproxy, "-1", ids[-1])[ids[-1]][1]
    assert target.startswith(backport)
    assert compose(source, ids[-1], "", committer) == message


@pytest.mark.haproxy
def test_thousands_of_backports(haproxy: Path) -> None:
    known = _messages(haproxy, "--all")
    wanted = same = 0
    for committer, message in _messages(haproxy, *SERIES).values():
        way = hops(message)
        if not way or way[-1].notes or way[-1].source.commit not in known:
            continue
        wanted += 1
        same += compose(known[way[-1].source.commit][1], way[-1].source.commit, "", committer) == message
    assert wanted > 3000
    assert same / wanted > 0.97
