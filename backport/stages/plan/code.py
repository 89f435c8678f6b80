"""Whether a tree has a fix, by its code alone: the words the fix removes and adds, looked for where they belong.

Trailers can be missing, and a commit can be reverted; the code is what counts. White space and lines do not matter
here, words do: each piece of the fix is reduced to the words it changes with some words around them, and looked for in
the function that answers to its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from posixpath import splitext

from backport.core.commit import ChangeKind, Entry, FileChange, SourceCommit
from backport.stages.apply.atlas import Atlas
from backport.stages.apply.piece import Piece
from backport.stages.apply.sections import Section, around, sections
from backport.stages.apply.text import cut
from backport.stages.apply.tokens import words
from backport.stages.translate.translator import Translator
from backport.vcs.objects import Objects
from backport.vcs.textdiff import is_binary, split_lines

_AROUND = (12, 8, 5, 3)  # words of context on each side, tried in this order
_LARGEST = 8_000_000  # bytes


class Standing(StrEnum):
    """Where a piece of the fix stands in a tree."""

    FIXED = "has the new words"
    BROKEN = "has the old words"
    ELSEWHERE = "has neither"


@dataclass(frozen=True)
class Sight:
    """One piece of the fix in one tree: `path` and `place` (a function, or empty) are where it was looked for."""

    standing: Standing
    path: str
    place: str

    def __str__(self) -> str:
        return f"{self.path}{f' ({self.place})' if self.place else ''} {self.standing}"


def sights(
    objects: Objects, atlas: Atlas, source: SourceCommit, tree: str, translator: Translator
) -> tuple[Sight, ...]:
    """Every piece of the fix, looked for in `tree` in the words of that tree's generation."""
    return tuple(
        sight for change in source.changes for sight in _File(objects, atlas, change, tree, translator).sights()
    )


def has_fix(seen: Sequence[Sight]) -> bool:
    """Every piece has its new words and none has its old ones."""
    return bool(seen) and all(sight.standing == Standing.FIXED for sight in seen)


def lacks_fix(seen: Sequence[Sight]) -> bool:
    """Some piece has its old words: the tree is affected."""
    return any(sight.standing == Standing.BROKEN for sight in seen)


@dataclass(frozen=True)
class _File:
    objects: Objects
    atlas: Atlas
    change: FileChange
    tree: str
    translator: Translator

    def sights(self) -> Iterator[Sight]:
        path = self.translator.path(self.change.path)
        if self.change.kind != ChangeKind.MODIFIED or not self._readable():
            yield self._whole(path)
            return
        base, theirs = (self._translated(blob) for blob in (self.change.old_blob, self.change.new_blob))
        lines = split_lines(base)
        found = sections(lines)
        for piece in cut(base, theirs):
            section = around(found, piece.start, piece.end)
            if words(b"".join((*piece.old, *piece.new))):
                yield self._look(piece, lines, section, path)

    def _whole(self, path: str) -> Sight:
        entry = self.objects.entry(self.tree, path)
        blob = entry.id if entry is not None else ""
        if blob == self.change.new_blob:
            return Sight(Standing.FIXED, path, "")
        return Sight(Standing.BROKEN if blob == self.change.old_blob else Standing.ELSEWHERE, path, "")

    def _look(self, piece: Piece, lines: Sequence[bytes], section: Section | None, path: str) -> Sight:
        for where, text in self._places(section, path):
            for size in _AROUND:
                old, new = _contexts(piece, lines, section, size)
                standing = _standing(words(text), old, new)
                if standing is not None:
                    return Sight(standing, where, section.name if section else "")
        return Sight(Standing.ELSEWHERE, path, section.name if section else "")

    def _places(self, section: Section | None, path: str) -> Iterator[tuple[str, bytes]]:
        """The texts where a piece may stand: its function, in its own file first, else the whole file."""
        own = self.objects.read(self.tree, path)
        if section is None:
            if own is not None:
                yield path, own
            return
        others = self.atlas.defining(self.tree, section.name, splitext(path)[1])
        for where in dict.fromkeys((path, *others)):
            text = self.objects.read(self.tree, where)
            lines = split_lines(text) if text is not None else []
            for other in sections(lines):
                if other.name == section.name and other.span.end - other.span.start > 1:
                    yield where, b"".join(lines[other.span.start : other.span.end])

    def _translated(self, blob: str) -> bytes:
        return self.translator.text(self.change.path, self.objects.blob(blob)).data

    def _readable(self) -> bool:
        change = self.change
        files = (Entry(change.old_blob, change.old_mode), Entry(change.new_blob, change.new_mode))
        return all(
            file.is_file and self.objects.size(file.id) <= _LARGEST and not is_binary(self.objects.blob(file.id))
            for file in files
        )


def _contexts(
    piece: Piece, lines: Sequence[bytes], section: Section | None, size: int
) -> tuple[list[bytes], list[bytes]]:
    """The words of a piece before and after the fix, each with `size` words of context on both sides."""
    low, high = (section.span.start, section.span.end) if section else (0, len(lines))
    before = words(b"".join(lines[max(low, piece.start - size) : piece.start]))
    after = words(b"".join(lines[piece.end : min(high, piece.end + size)]))
    old, new = words(b"".join(piece.old)), words(b"".join(piece.new))
    same_head = _common(old, new)
    same_tail = _common(old[same_head:][::-1], new[same_head:][::-1])
    left = [*before, *old[:same_head]][-size:]
    right = [*old[len(old) - same_tail :], *after][:size]
    return [*left, *old[same_head : len(old) - same_tail], *right], [
        *left,
        *new[same_head : len(new) - same_tail],
        *right,
    ]


def _standing(text: list[bytes], old: list[bytes], new: list[bytes]) -> Standing | None:
    if not old:  # nothing stood there and nothing around it: the new words alone could stand anywhere
        return None
    if not new:  # all of a section goes: only that it still stands can be seen
        return Standing.BROKEN if _contains(text, old) else None
    fixed, broken = _contains(text, new), _contains(text, old)
    if fixed == broken:
        return None
    return Standing.FIXED if fixed else Standing.BROKEN


def _contains(text: list[bytes], wanted: list[bytes]) -> bool:
    size, first = len(wanted), wanted[0]
    return any(text[at] == first and text[at : at + size] == wanted for at in range(len(text) - size + 1))


def _common(one: Sequence[bytes], two: Sequence[bytes]) -> int:
    count = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        count += 1
    return count
