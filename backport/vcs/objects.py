"""Read objects by id: commits, trees, blobs and what differs between trees. The only readers are pygit2's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from os import fsdecode, fsencode
from pathlib import Path
from typing import NoReturn, TypeVar, cast

import pygit2
from pygit2.enums import DiffOption, FileMode, ObjectType, SortMode

from backport.core.commit import Commit, Entry, FileChange, SourceCommit
from backport.core.errors import UserError
from backport.vcs import loose, plain, rawtree, treediff
from backport.vcs.listing import Files, Listing, Vast
from backport.vcs.shelf import Shelf

_T = TypeVar("_T", pygit2.Commit, pygit2.Tree)
_Object = pygit2.Commit | pygit2.Tree | pygit2.Blob | pygit2.Tag
_MOST_FILES = 1000
_MOST_CHANGES = 5_000
_MOST_PATCH = 64 << 20  # bytes of the files that a patch-id is made of, before and after
_MOST = 160_000_000  # bytes of contents that are kept: neighbouring commits have most files in common
_SIZES = 100_000
_MOST_TREES = 8_000_000  # bytes of folders that are kept
_FOLDERS = 128  # folders kept as they were read, of those with at most
_SMALL = 50_000  # bytes each
_TAGS = 20_000  # tags and branches whose commit is remembered
_decoded = lru_cache(maxsize=50_000)(fsdecode)


def missing(what: str, error: Exception) -> UserError:
    """The error of an object that the repository names and does not have."""
    return UserError(
        f"{what} is missing or damaged: {error}",
        "the clone may be partial, shallow or corrupt: fetch it in full (git fetch --unshallow, or git fsck to see)",
    )


class Objects:
    """Reading access to an object database. Paths are str with undecodable bytes kept as surrogates."""

    def __init__(self, repo: pygit2.Repository) -> None:
        self._repo = repo
        self._loose = loose.object_folders(Path(repo.path))
        self._shelf = Shelf(lambda blob: self._raw(blob, ObjectType.BLOB), _MOST)
        self._trees = Shelf(lambda tree: self._raw(tree, ObjectType.TREE), _MOST_TREES)
        self._parsed = lru_cache(maxsize=_FOLDERS)(rawtree.parse)
        self._listing = Listing(self.entries)
        self._vast = Vast(self.entries)
        self._sizes = lru_cache(maxsize=_SIZES)(self._size)
        self._peel = lru_cache(maxsize=_TAGS)(self._peeled)  # what an id names never changes; what a ref names does

    def commit(self, commit: str) -> Commit:
        """The commit with this full id."""
        return plain.commit(self._lookup(commit, pygit2.Commit))

    def source(self, commit: str) -> SourceCommit:
        """The commit as a fix: raises UserError for a merge, a root, an empty commit and one of very many files."""
        value = self.commit(commit)
        short = value.id[:12]
        if len(value.parents) > 1:
            raise UserError(
                f"{short} is a merge commit", "name the commit that was merged; a merge has no single change"
            )
        if not value.parents:
            raise UserError(
                f"{short} is a root commit", "a fix needs a parent to be compared with: name a later commit"
            )
        base = self.commit(value.parents[0]).tree
        changes = self.changes(base, value.tree)
        if len(changes) > _MOST_CHANGES:
            way_out = f"a fix changes at most {_MOST_CHANGES:,}: name one"
            raise UserError(f"{short} changes {len(changes):,} files", way_out)
        if not changes:
            raise UserError(f"{short} changes nothing", "there is nothing to port: name a commit with a change")
        return SourceCommit(value, base, changes)

    def changes(self, old_tree: str, new_tree: str) -> tuple[FileChange, ...]:
        """Every path that differs between two trees, by path; renames show as a deletion and an addition.

        Raises UserError where that is more than any commit changes.
        """
        try:
            return treediff.changes(self._folder, old_tree, new_tree)
        except ValueError as error:
            raise missing("a tree", error) from error

    def changed_paths(self, old_tree: str, new_tree: str) -> list[str]:
        """The paths that differ between two trees."""
        return list(dict.fromkeys(change.path for change in self.changes(old_tree, new_tree)))

    def entry(self, tree: str, path: str) -> Entry | None:
        """What stands at `path`, or None."""
        if not path.isprintable() or not path.isascii():
            return self._entry_by_bytes(tree, fsencode(path))
        try:
            found = self._tree(tree)[path]
        except (KeyError, ValueError):
            return None
        except pygit2.GitError as error:
            raise missing(f"tree {tree[:12]}", error) from error
        return Entry(str(found.id), found.filemode)

    def read(self, tree: str, path: str) -> bytes | None:
        """The content of a regular file, or None where there is none (a folder, a link, a submodule, nothing)."""
        entry = self.entry(tree, path)
        return self.blob(entry.id) if entry is not None and entry.is_file else None

    def blob(self, blob: str) -> bytes:
        """The content of a blob."""
        return self._shelf[blob]

    def size(self, blob: str) -> int:
        """The size of a blob in bytes."""
        return self._sizes(blob)

    def files(self, tree: str) -> Files:
        """Path and blob of every regular file of a tree, in git's order."""
        return self._listing.files(tree)

    def paths(self, tree: str, under: str = "") -> Iterator[str]:
        """Every regular file of a tree in git's order, folders walked without recursion."""
        top = self.entry(tree, under) if under else Entry(tree, 0o040000)
        stack = [(under + "/" if under else "", top)] if top is not None and top.is_folder else []
        while stack:
            prefix, entry = stack.pop()
            if entry.is_file:
                yield prefix
            elif entry.is_folder:
                inner = self.entries(entry.id)
                stack.extend((prefix + name + ("/" if item.is_folder else ""), item) for name, item in reversed(inner))

    def entries(self, tree: str) -> list[tuple[str, Entry]]:
        """The entries of one folder, in git's order."""
        return [(_decoded(name), entry) for name, entry in self._folder(tree).items()]

    def tree(self, tree: str) -> "TreeView":
        """One tree as a source of files."""
        return TreeView(self, tree)

    def walk(self, tip: str, hide: tuple[str, ...] = (), reverse: bool = False) -> Iterator[Commit]:
        """Commits reachable from `tip` and not from `hide`, parents after children (before, when `reverse`)."""
        order = SortMode.TOPOLOGICAL | (SortMode.REVERSE if reverse else SortMode.NONE)
        walker = self._repo.walk(pygit2.Oid(hex=tip), order)
        for commit in hide:
            walker.hide(pygit2.Oid(hex=commit))
        try:
            for found in walker:
                yield self.commit(str(found.id))
        except (KeyError, pygit2.GitError) as error:
            raise missing("a commit of the history", error) from error

    def log(self, tips: Sequence[str], hide: Sequence[str] = ()) -> Iterator[Commit]:
        """Commits reachable from any of `tips` and from none of `hide`, parents before children, a few at a time."""
        if not tips:
            return
        walker = self._repo.walk(pygit2.Oid(hex=tips[0]), SortMode.TOPOLOGICAL | SortMode.REVERSE)
        for tip in tips[1:]:
            walker.push(pygit2.Oid(hex=tip))
        for commit in hide:
            walker.hide(pygit2.Oid(hex=commit))
        try:
            for found in walker:
                yield plain.commit(found)
        except (KeyError, pygit2.GitError) as error:
            raise missing("a commit of the history", error) from error

    def patch_id(self, commit: str) -> str | None:
        """git's stable patch-id (hex) of a commit against its parent: the same change has the same id anywhere.

        None for a merge, a root, an empty commit, one of more than 1,000 files or 64 MB (an import, not a fix), and
        where the trees are larger than any work tree: libgit2 opens all folders.
        """
        found = self._lookup(commit, pygit2.Commit)
        if len(found.parent_ids) != 1:
            return None
        trees = str(self._lookup(str(found.parent_ids[0]), pygit2.Commit).tree_id), str(found.tree_id)
        if self._vast.any(trees):
            return None
        before, after = map(self._tree, trees)
        try:
            # As text, whatever attributes say: with `* -diff` in a work tree, any two changes of a file were the same.
            diff = before.diff_to_tree(after, DiffOption.FORCE_TEXT)
            return str(diff.patchid) if 0 < len(diff) <= _MOST_FILES and self._is_patch(diff) else None
        except (KeyError, pygit2.GitError) as error:
            raise missing(f"what {commit[:12]} changes", error) from error

    def _is_patch(self, diff: pygit2.Diff) -> bool:
        """Whether what differs is small enough to be read at once."""
        sides = (side for delta in diff.deltas for side in (delta.old_file, delta.new_file))
        blobs = (str(side.id) for side in sides if side.mode not in (0, FileMode.COMMIT))
        return sum(self.size(blob) for blob in blobs) <= _MOST_PATCH

    def merge_base(self, one: str, two: str) -> str | None:
        """The best common ancestor, or None for unrelated histories."""
        try:
            base = self._repo.merge_base(pygit2.Oid(hex=one), pygit2.Oid(hex=two))
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise missing("a commit of the history", error) from error
        return str(base) if base is not None else None

    def is_ancestor(self, ancestor: str, descendant: str) -> bool:
        """Whether `ancestor` is reachable from `descendant` (a commit reaches itself)."""
        if ancestor == descendant:
            return True
        try:
            return self._repo.descendant_of(pygit2.Oid(hex=descendant), pygit2.Oid(hex=ancestor))
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise missing("a commit of the history", error) from error

    def exists(self, name: str) -> bool:
        """Whether an object with this full id can be read here."""
        try:
            return self._repo.odb.exists(pygit2.Oid(hex=name))
        except ValueError:
            return False

    def full(self, short: str) -> str | None:
        """The full id of the commit that an abbreviated id means; None where it means none, or more than one."""
        try:
            found = self._repo[short]
        except (KeyError, ValueError, pygit2.GitError):
            return None
        return str(found.id) if found.type == ObjectType.COMMIT else None

    def _size(self, blob: str) -> int:
        self._whole(blob)
        try:
            kind, size = self._repo.odb.read_header(pygit2.Oid(hex=blob))
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise missing(f"object {blob[:12]}", error) from error
        return size if kind == ObjectType.BLOB else _refuse(blob, "blob")

    def _folder(self, tree: str) -> Mapping[bytes, Entry]:
        data = self._trees[tree]
        return self._parsed(data) if len(data) <= _SMALL else rawtree.parse(data)

    def _entry_by_bytes(self, tree: str, path: bytes) -> Entry | None:
        entry: Entry | None = Entry(tree, 0o040000)
        for name in path.split(b"/"):
            if entry is None or not entry.is_folder:
                return None
            entry = self._folder(entry.id).get(name)
        return entry

    def _whole(self, name: str) -> None:
        if loose.torn(self._loose, name):
            raise missing(f"object {name[:12]}", ValueError("its file ends too early"))

    def _raw(self, name: str, wanted: ObjectType) -> bytes:
        """The content of an object of this kind: no object is made of it, which is what takes the time."""
        self._whole(name)
        try:
            kind, data = self._repo.odb.read(pygit2.Oid(hex=name))
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise missing(f"object {name[:12]}", error) from error
        return data if kind == wanted else _refuse(name, wanted.name.lower())

    def _read(self, name: str) -> _Object:
        """The object with this full id."""
        self._whole(name)
        try:
            return cast(_Object, self._repo[pygit2.Oid(hex=name)])
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise missing(f"object {name[:12]}", error) from error

    def _peeled(self, name: str) -> str:
        """The commit that this object is, or that it is a tag of."""
        found = self._read(name)
        while isinstance(found, pygit2.Tag):
            found = self._read(str(found.target))
        if not isinstance(found, pygit2.Commit):
            raise UserError(f"{name[:12]} is not a commit", "name a commit")
        return str(found.id)

    def _lookup(self, name: str, kind: type[_T]) -> _T:
        found = self._read(name)
        return found if isinstance(found, kind) else _refuse(name, kind.__name__.lower())

    def _tree(self, tree: str) -> pygit2.Tree:
        return self._lookup(tree, pygit2.Tree)


@dataclass(frozen=True)
class TreeView:
    """One tree of an object database: reads files, lists paths."""

    objects: Objects
    id: str

    def read(self, path: str) -> bytes | None:
        """The content of a regular file, or None."""
        return self.objects.read(self.id, path)

    def entry(self, path: str) -> Entry | None:
        """What stands at a path, or None."""
        return self.objects.entry(self.id, path)

    def paths(self, under: str = "") -> Iterator[str]:
        """Every regular file, optionally below a folder."""
        return self.objects.paths(self.id, under)


def _refuse(name: str, wanted: str) -> NoReturn:
    raise UserError(f"{name[:12]} is not a {wanted}", "name a commit")
