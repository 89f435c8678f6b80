"""Which functions of two trees differ, their macros and types included: what a model has to run through to tell."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from backport.csource.lift.index import Chunk, Index
from backport.csource.lift.source import Source
from backport.csource.lift.tokens import Macro

_WORD = re.compile(r"[A-Za-z_]\w*")
_C = (".c", ".h")


@dataclass(frozen=True)
class Changes:
    """What differs between the code of two trees, as far as a model reads it.

    `functions` are those whose own text or a macro, constant or variable they name differs. With `shapes` a struct or
    type differs, so that any function may behave differently.
    """

    functions: frozenset[str] = frozenset()
    shapes: bool = False

    def __bool__(self) -> bool:
        return bool(self.functions) or self.shapes


def changes(first: Index, second: Index) -> Changes:
    """What differs between two indexes."""
    own = _differing(_texts(first.functions), _texts(second.functions))
    shapes = bool(
        _differing(_texts(first.tags), _texts(second.tags))
        | _differing(_texts(first.typedefs), _texts(second.typedefs))
    )
    names = _differing(_bodies(first.macros.table), _bodies(second.macros.table))
    names |= _differing(_texts(first.enumerators), _texts(second.enumerators))
    names |= _differing(_lists(first.declared), _lists(second.declared)) - own
    functions = {name for index in (first, second) for name in _users(index, names)} if names else set()
    return Changes(frozenset(own | functions), shapes)


def unread(first: Source, second: Source, read: Iterable[str]) -> tuple[str, ...]:
    """The C files that differ between two trees and that a model does not read."""
    one, other = ({path for path in source.paths() if path.endswith(_C)} for source in (first, second))
    paths = (one | other) - set(read)
    return tuple(sorted(path for path in paths if first.read(path) != second.read(path)))


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def _texts(table: Mapping[str, Chunk]) -> dict[str, str]:
    return {name: " ".join(chunk.text.split()) for name, chunk in table.items()}


def _lists(table: Mapping[str, Iterable[Chunk]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(" ".join(chunk.text.split()) for chunk in chunks) for name, chunks in table.items()}


def _bodies(table: Mapping[str, Macro]) -> dict[str, object]:
    return {name: (macro.parameters, tuple(macro.body)) for name, macro in table.items()}


def _users(index: Index, names: set[str]) -> Iterator[str]:
    """The functions that name one of these, directly or through macros."""
    known = set(names)
    bodies = {name: set(_WORD.findall(" ".join(macro.body))) for name, macro in index.macros.table.items()}
    while more := {name for name, words in bodies.items() if name not in known and words & known}:
        known |= more
    for name, chunk in index.functions.items():
        if not known.isdisjoint(_WORD.findall(chunk.text)):
            yield name
