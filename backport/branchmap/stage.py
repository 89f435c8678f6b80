"""One pass over a text: the renames, moved files and call shapes of neighbouring steps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from backport.branchmap.edits import Edit, render
from backport.branchmap.lexical import Layout, Place, occurrences, words
from backport.branchmap.paths import PathNames
from backport.branchmap.shapes import Replacement, Shapes
from backport.branchmap.table import Found, Sides, Table, in_scope, usable
from backport.core.rule import Kind, Rule


@dataclass(frozen=True, order=True)
class Hit:
    """A name of the text that a `drop` or `meaning` rule is about; `line` counts from 1 in the text given."""

    line: int
    name: str
    rule: str
    kind: Kind
    because: str


@dataclass(frozen=True)
class Pass:
    """What one pass made: the text, the rules, what is open, and the words that came in."""

    data: bytes
    used: tuple[str, ...] = ()
    open: tuple[Hit, ...] = ()
    words: frozenset[bytes] = frozenset()

    def then(self, other: "Pass") -> "Pass":
        """Both, where `other` was made of this one's text."""
        used = tuple(dict.fromkeys((*self.used, *other.used)))
        return Pass(other.data, used, (*self.open, *other.open), self.words | other.words)


class Stage:
    """Steps that are done in one pass. Call shapes are written in the words of their own step: alone, or not at all."""

    def __init__(self, steps: Sequence[Sequence[Rule]], sides: Sequence[Sides], roots: Sequence[str]) -> None:
        self.table = Table(steps, sides)
        self._paths = PathNames(steps, roots)
        step, side = (steps[0], sides[0]) if len(steps) == 1 else ((), ("", ""))
        self.shapes = Shapes([rule for rule in usable(step) if rule.kind is Kind.CALL and in_scope(rule, side)])

    def run(self, data: bytes, present: frozenset[bytes], kept: frozenset[bytes]) -> Pass:
        """The text after these steps; names in `kept` stay. `present` holds at least the words of the text."""
        layout = Layout(data)
        edits = [Edit(*named) for named in self._paths.named(data, present, layout)]
        shapes = [shape for shape in self.shapes.replacements(data, present) if self._holds(shape, layout)]
        hits: list[Hit] = []
        memo: dict[tuple[bytes, Place, bool, bytes], Found] = {}
        for word in present & self.table.names:
            for start in occurrences(data, word):
                key = self._key(word, start, layout)
                if key is None:
                    continue
                found = memo.get(key) or memo.setdefault(key, self.table.find(*key, kept))
                if found.used:
                    edits.append(Edit(start, start + len(word), found.word, found.used))
                if found.reported and not _replaced(shapes, start):
                    hits += _hits(found.reported, word, start, data)
        edits = _apart(edits)
        if not edits and not shapes:
            return Pass(data, (), tuple(sorted(hits)))
        return Pass(render(data, edits, shapes), _used(edits, shapes), tuple(sorted(hits)), _new(edits, shapes))

    def _holds(self, shape: Replacement, layout: Layout) -> bool:
        functions = shape.rule.where.functions
        return not functions or any(
            name.decode() in functions for name in self.table.function(layout.function(shape.start))
        )

    def _key(self, word: bytes, start: int, layout: Layout) -> tuple[bytes, Place, bool, bytes] | None:
        opaque = layout.opaque(start)
        if opaque not in (b"", b"/"):
            return None
        comment = opaque == b"/"
        place = layout.place(start, start + len(word), comment)
        if place is Place.CODE and word in self.table.fields and layout.in_struct(start):
            place = Place.MEMBER
        return word, place, comment, layout.function(start) if self.table.by_function else b""


def _hits(rules: Iterable[Rule], word: bytes, start: int, data: bytes) -> Iterator[Hit]:
    line = data.count(b"\n", 0, start) + 1
    for rule in rules:
        yield Hit(line, word.decode(), rule.id, rule.kind, rule.because)


def _replaced(shapes: Iterable[Replacement], offset: int) -> bool:
    """Whether a shape replaces the text at `offset`, rather than keep it as part of a metavariable."""
    return any(
        shape.start <= offset < shape.end
        and not any(piece[0] <= offset < piece[1] for piece in shape.pieces if not isinstance(piece, bytes))
        for shape in shapes
    )


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """In order; of two that overlap (a path that holds a name) the first and longest stays."""
    made: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not made or edit.start >= made[-1].end:
            made.append(edit)
    return made


def _used(edits: Iterable[Edit], shapes: Iterable[Replacement]) -> tuple[str, ...]:
    by_place = [(edit.start, rule) for edit in edits for rule in edit.rules]
    by_place += [(shape.start, shape.rule.id) for shape in shapes]
    by_place.sort(key=lambda item: item[0])
    return tuple(dict.fromkeys(rule for _, rule in by_place))


def _new(edits: Iterable[Edit], shapes: Iterable[Replacement]) -> frozenset[bytes]:
    literal = b" ".join(piece for shape in shapes for piece in shape.pieces if isinstance(piece, bytes))
    return frozenset(words(b" ".join([literal, *(edit.text for edit in edits)])))
