"""A text of one generation in the words of another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from backport.branchmap.edits import Edit, render
from backport.branchmap.lexical import Layout, Place, occurrences, words
from backport.branchmap.paths import PathNames
from backport.branchmap.shapes import replacements, shape_rules, trigger
from backport.branchmap.table import Found, Table
from backport.branchmap.values import Route
from backport.core.rule import Kind, Rule

_C = (".c", ".h")
Exists = Callable[[str], bool]


@dataclass(frozen=True, order=True)
class Hit:
    """A name of the text that a `drop` or `meaning` rule is about; `line` counts from 1 in the text given."""

    line: int
    name: str
    rule: str
    kind: Kind
    because: str


@dataclass(frozen=True)
class Translated:
    """The text, the ids of the rules that changed it in order of use, and what is open: no rule may decide it."""

    data: bytes
    used: tuple[str, ...] = ()
    open: tuple[Hit, ...] = ()


class Translator:
    """Renames along a route, whole identifiers only.

    Strings stay. In comments a name is translated where it cannot be a word of prose: it has an underscore or a
    capital after its first letter, or stands right before a parenthesis or arrow, or after an arrow or `struct`.
    `extra` rules are tried first, and the names they give are the target's: the map leaves them alone.
    """

    def __init__(self, route: Route, extra: Sequence[Rule] = (), include_roots: Sequence[str] = ()) -> None:
        self.route = route
        self.extra = tuple(extra)
        self._roots = tuple(include_roots)
        self._steps = (*((self.extra,) if self.extra else ()), *route.steps)
        self._paths = PathNames(self._steps, self._roots)
        self._shaped = any(rule.kind is Kind.CALL for step in self._steps for rule in step)
        self._scoped = any(rule.where.paths for step in self._steps for rule in step)
        self._tables: dict[str, Table] = {}

    def path(self, path: str) -> str:
        """Where the file `path` is in the target's generation."""
        return self._paths.path(path)

    def text(self, path: str, data: bytes, exists: Exists | None = None) -> Translated:
        """The text `data` of the file `path` (by the name it has beside that text), translated.

        With `exists` (does this identifier occur in the target?), a name stays that the target has while it lacks the
        translation: it was brought there ahead of the rename, or kept. The same `data` when nothing changes.
        """
        if not self._steps:
            return Translated(data)
        if not path.endswith(_C):
            return _made(data, [Edit(*named) for named in self._paths.written(data)])
        present = set(words(data))
        table = self._table(path)
        kept = table.final | (_kept(table, present, exists) if exists else frozenset())
        if self._shaped and self._may_match(present, path):
            return self._stepwise(path, data, kept)
        return _made(data, *_flat(data, present, table, self._paths, kept))

    def _table(self, path: str) -> Table:
        key = path if self._scoped else ""
        if key not in self._tables:
            self._tables[key] = Table(self._steps, self._paths.along(path), bool(self.extra))
        return self._tables[key]

    def _may_match(self, present: set[bytes], path: str) -> bool:
        """Whether the word that some call shape needs is in the text, or becomes part of it on the way."""
        table = self._table(path)
        reached = set(present)
        for word in present & table.names:
            reached |= table.results(word, every=True)
        sides = self._paths.along(path)
        return any(
            trigger(rule.newer) in reached
            for step, side in zip(self._steps, sides, strict=True)
            for rule in shape_rules(step, side)
        )

    def _stepwise(self, path: str, data: bytes, kept: frozenset[bytes]) -> Translated:
        """One step after the other: a call shape is written in the words of its own step."""
        used: dict[str, None] = {}
        hits: list[Hit] = []
        for step, side in zip(self._steps, self._paths.along(path), strict=True):
            table = Table([step], [side], False)
            edits, found = _flat(data, set(words(data)), table, PathNames([step], self._roots), kept)
            shapes = replacements(data, shape_rules(step, side))
            used |= dict.fromkeys([*_rules(edits), *(shape.rule for shape in shapes)])
            hits += found
            data = render(data, edits, shapes) if edits or shapes else data
        return Translated(data, tuple(used), tuple(hits))


def _kept(table: Table, present: set[bytes], exists: Exists) -> frozenset[bytes]:
    return frozenset(
        word
        for word in present & table.names
        if (others := table.results(word))
        and exists(word.decode())
        and not any(exists(other.decode()) for other in others)
    )


def _flat(
    data: bytes, present: set[bytes], table: Table, paths: PathNames, kept: frozenset[bytes]
) -> tuple[list[Edit], list[Hit]]:
    layout = Layout(data)
    edits = [Edit(*named) for named in paths.includes(data, layout)]
    edits += [Edit(*named) for named in paths.written(data) if layout.opaque(named[0]) == b"/"]
    hits: list[Hit] = []
    memo: dict[tuple[bytes, Place, bool, bytes], Found] = {}
    for word in present & table.names:
        for start in occurrences(data, word):
            key = _key(word, start, layout, table)
            if key is None:
                continue
            found = memo.get(key) or memo.setdefault(key, table.find(*key, kept))
            if found.used:
                edits.append(Edit(start, start + len(word), found.word, found.used))
            hits += _hits(found, word, start, data)
    taken = _apart(edits)
    return taken, sorted(hits)


def _key(word: bytes, start: int, layout: Layout, table: Table) -> tuple[bytes, Place, bool, bytes] | None:
    opaque = layout.opaque(start)
    if opaque not in (b"", b"/"):
        return None
    comment = opaque == b"/"
    place = layout.place(start, start + len(word), comment)
    if place is Place.CODE and word in table.fields and layout.in_struct(start):
        place = Place.MEMBER
    return word, place, comment, layout.function(start) if table.by_function else b""


def _hits(found: Found, word: bytes, start: int, data: bytes) -> Iterator[Hit]:
    if found.reported:
        line = data.count(b"\n", 0, start) + 1
        for rule in found.reported:
            yield Hit(line, word.decode(), rule.id, rule.kind, rule.because)


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """In order; of two that overlap (a path that holds a name) the first and longest stays."""
    made: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not made or edit.start >= made[-1].end:
            made.append(edit)
    return made


def _rules(edits: Iterable[Edit]) -> list[str]:
    return list(dict.fromkeys(rule for edit in edits for rule in edit.rules))


def _made(data: bytes, edits: list[Edit], hits: Sequence[Hit] = ()) -> Translated:
    return Translated(render(data, edits) if edits else data, tuple(_rules(edits)), tuple(hits))
