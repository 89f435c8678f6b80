"""A commit as plain data."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone


@dataclass(frozen=True)
class Identity:
    """Who and when: `time` in seconds since 1970, `offset` in minutes east of UTC."""

    name: str
    email: str
    time: int = 0
    offset: int = 0

    @property
    def when(self) -> datetime | None:
        """The moment in its own time zone, or None where Python's calendar does not reach."""
        try:
            return datetime.fromtimestamp(self.time, timezone(timedelta(minutes=self.offset)))
        except (OverflowError, ValueError, OSError):
            return None

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


@dataclass(frozen=True)
class Commit:
    """One commit: ids are full hex, `message` is the whole text decoded (bytes that are not text are replaced)."""

    id: str
    tree: str
    parents: tuple[str, ...]
    author: Identity
    committer: Identity
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]

    @property
    def body(self) -> str:
        """The message without its first line and the blank line after it."""
        return self.message.partition("\n")[2].lstrip("\n")


@dataclass(frozen=True)
class Entry:
    """What stands at a path of a tree: the object's id and git's mode (0o100644, 0o120000 …)."""

    id: str
    mode: int

    @property
    def is_file(self) -> bool:
        """A regular file: not a symlink, a folder or a submodule."""
        return self.mode in (0o100644, 0o100755, 0o100664)

    @property
    def is_folder(self) -> bool:
        """A tree."""
        return self.mode == 0o040000


class ChangeKind:
    """How a path changed, in git's letters."""

    ADDED = "A"
    MODIFIED = "M"
    DELETED = "D"


@dataclass(frozen=True)
class FileChange:
    """One path of a commit's diff against its parent: blob ids are hex, empty where the side does not exist.

    Renames are not detected here: a rename is a deletion and an addition.
    """

    path: str
    kind: str
    old_blob: str
    new_blob: str
    old_mode: int
    new_mode: int


@dataclass(frozen=True)
class SourceCommit:
    """The fix: its commit, the tree it was made on, and what it changes."""

    commit: Commit
    base_tree: str
    changes: tuple[FileChange, ...]

    @property
    def id(self) -> str:
        """The commit's id."""
        return self.commit.id
