"""What a push adds, as git tells its pre-push hook: which commits of it are to be examined."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from backport.config import development
from backport.core.errors import UserError
from backport.pipeline.bench import Bench

_MOST = 500  # commits: more is an import, not a push of fixes


@dataclass(frozen=True)
class Push:
    """One ref that is pushed: what stands here, what stood there (empty for a new one), and the name there."""

    name: str
    here: str
    there: str


def pushes(lines: Iterable[str]) -> Iterator[Push]:
    """What git writes to the hook, `LOCAL-REF LOCAL-ID REMOTE-REF REMOTE-ID` a line (githooks(5)); no deletions."""
    for line in lines:
        parts = line.split()
        if len(parts) == 4 and parts[1].strip("0"):
            yield Push(parts[2], parts[1], parts[3] if parts[3].strip("0") else "")


def known_there(bench: Bench, remote: str) -> tuple[str, ...]:
    """What the remote is known to have, by the refs of it that are here, and the development branch."""
    repository = bench.repository
    tips = set(repository.refs(f"refs/remotes/{remote}/").values()) | {_development(bench)}
    return tuple(sorted(filter(None, tips)))


def worth(bench: Bench, push: Push, hide: tuple[str, ...]) -> str:
    """Why a push is not to be examined, empty where it is: the development branch, another kind of ref, too much."""
    if not push.name.startswith("refs/heads/"):
        return "no branch"
    if push.name.rpartition("/")[2] == bench.config.development.rpartition("/")[2]:
        return "the development branch"
    if push.there and not bench.repository.exists(push.there):
        return "what it replaces is not here: fetch first"
    known = tuple(filter(None, (push.there, *hide)))
    count = sum(1 for _ in islice(bench.repository.walk(push.here, known), _MOST + 1))
    return f"more than {_MOST} commits: 'backport audit' examines them" if count > _MOST else ""


def _development(bench: Bench) -> str:
    try:
        return development(bench.config, bench.repository).tip
    except UserError:
        return ""
