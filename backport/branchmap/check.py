"""Prove a map against real trees: what a rule calls newer or older is there, and only where it should be."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Protocol

from backport.branchmap.lexical import code_only, words
from backport.branchmap.map import BranchMap
from backport.branchmap.shapes import trigger
from backport.branchmap.values import Edge, Recognised
from backport.core.rule import Direction, Kind, Rule

_C = (".c", ".h")
_TAG = re.compile(rb"\b(struct|union|enum)\s+(\w+)")
_MEMBER = re.compile(rb"(?:->|(?<!\.)\.)\s*([A-Za-z_]\w*)")


class Tree(Protocol):
    """A tree whose files can be listed."""

    def read(self, path: str) -> bytes | None:
        """The content of a file, None where there is no such file."""

    def paths(self) -> Iterable[str]:
        """Every file of the tree."""


@dataclass(frozen=True, order=True)
class Failure:
    """A rule that a tree does not bear out."""

    rule: str
    file: str
    message: str


@dataclass(frozen=True)
class Checked:
    """One tree: its generation, how many rules were looked at, and those that failed."""

    tree: str
    recognised: Recognised
    rules: int
    failures: tuple[Failure, ...]


def names(tree: Tree) -> frozenset[bytes]:
    """Every word of the code of a tree's C files."""
    return _Contents(tree).code


def check(branch_map: BranchMap, tree: Tree, label: str = "") -> Checked:
    """Look at the two edges that meet in the tree's generation.

    Of the edge that leads here, the newer names must be there and the older ones gone; of the edge that leads on, the
    older names must be there and the newer ones not yet. A rule that is used one way only says nothing about leftovers,
    and a name that one rule gives up and another takes over, or that has a meaning on both sides, is no leftover.
    """
    recognised = branch_map.generation_of(tree)
    if recognised.generation is None:
        return Checked(label, recognised, 0, ())
    contents = _Contents(tree)
    failures: list[Failure] = []
    rules = 0
    for edge in branch_map.edges:
        if recognised.generation in (edge.older, edge.newer):
            rules += len(edge.rules)
            failures += _edge(edge, contents, here_newer=edge.newer == recognised.generation)
    return Checked(label, recognised, rules, tuple(sorted(failures)))


def _edge(edge: Edge, contents: "_Contents", here_newer: bool) -> Iterator[Failure]:
    reused = {rule.newer for rule in edge.rules} & {rule.older for rule in edge.rules}
    reused |= {name for rule in edge.rules if rule.kind is Kind.MEANING for name in (rule.newer, rule.older)}
    for rule in edge.rules:
        here, there = (rule.newer, rule.older) if here_newer else (rule.older, rule.newer)
        if here and not contents.has(rule, here):
            yield Failure(rule.id, edge.file, f"{here} is not there")
        gone = there and there not in reused and there != here
        if gone and _exclusive(rule, here_newer) and contents.has(rule, there):
            yield Failure(rule.id, edge.file, f"{there} is {'left over' if here_newer else 'there already'}")


def _exclusive(rule: Rule, here_newer: bool) -> bool:
    """Whether the other side's name may not occur: it may where it has a life of its own."""
    if rule.kind in (Kind.CALL, Kind.MEANING, Kind.VARIABLE) or rule.where.functions:
        return False
    return rule.direction is Direction.BOTH or (rule.direction is Direction.TO_OLDER and not here_newer)


@dataclass(frozen=True)
class _Words:
    """The names of one file's code, by where they stand."""

    code: frozenset[bytes]
    members: frozenset[bytes]
    tags: frozenset[bytes]


class _Contents:
    """The names of a tree's C files, each file read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(self._tree.paths())

    @cached_property
    def _files(self) -> dict[str, _Words]:
        found: dict[str, _Words] = {}
        for path in sorted(path for path in self._paths if path.endswith(_C)):
            data = code_only(self._tree.read(path) or b"")
            tags = frozenset(b"%s %s" % match for match in _TAG.findall(data))
            found[path] = _Words(frozenset(words(data)), frozenset(_MEMBER.findall(data)), tags)
        return found

    @cached_property
    def _all(self) -> _Words:
        every = list(self._files.values())
        return _Words(
            frozenset().union(*(file.code for file in every)),
            frozenset().union(*(file.members for file in every)),
            frozenset().union(*(file.tags for file in every)),
        )

    @property
    def code(self) -> frozenset[bytes]:
        """Every word, wherever it stands."""
        return self._all.code

    def has(self, rule: Rule, name: str) -> bool:
        """Whether `name`, in the sense of the rule, occurs in the files of its scope."""
        if rule.kind is Kind.PATH:
            return name in self._paths
        if rule.kind is Kind.CALL:
            return trigger(name) in self._all.code
        globs = rule.where.paths
        if not globs:
            return _occurs(self._all, rule, name)
        inside = (file for path, file in self._files.items() if any(fnmatchcase(path, glob) for glob in globs))
        return any(_occurs(file, rule, name) for file in inside)


def _occurs(file: _Words, rule: Rule, name: str) -> bool:
    if " " in name:
        return name.encode() in file.tags
    if rule.kind is Kind.FIELD or name.startswith("."):
        return name.lstrip(".").encode() in file.members
    return name.encode() in file.code
