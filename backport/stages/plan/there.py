"""Whether a branch has a fix, by its history: the commit itself, or one that says it was made from it."""

from collections.abc import Iterator
from dataclasses import dataclass

from backport.core.commit import Commit
from backport.core.trailers import chain
from backport.vcs.objects import Objects

_SHORTEST = 8  # digits of an id that a trailer may be cut to


@dataclass(frozen=True)
class Found:
    """The commit of the branch that has the fix, and how that is known."""

    commit: str
    how: str


def in_history(objects: Objects, fix: Commit, tip: str) -> Found | None:
    """The commit reachable from `tip` that is the fix or was picked from it, directly or over other branches."""
    if objects.is_ancestor(fix.id, tip):
        return Found(fix.id, f"{fix.id[:12]} itself is in its history")
    wanted = {fix.id, *chain(fix.message)}
    for commit in _own(objects, fix.id, tip):
        if any(name[:_SHORTEST] in commit.message for name in wanted):
            named = [name for name in chain(commit.message) if _same(name, wanted)]
            if named:
                return Found(commit.id, f"{commit.id[:12]} says it was picked from {named[0][:12]}")
        if commit.id in wanted:
            return Found(commit.id, f"{commit.id[:12]}, which the fix was picked from, is in its history")
    return None


def _own(objects: Objects, fix: str, tip: str) -> Iterator[Commit]:
    base = objects.merge_base(fix, tip)
    return objects.walk(tip, (base,) if base else ())


def _same(name: str, wanted: set[str]) -> bool:
    return any(full.startswith(name) or name.startswith(full) for full in wanted)
