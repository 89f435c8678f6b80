"""A private repository that borrows the user's objects: everything the tool makes lives here until it is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import fsencode
from pathlib import Path

import pygit2
from pygit2.enums import FileMode, ObjectType

from backport.core import tempfolders
from backport.core.commit import Entry, Identity
from backport.core.errors import UserError
from backport.vcs import rawtree
from backport.vcs.listing import DEEPEST
from backport.vcs.objects import Objects
from backport.vcs.repository import Repository

_NAME = "file"
_NO_SUCH_NAMES = "nobody can check such a tree out: 'git fsck' tells more, and the commit is not to be trusted"
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n\tlooseCompression = 0\n"


class Scratch(Objects):
    """A bare repository of our own. Objects written here never reach the user's repository by themselves."""

    def __init__(self, repo: pygit2.Repository, folder: Path) -> None:
        super().__init__(repo)
        self.folder = folder

    @classmethod
    def borrow(cls, lenders: Sequence[Repository], folder: Path, durable: bool = False) -> "Scratch":
        """Create (or reopen) the scratch repository at `folder`, reading through to the lenders' objects.

        What is written to a `durable` one survives the loss of power.
        """
        _create(folder)
        if durable:
            pygit2.settings.enable_fsync_gitdir(True)
        alternates = [str(lender.common_folder / "objects") for lender in lenders]
        if any("\n" in path for path in alternates):
            raise UserError("a repository's path contains a line break", "move it to a plain folder name")
        (folder / "objects" / "info" / "alternates").write_text("".join(f"{path}\n" for path in alternates))
        return cls(pygit2.Repository(str(folder)), folder)

    @classmethod
    @contextmanager
    def temporary(cls, lenders: Sequence[Repository]) -> Iterator["Scratch"]:
        """A scratch repository that is removed at the end, whatever happens."""
        with tempfolders.temporary() as folder:
            made = cls.borrow(lenders, folder)
            try:
                yield made
            finally:
                made._repo.free()  # else each keeps a little memory for ever

    @property
    def alternates(self) -> tuple[str, ...]:
        """The folders of objects that are read through to."""
        return tuple((self.folder / "objects" / "info" / "alternates").read_text().splitlines())

    def write_blob(self, data: bytes) -> str:
        """Store a blob."""
        return str(self._repo.create_blob(data))

    def write_tree(self, base: str, edits: Mapping[str, Entry | None]) -> str:
        """The tree `base` with entries replaced (None removes). Folders that become empty go, as in git.

        Raises UserError for a path that is deeper than any file system bears.
        """
        deepest = max((path.count("/") for path in edits), default=0)
        if deepest > DEEPEST:
            raise UserError(f"a path is {deepest} folders deep", _NO_SUCH_NAMES)
        entries = dict(self._folder(base)) if base else {}
        nested: dict[str, dict[str, Entry | None]] = {}
        for path, entry in edits.items():
            head, _, rest = path.partition("/")
            if rest:
                nested.setdefault(head, {})[rest] = entry
            else:
                _replace(entries, fsencode(head), entry)
        for head, inner in nested.items():
            below = entries.get(fsencode(head))
            written = self.write_tree(below.id if below is not None and below.is_folder else "", inner)
            _replace(entries, fsencode(head), Entry(written, 0o040000) if written != EMPTY_TREE else None)
        return str(self._repo.odb.write(ObjectType.TREE, rawtree.dump(entries)))

    def write_commit(self, tree: str, parent: str, message: str, author: Identity, committer: Identity) -> str:
        """Store a commit and give its id; no ref names it. An empty `parent` makes a root commit."""
        parents = [pygit2.Oid(hex=parent)] if parent else []
        signatures = [pygit2.Signature(who.name, who.email, who.time, who.offset) for who in (author, committer)]
        made = self._repo.create_commit(None, signatures[0], signatures[1], message, pygit2.Oid(hex=tree), parents)
        return str(made)

    def pack(self, folder: Path, commits: Sequence[str], known: Objects) -> Path | None:
        """A pack in `folder` of what the commits need and `known` has not; None where it has everything."""
        builder = pygit2.PackBuilder(self._repo)
        for name in self._unknown(commits, known):
            builder.add(pygit2.Oid(hex=name))
        if not len(builder):
            return None
        builder.write(str(folder))
        return next(folder.glob("*.pack"))

    def _unknown(self, commits: Sequence[str], known: Objects) -> Iterator[str]:
        """Every object that the commits reach; what `known` has is taken to be there with all that it reaches."""
        waiting, seen = [*commits], set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen or known.exists(name):
                continue
            seen.add(name)
            yield name
            found = self._read(name)
            if isinstance(found, pygit2.Commit):
                waiting += [str(found.tree_id), *map(str, found.parent_ids)]
            elif isinstance(found, pygit2.Tree):
                waiting += [entry.id for path, entry in self.entries(name) if _wanted(path, entry)]

    def diff(self, old_tree: str, new_tree: str, context: int = 3) -> str:
        """The unified diff between two trees; bytes that are not UTF-8 are replaced.

        Raises UserError for trees with names that libgit2 will not print, like absolute ones.
        """
        if self._vast.any((old_tree, new_tree)):
            raise UserError(
                "what differs between two trees cannot be told: they have millions of files", _NO_SUCH_NAMES
            )
        try:
            return self._tree(old_tree).diff_to_tree(self._tree(new_tree), context_lines=context).patch or ""
        except pygit2.GitError as error:
            raise UserError(f"what differs between two trees cannot be told: {error}", _NO_SUCH_NAMES) from error

    def conflict(self, base: bytes, ours: bytes, theirs: bytes) -> str:
        """The merge of one file with git's conflict markers (style diff3), for a person to read.

        Bytes that are not UTF-8 are replaced.
        """
        # pygit2 gives the merge as text and fails where it is none: each byte goes in, and comes out, as one character.
        ancestor, mine, other = (
            pygit2.IndexEntry(_NAME, self._repo.create_blob(text.decode("latin-1").encode()), FileMode.BLOB)
            for text in (base, ours, theirs)
        )
        merged = self._repo.merge_file_from_index(ancestor, mine, other).contents or ""
        return merged.encode("latin-1").decode("utf-8", "replace")


def _wanted(name: str, entry: Entry) -> bool:
    """Whether what stands there is an object of this project. Raises UserError for a name that git never writes."""
    if name.rstrip(". ").lower() in ("", ".git", "git~1") or "/" in name:
        raise UserError(f"a tree has an entry called {name!r}", _NO_SUCH_NAMES)
    return entry.mode != FileMode.COMMIT


def _replace(entries: dict[bytes, Entry], name: bytes, entry: Entry | None) -> None:
    if entry is not None:
        entries[name] = entry
    else:
        entries.pop(name, None)


def _create(folder: Path) -> None:
    """An empty bare repository, where there is none yet. `git_repository_init` loses 13 KB with each (libgit2 1.9)."""
    for name in ("objects/info", "objects/pack", "refs/heads"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    if not (folder / "HEAD").exists():
        (folder / "config").write_text(_CONFIG)
        (folder / "HEAD").write_text("ref: refs/heads/master\n")
