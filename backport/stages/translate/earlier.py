"""Learn from the backports that a branch has already: what became of a name when people carried it there before.

Only a backport whose source is in the history of the fix at hand is read: what came later is not known yet.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from backport.core.commit import Commit, Entry
from backport.core.rule import Origin
from backport.core.trailers import chain
from backport.stages.apply.pairing import likeness
from backport.stages.translate.drift import Known, Words, differing, has_word, names, words
from backport.stages.translate.lessons import Lesson
from backport.vcs.objects import Objects
from backport.vcs.textdiff import edits, is_binary, split_lines

_COMMITS = 400  # of the branch, the newest first
_ENOUGH = 3  # backports that say the same
_AGREE = 0.67  # of those that say anything
_ALIKE = 0.3  # of the words of two lines, squared
_LARGEST = 4_000_000  # bytes of a file
_CODE = (".c", ".h")
_ID = 40

Said = tuple[Words, bytes | None]


@dataclass(frozen=True)
class Branch:
    """Where backports are looked for: from `tip` back to where the branch left the line of `source`, the fix."""

    objects: Objects
    source: str
    tip: str

    def lessons(self, wanted: Collection[str]) -> tuple[Lesson, ...]:
        """What earlier backports teach about some names, as far as they agree."""
        votes: defaultdict[str, list[tuple[Said, str]]] = defaultdict(list)
        for commit in islice(self._own(), _COMMITS):
            open_names = [name for name in wanted if len(votes[name]) < _ENOUGH]
            if not open_names:
                break
            for name, said in self._taught(commit, open_names):
                votes[name].append((said, commit.id))
        return tuple(lesson for name in wanted if (lesson := _agreed(name, votes[name])) is not None)

    def _own(self) -> Iterator[Commit]:
        base = self.objects.merge_base(self.source, self.tip)
        return self.objects.walk(self.tip, (base,) if base else ())

    def _taught(self, commit: Commit, wanted: Collection[str]) -> Iterator[tuple[str, Said]]:
        origin = self._origin(commit)
        if len(commit.parents) != 1 or not origin:
            return
        theirs = self._added(origin, wanted)
        told = [name for name in wanted if any(name.encode() in words(line) for line in theirs)]
        if not told or not self._known(origin):
            return
        ours = self._added(commit.id, ())
        for name in told:
            said = _became(name, theirs, ours)
            if said is not None:
                yield name, said

    @cached_property
    def _hops(self) -> bool:
        return bool(chain(self.objects.commit(self.source).message))

    def _origin(self, commit: Commit) -> str:
        """What a backport was made from: the fix in mainline, or, where the source at hand is a hop, the hop."""
        named = chain(commit.message)
        name = (named[-1] if self._hops else named[0]) if named else ""
        return name if len(name) == _ID and self.objects.exists(name) else ""

    def _known(self, origin: str) -> bool:
        """Whether a commit is older than the fix at hand."""
        return origin != self.source and self.objects.is_ancestor(origin, self.source)

    def _added(self, commit: str, wanted: Collection[str]) -> list[bytes]:
        """The lines of code that a commit writes, of files that have one of the wanted names; none named: of all."""
        found = self.objects.commit(commit)
        if len(found.parents) != 1:
            return []
        lines: list[bytes] = []
        for change in self.objects.changes(self.objects.commit(found.parents[0]).tree, found.tree):
            if not change.path.endswith(_CODE) or not change.new_blob:
                continue
            new = self._text(change.new_blob, change.new_mode)
            if wanted and not any(has_word(new, name.encode()) for name in wanted):
                continue
            old = self._text(change.old_blob, change.old_mode) if change.old_blob else b""
            after = split_lines(new)
            for edit in edits(old, new):
                lines += after[edit.new_start : edit.new_end]
        return lines

    def _text(self, blob: str, mode: int) -> bytes:
        if not Entry(blob, mode).is_file or self.objects.size(blob) > _LARGEST:
            return b""
        data = self.objects.blob(blob)
        return b"" if is_binary(data) else data


def _became(name: str, theirs: list[bytes], ours: list[bytes]) -> Said | None:
    """What the branch's lines say for the name; None where they have it, or nothing can be told."""
    word = name.encode()
    there = frozenset(line.strip() for line in ours)
    known = Known(names(b"".join(ours)), frozenset())
    if word in known.names or not there:
        return None
    alone = [line for line in ours if line.strip() not in {one.strip() for one in theirs}]
    lines = [line for line in theirs if word in words(line)]
    for line in lines:
        other = max(alone, key=lambda one: likeness(line.strip(), one.strip()), default=b"")
        if likeness(line.strip(), other.strip()) >= _ALIKE:
            for said, instead in differing(line, other, known):
                if word in said:
                    return said, instead
            return None
    kept = any(line.strip() in there and word not in words(line) for line in theirs if len(words(line)) > 1)
    whole = all(line.strip().endswith(b";") and line.strip().startswith(word) for line in lines)
    return ((word,), None) if kept and whole else None


def _agreed(name: str, votes: list[tuple[Said, str]]) -> Lesson | None:
    by: defaultdict[Said, list[str]] = defaultdict(list)
    for said, commit in votes:
        by[said].append(commit)
    best = max(by, key=lambda said: len(by[said]), default=None)
    if best is None or len(by[best]) < _AGREE * len(votes):
        return None
    return Lesson(name, *best, tuple(by[best]), Origin.BACKPORT)
