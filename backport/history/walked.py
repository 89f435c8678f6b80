"""Whether a branch has a fix, by walking that one branch: what the index knows of all, for callers that have none.

A port needs no index of the whole clone, and what is replayed may not see more than its branch.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backport.core.commit import Commit
from backport.core.trailers import chain
from backport.vcs.objects import Objects

_SHORTEST = 8  # digits of an id that a trailer may be cut to
_TAKEN_BACK = re.compile(r"\breverts commit ([0-9a-f]{7,40})\b")  # what `git revert` writes


@dataclass(frozen=True)
class Found:
    """The commit of the branch that has the fix, how that is known, and the later commit that took it back, if any."""

    commit: str
    how: str
    taken_back: str = ""


def in_history(objects: Objects, fix: Commit, tip: str) -> Found | None:
    """The commit reachable from `tip` that is the fix or was picked from it, directly or over other branches."""
    if objects.is_ancestor(fix.id, tip):
        return Found(fix.id, f"{fix.id[:12]} itself is in its history")
    wanted = {fix.id, *chain(fix.message)}
    taken_back: dict[str, str] = {}
    for commit in _own(objects, fix.id, tip):
        how = _how(commit, wanted)
        if how:
            by = next((each for name, each in taken_back.items() if commit.id.startswith(name)), "")
            return Found(commit.id, how, by)
        if "reverts commit" in commit.message:
            taken_back.update(dict.fromkeys(_TAKEN_BACK.findall(commit.message), commit.id))
    return None


def _how(commit: Commit, wanted: set[str]) -> str:
    if commit.id in wanted:
        return f"{commit.id[:12]}, which the fix was picked from, is in its history"
    if any(name[:_SHORTEST] in commit.message for name in wanted):
        named = [name for name in chain(commit.message) if _same(name, wanted)]
        if named:
            return f"{commit.id[:12]} says it was picked from {named[0][:12]}"
    return ""


def _own(objects: Objects, fix: str, tip: str) -> Iterator[Commit]:
    base = objects.merge_base(fix, tip)
    return objects.walk(tip, (base,) if base else ())


def _same(name: str, wanted: set[str]) -> bool:
    return any(full.startswith(name) or name.startswith(full) for full in wanted)
