"""A work tree of the scratch repository with a conflict in it, as git would leave it: for a person to finish."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import fsdecode, fsencode
from pathlib import Path

from backport.core.commit import Entry
from backport.core.errors import UserError
from backport.core.markers import marked
from backport.vcs.command import run_git
from backport.vcs.scratch import Scratch


@dataclass(frozen=True)
class Sides:
    """The three versions of a file that is in conflict; None where there is none."""

    path: str
    base: Entry | None
    ours: Entry | None
    theirs: Entry | None

    @property
    def whole(self) -> bool:
        """Whether git can mark what differs: there are two versions to compare."""
        return all(side is not None and side.is_file for side in (self.ours, self.theirs))


@dataclass(frozen=True)
class Left:
    """What a person left in a work tree.

    `commit` is what they committed on top, empty where they did not; `marked` are files with conflict markers,
    `unmerged` files that git still calls unmerged and that have none.
    """

    commit: str
    marked: tuple[str, ...]
    unmerged: tuple[str, ...]


class Worktree:
    """The work tree at `folder`, of a scratch repository."""

    def __init__(self, scratch: Scratch, folder: Path) -> None:
        self.folder = folder
        self._scratch = scratch

    def lay_out(self, commit: str, tree: str, conflicts: Sequence[Sides], message: str, picked: str) -> None:
        """Check out `tree` on top of `commit`, with the conflicts in index and files, and the message prepared.

        `picked` is what is being picked: git says so, and keeps its author. Raises UserError where git fails.
        """
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        add = ("worktree", "add", "--quiet", "--detach", "--no-checkout", str(self.folder), commit)
        run_git(self._scratch.folder, *add)
        self._git("read-tree", tree)
        self._git("update-index", "-z", "--index-info", stdin=b"".join(_index_lines(conflicts)))
        self._git("checkout-index", "--all", "--force", "--quiet")
        for sides in conflicts:
            if sides.whole:
                self._git("checkout", "--conflict=diff3", "--", f":(top,literal){sides.path}")
            elif sides.ours is not None:
                self._git("checkout", "--ours", "--", f":(top,literal){sides.path}")
        (self._sound() / "MERGE_MSG").write_bytes(message.encode(errors="surrogateescape"))
        (self._sound() / "CHERRY_PICK_HEAD").write_text(f"{picked}\n")

    def left(self, commit: str, paths: Sequence[str]) -> Left:
        """What was left, if the work tree began on top of `commit` with conflicts in `paths`.

        Raises UserError for a history that is not one commit on top.
        """
        head = self._head()
        if head != commit:
            if self._scratch.commit(head).parents != (commit,):
                way_out = f"one commit on top of {commit[:12]} is wanted: git rebase, or git reset --soft {commit[:12]}"
                raise UserError(f"{self.folder} has another history than one commit", way_out)
            return Left(head, tuple(path for path in paths if self._committed_marks(head, path)), ())
        still = tuple(path for path in paths if marked(self.read(path) or b""))
        listed = self._git("diff", "--name-only", "--diff-filter=U", "-z").split(b"\0")
        unmerged = tuple(path for path in map(fsdecode, filter(None, listed)) if path not in still)
        return Left("", still, unmerged)

    def stage(self, paths: Sequence[str]) -> None:
        """Take the files as they are for resolved, as `git add` and `git rm` do."""
        names = b"".join(fsencode(path) + b"\0" for path in paths)
        self._git("update-index", "--add", "--remove", "-z", "--stdin", stdin=names)

    def tree(self) -> str:
        """The tree of what is there: every tracked file as it stands, and what was added to the index."""
        self._git("add", "--update", ":/")
        return self._git("write-tree").decode().strip()

    def message(self) -> str:
        """The prepared message, as the person left it."""
        file = self._sound() / "MERGE_MSG"
        return file.read_text(errors="surrogateescape") if file.is_file() else ""

    def read(self, path: str) -> bytes | None:
        """A file as it stands, None where there is none, or a link."""
        file = self.folder / path
        return file.read_bytes() if file.is_file() and not file.is_symlink() else None

    def write(self, path: str, text: bytes) -> None:
        """Replace a file that is there."""
        if self.read(path) is None:
            raise UserError(f"{path} is no file in {self.folder}", "give the port up with 'backport port --abort'")
        (self.folder / path).write_bytes(text)

    def remove(self) -> None:
        """Take it away, with all that is in it; nothing where it is not there, or only half."""
        own = self._own
        shutil.rmtree(self.folder, ignore_errors=True)
        if own is not None:
            shutil.rmtree(own, ignore_errors=True)

    def _head(self) -> str:
        return self._git("rev-parse", "--verify", "HEAD").decode().strip()

    def _committed_marks(self, commit: str, path: str) -> bool:
        return marked(self._scratch.read(self._scratch.commit(commit).tree, path) or b"")

    def _git(self, *command: str, stdin: bytes = b"") -> bytes:
        return run_git(self._sound(), *command, work_tree=self.folder, stdin=stdin)

    def _sound(self) -> Path:
        own = self._own
        if own is None or not own.is_dir():
            raise UserError(f"the work tree {self.folder} is gone", f"'port --skip {self.folder.name}' gives it up")
        return own

    @property
    def _own(self) -> Path | None:
        """git's own folder of this work tree, below the scratch repository and nowhere else."""
        pointer = self.folder / ".git"
        if not pointer.is_file():
            return None
        named = Path(fsdecode(pointer.read_bytes().removeprefix(b"gitdir: ").rstrip(b"\n")))
        return named if named.parent == self._scratch.folder / "worktrees" else None


def _index_lines(conflicts: Sequence[Sides]) -> Iterator[bytes]:
    """What `git update-index --index-info` reads: the path out of the index, then its versions."""
    for sides in conflicts:
        yield b"0 %s\t%s\0" % (b"0" * 40, fsencode(sides.path))
        for number, entry in enumerate((sides.base, sides.ours, sides.theirs), 1):
            if entry is not None:
                yield b"%o %s %d\t%s\0" % (entry.mode, entry.id.encode(), number, fsencode(sides.path))
