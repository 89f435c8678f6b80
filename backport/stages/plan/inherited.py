"""A function that a tree has no more, or not yet: the function that holds its code, and whether the fix is in it.

Code moves: a function is renamed, or written out in its only caller. Such a place is believed only where the evidence
is strong: the words of the change with many words around them are in one function alone, nowhere in the file before
the fix and once in it after, and that function has a good part of the lines of the fix's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from posixpath import splitext

from backport.stages.apply.atlas import Atlas
from backport.stages.apply.sections import sections
from backport.stages.apply.tokens import words
from backport.stages.plan.sight import Sight, Standing
from backport.stages.plan.verse import Verse
from backport.stages.plan.windows import Change
from backport.vcs.objects import Objects
from backport.vcs.textdiff import is_binary, split_lines

_SIDES = (12, 8, 6, 5, 4, 3)  # words of context, on each side another number if need be
_FEWEST = 14  # words of a stretch that may be believed anywhere
_ALIKE = 0.3  # of the lines of the fix's function stand in the one that holds its code
_TELLING = 5  # words a line needs to be more than a brace or a return
_LARGEST = 4_000_000  # bytes of a file
_MOST_FILES = 30  # files that are read line by line


@dataclass(frozen=True)
class Estate:
    """What a function leaves: its name, a change of the fix in it, its text after the fix; the file on both `sides`."""

    name: str
    change: Change
    text: bytes
    sides: tuple[bytes, bytes]

    @cached_property
    def verse(self) -> Verse:
        """The function after the fix."""
        return Verse.of(self.text)

    @cached_property
    def stretches(self) -> tuple[tuple[Verse, Verse], ...]:
        """The change's old and new words, long enough to be believed anywhere and telling the two sides apart."""
        before, after = (self.verse.part(words(side)) for side in self.sides)
        sizes = [(left, right) for left in _SIDES for right in _SIDES]
        made = [(self.verse.part(old), self.verse.part(new)) for old, new in self.change.words(sizes)]
        return tuple(
            (old, new)
            for old, new in made
            if min(len(old.words), len(new.words)) >= _FEWEST
            and (before.count(old), before.count(new), after.count(old), after.count(new)) == (1, 0, 0, 1)
        )

    @cached_property
    def key(self) -> bytes:
        """The longest word that all stretches have and that is no variable of the function's."""
        common = set.intersection(*({*old.words} & {*new.words} for old, new in self.stretches)) - self.verse.own
        return max(sorted(common), key=len, default=b"")

    @cached_property
    def lines(self) -> frozenset[bytes]:
        """Its lines that say something."""
        return _lines(self.text, self.verse)


def inherited(estate: Estate, objects: Objects, atlas: Atlas, tree: str, path: str) -> Sight | None:
    """The change in the one function that holds the code of `estate`: in the file `path`, else in another one."""
    if not estate.stretches or not estate.lines:
        return None
    own = objects.read(tree, path)
    found = list(_in_file(estate, path, own)) if own is not None else []
    if not found:
        others = _candidates(estate, objects, atlas, tree, path)
        found = [sight for where, text in others for sight in _in_file(estate, where, text)]
    return found[0] if len(found) == 1 else None


def _in_file(estate: Estate, path: str, text: bytes) -> Iterator[Sight]:
    lines = split_lines(text)
    for section in sections(lines):
        inside = b"".join(lines[section.span.start : section.span.end])
        standing = _standing(estate, Verse.of(inside)) if estate.key in inside else None
        if standing is not None and _alike(estate, inside) >= _ALIKE:
            yield Sight(standing, path, section.name, estate.name)


def _standing(estate: Estate, verse: Verse) -> Standing | None:
    """What the stretches say together; nothing where two of them disagree."""
    fixed = any(verse.count(new) for _, new in estate.stretches)
    broken = any(verse.count(old) for old, _ in estate.stretches)
    if fixed == broken:
        return None
    return Standing.FIXED if fixed else Standing.BROKEN


def _candidates(estate: Estate, objects: Objects, atlas: Atlas, tree: str, path: str) -> Iterator[tuple[str, bytes]]:
    """The other files of the kind that have the telling word of the change's context."""
    suffix = splitext(path)[1]
    read = 0
    for where, blob in atlas.files(tree):
        if where != path and where.endswith(suffix) and objects.size(blob) <= _LARGEST and read < _MOST_FILES:
            data = objects.blob(blob)
            if estate.key in data and not is_binary(data):
                read += 1
                yield where, data


def _alike(estate: Estate, text: bytes) -> float:
    return len(estate.lines & _lines(text, Verse.of(text))) / len(estate.lines)


def _lines(text: bytes, verse: Verse) -> frozenset[bytes]:
    """The shapes of the lines that say something."""
    found = (words(line) for line in text.split(b"\n"))
    return frozenset(verse.part(line).shape for line in found if len(line) >= _TELLING)
