"""What differs between two trees: folders that are the same are not opened, so a few objects cannot stand for millions.

libgit2's own comparison opens every folder of both trees.
"""

from collections.abc import Callable, Iterator, Mapping
from os import fsdecode

from backport.core.commit import ChangeKind, Entry, FileChange
from backport.core.errors import UserError
from backport.vcs.listing import DEEPEST, WAY_OUT

Folder = Callable[[str], Mapping[bytes, Entry]]  # the entries of a tree by their names
_KIND = 0o170000  # of a mode: a file, a link, a folder, another repository
_FOLDER = 0o040000
_NOTHING: Mapping[bytes, Entry] = {}
_MOST = 200_000


def changes(folder: Folder, old: str, new: str) -> tuple[FileChange, ...]:
    """Every path that differs, in the order of their bytes; what becomes another kind of thing goes and comes anew.

    Raises UserError where that is more than any commit changes.
    """
    found: list[tuple[bytes, bool, FileChange]] = []
    for change in _below(folder, b"", (old, new), 0):
        found.append(change)
        if len(found) > _MOST:
            raise UserError(f"more than {_MOST:,} files are changed", WAY_OUT)
    return tuple(change for _, _, change in sorted(found, key=lambda one: one[:2]))


def _below(
    folder: Folder, prefix: bytes, trees: tuple[str, str], depth: int
) -> Iterator[tuple[bytes, bool, FileChange]]:
    if depth > DEEPEST:
        raise UserError(f"files more than {DEEPEST} folders deep are changed", WAY_OUT)
    before, after = (folder(tree) if tree else _NOTHING for tree in trees)
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if old is new or old == new:
            continue
        path = prefix + name
        folders = tuple(one.id if one is not None and _is_folder(one) else "" for one in (old, new))
        if any(folders):
            yield from _below(folder, path + b"/", (folders[0], folders[1]), depth + 1)
        yield from _of_files(path, *(None if one is None or _is_folder(one) else one for one in (old, new)))


def _of_files(path: bytes, old: Entry | None, new: Entry | None) -> Iterator[tuple[bytes, bool, FileChange]]:
    if old is not None and new is not None and old.mode & _KIND == new.mode & _KIND:
        if (old.id, _plain(old.mode)) != (new.id, _plain(new.mode)):
            yield path, True, _change(path, ChangeKind.MODIFIED, old, new)
        return
    if old is not None:
        yield path, False, _change(path, ChangeKind.DELETED, old, None)
    if new is not None:
        yield path, True, _change(path, ChangeKind.ADDED, None, new)


def _change(path: bytes, kind: str, old: Entry | None, new: Entry | None) -> FileChange:
    return FileChange(
        path=fsdecode(path),
        kind=kind,
        old_blob=old.id if old is not None else "",
        new_blob=new.id if new is not None else "",
        old_mode=_plain(old.mode) if old is not None else 0,
        new_mode=_plain(new.mode) if new is not None else 0,
    )


def _is_folder(entry: Entry) -> bool:
    return entry.mode & _KIND == _FOLDER


def _plain(mode: int) -> int:
    """A mode as git writes them: a file can be run by all or by nobody."""
    if mode & _KIND != 0o100000:
        return mode & _KIND
    return 0o100755 if mode & 0o111 else 0o100644
