"""Which text defines which name: the files that a set of sources includes, read as one build would read them."""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from backport.csource.conditionals import Directive, resolve
from backport.csource.functions import name_of
from backport.csource.lift import prelude
from backport.csource.lift.condition import holds
from backport.csource.lift.source import Source
from backport.csource.lift.tokens import Macro, Macros, read_macro
from backport.csource.spans import Lines, without_comments, without_literals

_MARKS = re.compile(rb"[{};()]")
_TAG = re.compile(rb"\b(struct|union|enum)\b[^{;()=,]*?(\w+)?\s*\{")
_ENUM_BODY = re.compile(rb"\benum\b[^{;()=]*\{([^}]*)\}")
_ENUMERATOR = re.compile(rb"(?:\A|,)\s*(?:/\*.*?\*/\s*)*([A-Za-z_]\w*)")
_DECLARED = re.compile(rb"([A-Za-z_]\w*)\s*(?=[\[(;,=)]|:\s*\d)")
# what a typedef names: `(*name)(…)`, or the last word, before its parameters or bounds
_POINTED = re.compile(rb"\(\s*\*\s*([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)?\)\s*\(")
_LAST = re.compile(rb"([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*|\([^;]*\)\s*)*;\s*\Z")
_INNERMOST = re.compile(rb"\{[^{}]*\}")
_INCLUDE = re.compile(r"\s*([<\"])([^>\"\n]+)[>\"]")
_SUFFIXES = (".h", ".c")
_DEPTH = 200  # of nested includes


@dataclass(frozen=True)
class Chunk:
    """One declaration or definition at file level, as text not yet expanded; `line` is where it begins, from 1."""

    path: str
    text: str
    line: int


@dataclass(frozen=True)
class Outline:
    """The chunks of one file and the names each may give a meaning to, by kind."""

    chunks: tuple[tuple[str, int], ...]  # text, line
    functions: tuple[tuple[str, int], ...]  # name, number of the chunk
    tags: tuple[tuple[str, int], ...]
    enumerators: tuple[tuple[str, int], ...]
    typedefs: tuple[tuple[str, int], ...]
    declared: tuple[tuple[str, int], ...]


def _split(bare: bytes) -> list[tuple[int, int, int]]:
    """The file-level chunks of literal-free text: start, where a function's body opens (or -1), end."""
    found: list[tuple[int, int, int]] = []
    braces = parens = start = body = 0
    for match in _MARKS.finditer(bare):
        at, mark = match.start(), match[0]
        if mark == b"(":
            parens += 1
        elif mark == b")":
            parens -= 1
        elif mark == b"{":
            if braces == 0 and parens <= 0:
                body = at
            braces += 1
        elif mark == b"}":
            braces -= 1
            parens = 0 if braces == 0 else parens
            if braces == 0 and name_of(bare, start, body):
                found.append((start, body, at + 1))
                start = at + 1
            braces = max(braces, 0)
        elif braces == 0 and parens <= 0:
            found.append((start, -1, at + 1))
            start, parens = at + 1, 0
    return found


@lru_cache(maxsize=1024)
def outline(resolved: bytes) -> Outline:
    """The outline of text whose comments and conditionals are resolved."""
    bare = without_literals(resolved)
    lines = Lines(resolved)
    chunks: list[tuple[str, int]] = []
    names: dict[str, list[tuple[str, int]]] = {kind: [] for kind in Outline.__dataclass_fields__ if kind != "chunks"}
    for start, body, end in _split(bare):
        number = len(chunks)
        text = resolved[start:end]
        first = start + len(text) - len(text.lstrip())
        chunks.append((resolved[first:end].decode("latin-1"), lines.at(first)))
        if body >= 0:
            named = name_of(bare, start, body)
            if named:
                names["functions"].append((named[0].decode(), number))
            continue
        shape = bare[start:end]
        for tag in _TAG.finditer(shape):
            if tag[2] and tag[2] not in (b"struct", b"union", b"enum"):
                names["tags"].append((tag[2].decode(), number))
        for enum in _ENUM_BODY.finditer(shape):
            names["enumerators"] += ((e[1].decode(), number) for e in _ENUMERATOR.finditer(enum[1]))
        outside = shape
        while b"{" in outside and (bare_of := _INNERMOST.sub(b" ", outside)) != outside:
            outside = bare_of
        if shape.lstrip().startswith(b"typedef"):
            typedef = _POINTED.search(outside) or _LAST.search(outside)
            if typedef:
                names["typedefs"].append((typedef[1].decode(), number))
        else:
            names["declared"] += ((d[1].decode(), number) for d in _DECLARED.finditer(outside))
    return Outline(tuple(chunks), **{kind: tuple(found) for kind, found in names.items()})


@lru_cache(maxsize=1024)
def _bare(text: bytes) -> bytes:
    return without_comments(text)


class Index:
    """The names of a build: its macros, and for every other name the chunks that may define it, first wins."""

    def __init__(
        self, source: Source, sources: Iterable[str], folders: tuple[str, ...], config: Iterable[tuple[str, str]]
    ) -> None:
        """Read `sources` and what they include from `folders`.

        `config` holds macros that stand whatever the text says: `("NAME", "body")` or `("NAME(a, b)", "body")`.
        """
        self._source = source
        self._paths = frozenset(path for path in source.paths() if path.endswith(_SUFFIXES))
        self._folders = folders
        self.macros = Macros()
        self._fixed: set[str] = set()
        for head, body in config:
            read = read_macro(f"{head} {body}")
            if read:
                self.macros.table[read[0]] = read[1]
                self._fixed.add(read[0])
        self.functions: dict[str, Chunk] = {}
        self.tags: dict[str, Chunk] = {}
        self.enumerators: dict[str, Chunk] = {}
        self.typedefs: dict[str, Chunk] = {}
        self.declared: dict[str, list[Chunk]] = {}
        self.read: set[str] = set()
        self._enter(prelude.PATH, outline(prelude.TEXT))
        for path in sources:
            self._load(path, 0)

    def _load(self, path: str, depth: int) -> None:
        if path in self.read or depth > _DEPTH:
            return
        text = self._source.read(path)
        if text is None:
            return
        self.read.add(path)

        def decide(directive: Directive, _last: bool) -> bool:
            return holds(directive.word.decode(), directive.argument.decode("latin-1"), self.macros)

        def seen(directive: Directive) -> None:
            self._see(directive, path, depth)

        resolved, _ = resolve(_bare(text), decide, seen)
        self._enter(path, outline(resolved))

    def _see(self, directive: Directive, path: str, depth: int) -> None:
        argument = directive.argument.decode("latin-1")
        if directive.word == b"define":
            self._define(read_macro(argument))
        elif directive.word == b"undef" and argument.strip() not in self._fixed:
            self.macros.table.pop(argument.strip(), None)
        elif directive.word == b"include" and (match := _INCLUDE.match(argument)):
            here = (posixpath.dirname(path),) if match[1] == '"' else ()
            for folder in (*here, *self._folders):
                candidate = posixpath.normpath(posixpath.join(folder, match[2]))
                if candidate in self._paths:
                    self._load(candidate, depth + 1)
                    break

    def _define(self, read: tuple[str, Macro] | None) -> None:
        if read and read[0] not in self._fixed:
            self.macros.table[read[0]] = read[1]

    def _enter(self, path: str, found: Outline) -> None:
        chunks = [Chunk(path, text, line) for text, line in found.chunks]
        for kind in ("functions", "tags", "enumerators", "typedefs"):
            table: dict[str, Chunk] = getattr(self, kind)
            for name, number in getattr(found, kind):
                table.setdefault(name, chunks[number])
        for name, number in found.declared:
            self.declared.setdefault(name, []).append(chunks[number])
