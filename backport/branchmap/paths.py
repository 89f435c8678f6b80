"""Moved files: the path itself, includes of it, and its name in comments and in files that are not C."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from backport.branchmap.lexical import Layout, words
from backport.branchmap.table import Sides, in_scope, usable
from backport.core.rule import Kind, Rule

_OBJECT = {".c": ".o"}  # a build file names the object
_EDGE = re.compile(rb"[\w./-]")
Named = tuple[int, int, bytes, tuple[str, ...]]  # start, end, the new name, the rules


class PathNames:
    """Path rules along the steps of a way."""

    def __init__(self, steps: Sequence[Sequence[Rule]], include_roots: Sequence[str] = ()) -> None:
        self._steps = [{rule.newer: rule for rule in usable(rules) if rule.kind is Kind.PATH} for rules in steps]
        self._roots = tuple(f"{root.rstrip('/')}/" for root in include_roots)
        self._words = self._spellings()
        self._stems: dict[bytes, list[bytes]] = {}
        for path in self._words:
            # Without the longest word of its name in a text, a path is not there either.
            self._stems.setdefault(max(words(path.rpartition(b"/")[2]), key=len), []).append(path)

    def path(self, path: str) -> str:
        """Where the file is after the last step."""
        return self._follow(path)[0]

    def along(self, path: str) -> tuple[Sides, ...]:
        """The names of the file before and after each step."""
        sides: list[Sides] = []
        for step in self._steps:
            after = step[path].older if path in step else path
            sides.append((path, after))
            path = after
        return tuple(sides)

    def _follow(self, path: str) -> tuple[str, tuple[str, ...]]:
        used: list[str] = []
        for step in self._steps:
            rule = step.get(path)
            if rule and in_scope(rule, (path, rule.older)):
                used.append(rule.id)
                path = rule.older
        return path, tuple(used)

    def _spellings(self) -> dict[bytes, tuple[bytes, tuple[str, ...]]]:
        """How a text that is not an include writes each path that moves."""
        found: dict[bytes, tuple[bytes, tuple[str, ...]]] = {}
        for path in {path for step in self._steps for path in step}:
            other, used = self._follow(path)
            if other == path:
                continue
            found[path.encode()] = other.encode(), used
            for suffix, made in _OBJECT.items():
                if path.endswith(suffix) and other.endswith(suffix):
                    found[_swapped(path, suffix, made)] = _swapped(other, suffix, made), used
        return found

    def named(self, data: bytes, present: frozenset[bytes], layout: Layout | None) -> Iterator[Named]:
        """The paths in a text that move: whole ones written out, and includes.

        With a `layout` the text is C, whose strings stay; `present` holds at least its words.
        """
        candidates = [path for stem, paths in self._stems.items() if stem in present for path in paths]
        if not candidates:
            return
        for start, end, other, used in _written(data, candidates, self._words):
            if layout is None or layout.opaque(start) == b"/":
                yield start, end, other, used
        if layout is not None:
            yield from self._includes(data, layout)

    def _includes(self, data: bytes, layout: Layout) -> Iterator[Named]:
        for start, end in layout.includes():
            name = data[start:end].decode(errors="surrogateescape")
            for root in self._roots:
                other, used = self._follow(root + name)
                if used and other.startswith(root):
                    yield start, end, other[len(root) :].encode(errors="surrogateescape"), used
                    break


def _written(
    data: bytes, candidates: Iterable[bytes], names: Mapping[bytes, tuple[bytes, tuple[str, ...]]]
) -> Iterator[Named]:
    for path in candidates:
        start = data.find(path)
        while start >= 0:
            end = start + len(path)
            if not (_EDGE.match(data[start - 1 : start]) or _EDGE.match(data[end : end + 1])):
                yield start, end, *names[path]
            start = data.find(path, end)


def _swapped(path: str, suffix: str, made: str) -> bytes:
    return (path.removesuffix(suffix) + made).encode()
