"""The history of one branch along first parents: what each commit changed, line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backport.core.commit import ChangeKind
from backport.vcs.objects import Objects
from backport.vcs.textdiff import edits, is_binary, split_lines

_LONGEST = 100_000  # commits
_LARGEST = 4 << 20  # bytes of a file that is still compared
_MOST_FILES = 2_000  # of one commit


@dataclass(frozen=True)
class Hunk:
    """Lines that took the place of others in one file; both without their ends."""

    path: str
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]


class Lineage:
    """First parents from `tip` back; walked once, on demand."""

    def __init__(self, objects: Objects, tip: str) -> None:
        self._objects = objects
        self._ids = [tip]
        self._place = {tip: 0}

    def between(self, base: str, tip: str) -> tuple[str, ...]:
        """The commits after `base` up to `tip`, oldest first; empty where `base` is not on the line before `tip`."""
        if not self._reach(tip) or not self._reach(base):
            return ()
        newest, oldest = self._place[tip], self._place[base]
        return tuple(reversed(self._ids[newest:oldest]))

    def _reach(self, commit: str) -> bool:
        while commit not in self._place and len(self._ids) < _LONGEST:
            parents = self._objects.commit(self._ids[-1]).parents
            if not parents:
                break
            self._place[parents[0]] = len(self._ids)
            self._ids.append(parents[0])
        return commit in self._place

    def read(self, commit: str, path: str) -> bytes | None:
        """A file as of a commit."""
        return self._objects.read(self._objects.commit(commit).tree, path)

    def hunks(self, commit: str) -> Iterator[Hunk]:
        """What a commit changed against its first parent; files that were only added or removed are one hunk."""
        found = self._objects.commit(commit)
        if not found.parents:
            return
        changes = self._objects.changes(self._objects.commit(found.parents[0]).tree, found.tree)
        for change in changes[:_MOST_FILES]:
            old, new = (self._text(blob) for blob in (change.old_blob, change.new_blob))
            if old is None or new is None:
                continue
            before, after = split_lines(old), split_lines(new)
            if change.kind != ChangeKind.MODIFIED:
                yield Hunk(change.path, _bare(before), _bare(after))
                continue
            for edit in edits(old, new):
                removed, added = before[edit.old_start : edit.old_end], after[edit.new_start : edit.new_end]
                yield Hunk(change.path, _bare(removed), _bare(added))

    def _text(self, blob: str) -> bytes | None:
        """The blob's text, empty for the side that does not exist, None for what is not compared."""
        if not blob:
            return b""
        if self._objects.size(blob) > _LARGEST:
            return None
        data = self._objects.blob(blob)
        return None if is_binary(data) else data


def _bare(lines: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(line.rstrip(b"\r\n") for line in lines)
