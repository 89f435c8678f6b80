"""The lines a commit removes and adds, as sets: enough to see that two commits meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backport.core.commit import ChangeKind, FileChange
from backport.history.index import Index
from backport.vcs.objects import Objects
from backport.vcs.textdiff import edits, is_binary, split_lines

_TELLING = 12  # bytes a line needs to be more than a brace or a return
LARGEST = 4_000_000  # bytes of a file
_MOST_FILES = 100

_Lines = Mapping[str, frozenset[bytes]]


@dataclass(frozen=True)
class Lines:
    """By path, without white space at the ends; short lines, which stand anywhere, are left out."""

    removed: _Lines
    added: _Lines


def changed_lines(index: Index, commit: str) -> Lines:
    """What a commit changes against its first parent; nothing for one that changes very many files."""
    objects = index.holder(commit)
    value = objects.commit(commit)
    if not value.parents:
        return Lines({}, {})
    changes = objects.changes(objects.commit(value.parents[0]).tree, value.tree)
    if len(changes) > _MOST_FILES:
        return Lines({}, {})
    removed, added = {}, {}
    for change in changes:
        if change.kind == ChangeKind.MODIFIED and _readable(objects, change):
            removed[change.path], added[change.path] = _sets(
                objects.blob(change.old_blob), objects.blob(change.new_blob)
            )
    return Lines(removed, added)


def _readable(objects: Objects, change: FileChange) -> bool:
    sides = (change.old_blob, change.new_blob)
    modes = (change.old_mode, change.new_mode)
    plain = all(mode in (0o100644, 0o100755) for mode in modes)
    return plain and all(objects.size(each) <= LARGEST and not is_binary(objects.blob(each)) for each in sides)


def _sets(old: bytes, new: bytes) -> tuple[frozenset[bytes], frozenset[bytes]]:
    before, after = split_lines(old), split_lines(new)
    gone: list[bytes] = []
    come: list[bytes] = []
    for edit in edits(old, new):
        gone += before[edit.old_start : edit.old_end]
        come += after[edit.new_start : edit.new_end]
    taken, given = _telling(gone), _telling(come)
    return taken - given, given - taken


def _telling(lines: Sequence[bytes]) -> frozenset[bytes]:
    return frozenset(line for line in map(bytes.strip, lines) if len(line) >= _TELLING)
