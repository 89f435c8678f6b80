"""The renames of a route, ready for look-up by word: what a name becomes, step by step, and by which rules."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from backport.branchmap.lexical import Place
from backport.core.rule import Direction, Kind, Rule

Sides = tuple[str, str]  # the path of the text before and after a step

_IDENTIFIER = frozenset({Place.CODE, Place.CALLED, Place.POINTER})
_TAGS = {"struct": Place.STRUCT, "union": Place.UNION, "enum": Place.ENUM}
_PLACES = {
    Kind.FUNCTION: _IDENTIFIER,
    Kind.MACRO: _IDENTIFIER,
    Kind.DROP: _IDENTIFIER,
    Kind.MEANING: _IDENTIFIER,
    Kind.VARIABLE: frozenset({Place.CODE, Place.POINTER}),
    Kind.TYPE: frozenset({Place.CODE}),
    Kind.FIELD: frozenset({Place.MEMBER}),
}
_REPORTED = (Kind.DROP, Kind.MEANING)
# A word of prose has no underscore and no capital after its first letter.
_DISTINCT = re.compile(r"._|_.|.[A-Z]|[a-z]\d")
_NAMED = (Kind.FUNCTION, Kind.MACRO, Kind.TYPE, *_REPORTED)


@dataclass(frozen=True)
class Entry:
    """One rule, taken apart: the word it is found by, the places it holds in, the word it gives."""

    rule: Rule
    word: bytes
    places: frozenset[Place]
    result: bytes

    def holds(self, place: Place, comment: bool, functions: Sequence[bytes]) -> bool:
        """Whether the rule holds for a name at `place` in a function known as one of `functions`."""
        if place not in self.places:
            return False
        scope = self.rule.where.functions
        if scope and not any(name.decode() in scope for name in functions):
            return False
        if not comment or place not in (Place.CODE, Place.POINTER):
            return True
        if place is Place.POINTER and self.rule.kind is Kind.VARIABLE:
            return True
        return self.rule.kind in _NAMED and bool(_DISTINCT.search(self.word.decode()))


@dataclass(frozen=True)
class Found:
    """What a name becomes, the rules that say so, and the rules that only have something to say about it."""

    word: bytes
    used: tuple[str, ...] = ()
    reported: tuple[Rule, ...] = ()


def usable(rules: Iterable[Rule]) -> Iterable[Rule]:
    """The rules that may be read from `newer` to `older`."""
    return (rule for rule in rules if rule.direction is not Direction.TO_NEWER and rule.newer)


def in_scope(rule: Rule, sides: Sides) -> bool:
    """Whether the rule holds in a file that has these names before and after the step."""
    globs = rule.where.paths
    return not globs or any(fnmatchcase(side, glob) for side in sides for glob in globs)


class Table:
    """The renames of neighbouring steps for one file."""

    def __init__(self, steps: Sequence[Sequence[Rule]], sides: Sequence[Sides]) -> None:
        self._steps = [_compiled(rules, side) for rules, side in zip(steps, sides, strict=True)]
        self.names = frozenset(word for step in self._steps for word in step)
        self.fields = frozenset(
            word for step in self._steps for word, entries in step.items() if any(map(_is_field, entries))
        )
        self.by_function = any(
            entry.rule.where.functions for step in self._steps for entries in step.values() for entry in entries
        )

    def find(self, word: bytes, place: Place, comment: bool, function: bytes, kept: frozenset[bytes]) -> Found:
        """What `word` at `place` in `function` becomes."""
        used: list[str] = []
        reported: list[Rule] = []
        for step in self._steps:
            if word in kept:
                break
            after = self._renamed(step, function)
            for entry in step.get(word, ()):
                if not entry.holds(place, comment, (function, after)):
                    continue
                if entry.rule.kind in _REPORTED:
                    reported.append(entry.rule)
                    continue
                used.append(entry.rule.id)
                word = entry.result
                break
            function = after
        return Found(word, tuple(used), tuple(reported))

    @staticmethod
    def _renamed(step: dict[bytes, list[Entry]], function: bytes) -> bytes:
        entries = step.get(function, ()) if function else ()
        return next((entry.result for entry in entries if entry.rule.kind is Kind.FUNCTION), function)

    def function(self, name: bytes) -> tuple[bytes, bytes]:
        """What a function is called before and after the first step."""
        return name, self._renamed(self._steps[0], name)

    def reached(self, present: Iterable[bytes]) -> frozenset[bytes]:
        """Every name that one of `present` may become on the way."""
        return frozenset(name for word in self.names.intersection(present) for name in self._results(word)[1])

    def kept(self, present: Iterable[bytes], exists: Callable[[str], bool]) -> frozenset[bytes]:
        """The names among `present` that exist while nothing exists that they might become."""
        found = ((word, self._results(word)[0] - {word}) for word in self.names.intersection(present))
        return frozenset(
            word
            for word, others in found
            if others and exists(word.decode()) and not any(exists(other.decode()) for other in others)
        )

    def missing(self, present: Iterable[bytes], exists: Callable[[str], bool]) -> frozenset[bytes]:
        """The names among `present` that do not exist while one exists that they might become."""
        found = ((word, self._results(word)[0] - {word}) for word in self.names.intersection(present))
        return frozenset(
            word
            for word, others in found
            if any(exists(other.decode()) for other in others) and not exists(word.decode())
        )

    def _results(self, word: bytes) -> tuple[set[bytes], set[bytes]]:
        """What `word` may end as, and all that it may be on the way."""
        last, passed = {word}, {word}
        for step in self._steps:
            made = {entry.result for name in last for entry in step.get(name, ()) if entry.rule.kind not in _REPORTED}
            last = made or last
            passed |= made
        return last, passed


def _is_field(entry: Entry) -> bool:
    return Place.MEMBER in entry.places


def _compiled(rules: Iterable[Rule], sides: Sides) -> dict[bytes, list[Entry]]:
    found: dict[bytes, list[Entry]] = {}
    for rule in usable(rules):
        if rule.kind in (Kind.PATH, Kind.CALL) or not in_scope(rule, sides):
            continue
        entry = _entry(rule)
        found.setdefault(entry.word, []).append(entry)
    for entries in found.values():
        entries.sort(key=_narrowest_first)
    return found


def _narrowest_first(entry: Entry) -> tuple[bool, bool]:
    return not entry.rule.where.functions, not entry.rule.where.paths


def _entry(rule: Rule) -> Entry:
    """`struct x` is a tag, `.x` a member, anything else what the kind says."""
    keyword, _, name = rule.newer.rpartition(" ")
    places = _PLACES[rule.kind]
    if keyword in _TAGS:
        places = frozenset({_TAGS[keyword]})
    elif name.startswith("."):
        places = frozenset({Place.MEMBER})
    result = rule.older.rpartition(" ")[2].lstrip(".")
    return Entry(rule, name.lstrip(".").encode(), places, result.encode())
