"""Which commits are backports: by what their messages say, else by what the development branch has the like of."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from backport.core.batch import Claim, Claimed
from backport.core.commit import Commit
from backport.core.trailers import chain, trailers
from backport.vcs.objects import Objects

_K = TypeVar("_K")

OPT_OUT = "Backport-check"  # `Backport-check: skip, REASON` in a message
_SKIP = re.compile(r"(?:skip|no|off)\b[\s,:;–—-]*(?P<reason>.*)", re.IGNORECASE)
_NEWEST = 300  # commits of the development branch that are compared by patch-id whatever they are called
# "[2.5] subject (#123)", "subject (backport #123) (#124)": what forges and their bots add
_TAGS = re.compile(r"^(?:\[[^\]]{1,40}\]\s*)+|(?:\s*\((?:(?:backport|bp)\s+)?#\d+\))+$")


class Mainline:
    """What the development branch has since a branch left it, found by author and date, by subject, by patch-id."""

    def __init__(self, objects: Objects, tip: str, away: str) -> None:
        """`tip` is where the development branch stands, `away` a commit of the branch that left it."""
        self._objects = objects
        self.tip = tip
        base = objects.merge_base(tip, away)
        self._hide = (base,) if base else ()

    def like(self, commit: Commit) -> tuple[str, str]:
        """The id of the commit that this one looks like and why; two empty strings for none."""
        candidates = self._called.get(_subject(commit), []) + self._made.get(_who(commit), [])
        mine = self._objects.patch_id(commit.id)
        if mine is None:
            return "", ""
        for other in dict.fromkeys(candidates):
            if self._objects.patch_id(other) == mine:
                return other, f"{other[:12]} makes the same change"
        if candidates:
            same = "subject" if _subject(commit) in self._called else "author and date"
            return candidates[0], f"{candidates[0][:12]} has the same {same}"
        found = self._newest.get(mine, "")
        return found, f"{found[:12]} makes the same change" if found else ""

    @cached_property
    def _commits(self) -> tuple[Commit, ...]:
        return tuple(commit for commit in self._objects.walk(self.tip, self._hide) if len(commit.parents) == 1)

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        return _grouped((_subject(commit), commit.id) for commit in self._commits)

    @cached_property
    def _made(self) -> dict[tuple[str, int], list[str]]:
        return _grouped((_who(commit), commit.id) for commit in self._commits)

    @cached_property
    def _newest(self) -> dict[str, str]:
        ids = [(self._objects.patch_id(commit.id), commit.id) for commit in self._commits[:_NEWEST]]
        return {patch: commit for patch, commit in reversed(ids) if patch}


def claims(commits: Sequence[Commit], mainline: Mainline, opt_out: bool = True) -> tuple[Claimed, ...]:
    """What each commit claims. Without `opt_out` a commit's own wish not to be examined is not heard."""
    return tuple(_claimed(commit, mainline, opt_out) for commit in commits)


def _claimed(commit: Commit, mainline: Mainline, opt_out: bool) -> Claimed:
    exempt = next((said for value in trailers(commit.message, OPT_OUT) if (said := _SKIP.match(value))), None)
    if exempt and opt_out:
        return Claimed(commit.id, commit.subject, Claim.EXEMPT, reason=exempt["reason"] or "no reason is given")
    sources = chain(commit.message)
    if sources:
        return Claimed(commit.id, commit.subject, Claim.CLAIMS, sources[0], f"made from {sources[0][:12]}")
    if len(commit.parents) != 1:
        return Claimed(commit.id, commit.subject, Claim.NONE, reason="a merge")
    origin, why = mainline.like(commit)
    return Claimed(commit.id, commit.subject, Claim.RESEMBLES if origin else Claim.NONE, origin, why)


def _subject(commit: Commit) -> str:
    return " ".join(_TAGS.sub("", commit.subject).casefold().split())


def _who(commit: Commit) -> tuple[str, int]:
    """A pick keeps the author and the author's date to the second."""
    return commit.author.email, commit.author.time


def _grouped(pairs: Iterable[tuple[_K, str]]) -> dict[_K, list[str]]:
    found: dict[_K, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
