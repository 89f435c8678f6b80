"""Where a function is defined as a file sees it, and what its definition amounts to: what callers rely on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from posixpath import basename, splitext

from backport.csource.dialect import Dialect
from backport.csource.functions import Function, functions_named
from backport.csource.paths import held_at_exits
from backport.csource.spans import without_comments, without_literals
from backport.stages.verify.change import is_name, tokens
from backport.stages.verify.library import is_header
from backport.stages.verify.study import Study

_RETURN = re.compile(rb"\breturn\b\s*([^;]*);")
_CALLED = re.compile(rb"\b([a-z_]\w*)\s*\(")
_WRITTEN = re.compile(rb"(?<![\w.>])([a-z_]\w*(?:(?:->|\.)\w+|\[[^\]\n]*\])*)\s*(?:[-+|&^]?=(?!=)|\+\+|--)")
_LEADING = re.compile(rb"[a-z_]\w*")
_ADDRESS = re.compile(rb"&[A-Za-z_]\w*(?:(?:->|\.)\w+)*")
_NUMBER = re.compile(rb"-?\d{1,9}")


@dataclass(frozen=True)
class Definition:
    """A function's text in one tree."""

    path: str
    text: bytes
    function: Function
    dialect: Dialect

    @cached_property
    def head(self) -> tuple[bytes, ...]:
        """Its return type, name and parameters."""
        return tokens(without_comments(self.text[self.function.start : self.function.body]))

    @cached_property
    def _plain(self) -> bytes:
        return without_literals(without_comments(self.text[self.function.body : self.function.end]))

    @cached_property
    def body(self) -> tuple[bytes, ...]:
        """Its statements."""
        return tokens(self._plain)

    @property
    def arity(self) -> int | None:
        """How many arguments it takes; None where that varies."""
        inside = self.head[self.head.index(b"(") + 1 : -1] if b"(" in self.head else ()
        if inside in ((), (b"void",)):
            return 0
        if b"..." in b"".join(inside) or not any(map(is_name, inside)):
            return None
        depth, count = 0, 1
        for token in inside:
            depth += (token == b"(") - (token == b")")
            count += token == b"," and depth == 0
        return count

    @property
    def returns(self) -> frozenset[bytes]:
        """The kinds of values it returns: NULL, numbers and names of constants; the rest is "a value"."""
        found = (b"".join(tokens(match[1])) for match in _RETURN.finditer(self._plain))
        return frozenset(_kind(value) for value in found if value)

    @property
    def values(self) -> frozenset[int | None]:
        """What it returns, as far as that is written down: 0 for NULL, 1 for an address, numbers; None for the rest."""
        return frozenset(_value(b"".join(tokens(match[1]))) for match in _RETURN.finditer(self._plain))

    @property
    def calls(self) -> frozenset[bytes]:
        """What it calls."""
        return frozenset(_CALLED.findall(self._plain))

    @property
    def writes(self) -> frozenset[bytes]:
        """What outlives it and is written: members and variables that it does not declare."""
        parameters = set(self.head)
        found = (tokens(match[1]) for match in _WRITTEN.finditer(self._plain))
        members = {b"".join(what[1:]) for what in found if len(what) > 1 and what[0] in parameters}
        return frozenset(members)

    @property
    def locks(self) -> frozenset[tuple[int, ...]]:
        """What is held when it returns, by count."""
        exits = held_at_exits(self.text, self.function.start, self.function.end, self.dialect)
        return frozenset(tuple(sorted(count for _, count in state)) for state in exits or ())


def _kind(value: bytes) -> bytes:
    bare = value.strip(b"()")
    if bare == b"NULL" or re.fullmatch(rb"-?\d+|[A-Z_][A-Z0-9_]*", bare):
        return bare
    return b"a value"


def _value(value: bytes) -> int | None:
    while value.startswith(b"(") and value.endswith(b")"):
        value = value[1:-1]
    if value == b"NULL":
        return 0
    if _ADDRESS.fullmatch(value):
        return 1
    return int(value) if _NUMBER.fullmatch(value) else None


def definition(study: Study, tree: str, path: str, name: str) -> Definition | None:
    """The only definition of a function that a file sees: its own, an inline one of a header, or that of the unit
    which goes by the name of a header that declares it. None where there is none, or more than one."""
    for paths in ((path,), _declared_with(study, tree, name)):
        found = [item for one in dict.fromkeys(paths) for item in _in(study, tree, one, name)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _declared_with(study: Study, tree: str, name: str) -> Iterator[str]:
    stems: set[str] = set()
    for path, _ in study.library.mentioning(tree, name, is_header):
        stems.add(splitext(basename(path))[0].removesuffix("-t"))
        yield path
    for path in study.library.files(tree) if stems else ():
        if path.endswith(".c") and splitext(basename(path))[0] in stems:
            yield path


def _in(study: Study, tree: str, path: str, name: str) -> Iterator[Definition]:
    text = study.library.read(tree, path)
    for function in functions_named(text, name, study.exam.dialect) if text else ():
        yield Definition(path, text or b"", function, study.exam.dialect)
