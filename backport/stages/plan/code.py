"""Whether a tree has a fix, by its code alone: the words the fix removes and adds, looked for where they belong.

Trailers can be missing, and a commit can be reverted; the code is what counts. Each piece of the fix is looked for in
the function that answers to its own, and where the tree has no such function, in whatever function took its code over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from posixpath import splitext

from backport.core.commit import ChangeKind, Entry, FileChange, SourceCommit
from backport.stages.apply.atlas import Atlas
from backport.stages.apply.piece import Piece
from backport.stages.apply.sections import Section, around, sections
from backport.stages.apply.text import cut
from backport.stages.plan.inherited import Estate, inherited
from backport.stages.plan.sight import Sight, Standing
from backport.stages.plan.windows import EVEN, LOPSIDED, Change, change, phrased, stretches
from backport.stages.translate.translator import Translator
from backport.vcs.objects import Objects
from backport.vcs.textdiff import is_binary, split_lines

_LARGEST = 8_000_000  # bytes
_PROSE = (".txt", ".md", ".rst")  # has no functions


def sights(
    objects: Objects, atlas: Atlas, source: SourceCommit, tree: str, translator: Translator
) -> tuple[Sight, ...]:
    """Every piece of the fix, looked for in `tree` in the words of that tree's generation."""
    return Sought(objects, source, translator).seen(atlas, tree)


class Sought:
    """A fix in the words of one generation, ready to be looked for in any tree of it."""

    def __init__(self, objects: Objects, source: SourceCommit, translator: Translator) -> None:
        self._files = [_File(objects, each, translator) for each in source.changes]

    def seen(self, atlas: Atlas, tree: str) -> tuple[Sight, ...]:
        """Every piece of the fix, looked for in `tree`."""
        return tuple(sight for file in self._files for sight in file.seen(atlas, tree))


@dataclass(frozen=True)
class _Wanted:
    """One piece, its words, and the phrases of its section (of the file, outside of any) before and after the fix."""

    change: Change
    section: Section | None
    before: bytes
    after: bytes
    estate: Estate | None


class _File:
    """One changed file."""

    def __init__(self, objects: Objects, file: FileChange, translator: Translator) -> None:
        self._objects = objects
        self._file = file
        self._translator = translator
        self.path = translator.path(file.path)

    def seen(self, atlas: Atlas, tree: str) -> Iterator[Sight]:
        if self._file.kind != ChangeKind.MODIFIED or not self._readable:
            yield self._whole(tree)
            return
        for wanted in self._wanted:
            yield self._look(wanted, atlas, tree)

    def _whole(self, tree: str) -> Sight:
        entry = self._objects.entry(tree, self.path)
        blob = entry.id if entry is not None else ""
        if blob == self._file.new_blob:
            return Sight(Standing.FIXED, self.path, "")
        return Sight(Standing.BROKEN if blob == self._file.old_blob else Standing.ELSEWHERE, self.path, "")

    @cached_property
    def _wanted(self) -> list[_Wanted]:
        base, fixed = (self._translated(blob) for blob in (self._file.old_blob, self._file.new_blob))
        lines = split_lines(base), split_lines(fixed)
        found = () if self.path.endswith(_PROSE) else sections(lines[0])
        pieces = cut(base, fixed)
        made = (_wanted(piece, pieces, lines, _function(around(found, piece.start, piece.end))) for piece in pieces)
        return [each for each in made if each is not None]

    def _look(self, wanted: _Wanted, atlas: Atlas, tree: str) -> Sight:
        name = wanted.section.name if wanted.section else ""
        places = [(where, phrased(text)) for where, text in self._own(wanted.section, tree)]
        sight = _seen(wanted, name, places)
        if sight is None and wanted.section is not None:
            others = [(where, phrased(text)) for where, text in self._others(wanted.section, atlas, tree)]
            places += others
            sight = _seen(wanted, name, others)
        if sight is None and wanted.estate is not None and not places:
            sight = inherited(wanted.estate, self._objects, atlas, tree, self.path)
        return sight or Sight(Standing.ELSEWHERE, self.path, name)

    def _own(self, section: Section | None, tree: str) -> Iterator[tuple[str, bytes]]:
        """The function of that name in the file of that name; outside of functions the whole file."""
        text = self._objects.read(tree, self.path)
        if text is not None:
            yield from ((self.path, each) for each in ([text] if section is None else _named(text, section.name)))

    def _others(self, section: Section, atlas: Atlas, tree: str) -> Iterator[tuple[str, bytes]]:
        """The functions of that name in other files."""
        for where in atlas.defining(tree, section.name, splitext(self.path)[1]):
            text = self._objects.read(tree, where) if where != self.path else None
            if text is not None:
                yield from ((where, each) for each in _named(text, section.name))

    def _translated(self, blob: str) -> bytes:
        return self._translator.text(self._file.path, self._objects.blob(blob)).data

    @cached_property
    def _readable(self) -> bool:
        file = self._file
        sides = (Entry(file.old_blob, file.old_mode), Entry(file.new_blob, file.new_mode))
        return all(
            side.is_file and self._objects.size(side.id) <= _LARGEST and not is_binary(self._objects.blob(side.id))
            for side in sides
        )


def _function(section: Section | None) -> Section | None:
    """A section with a body; a prototype is a line among others."""
    return section if section is not None and section.span.end - section.span.start > 1 else None


def _wanted(
    piece: Piece, pieces: Sequence[Piece], lines: tuple[Sequence[bytes], Sequence[bytes]], section: Section | None
) -> _Wanted | None:
    """What is looked for of a piece; None for one that changes no word."""
    low, high = (section.span.start, section.span.end) if section else (0, len(lines[0]))
    old, new = stretches(pieces, piece, lines, low, high)
    words = change(old, new)
    if words.old.own == words.new.own:
        return None
    estate = None
    if section is not None:
        estate = Estate(section.name, words, new.section, (b"".join(lines[0]), b"".join(lines[1])))
    return _Wanted(words, section, phrased(old.section), phrased(new.section), estate)


def _seen(wanted: _Wanted, name: str, places: Sequence[tuple[str, bytes]]) -> Sight | None:
    """The piece in the first place that tells: by even contexts first, last by how often its words are there."""
    for sizes in (EVEN, LOPSIDED):
        for where, text in places:
            for window in wanted.change.windows(sizes):
                standing = window.standing(text) if window.tells(wanted.before, wanted.after) else None
                if standing is not None:
                    return Sight(standing, where, name)
    for where, text in places:
        for window in wanted.change.windows(EVEN[:-1]):
            if window.numbered(text, wanted.before, wanted.after):
                return Sight(Standing.FIXED, where, name)
    return None


def _named(text: bytes, name: str) -> Iterator[bytes]:
    """The texts of the functions of that name; a prototype is none."""
    if name.encode("utf-8", "surrogateescape") not in text:
        return
    lines = split_lines(text)
    for section in sections(lines):
        if section.name == name and section.span.end - section.span.start > 1:
            yield b"".join(lines[section.span.start : section.span.end])
