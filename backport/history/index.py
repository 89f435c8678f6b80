"""The index of a repository's history: who reaches whom, what came from where, who speaks of whom.

Callers give and get full hex ids. Everything is read from the index's tables; the repository itself is read when
commits are added and when a patch-id or a list of touched paths is wanted for the first time.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from backport.core.commit import Commit
from backport.core.errors import UserError
from backport.core.relation import Relation
from backport.history import build, store
from backport.history.graph import Graph
from backport.vcs.repository import Repository

_INDEXED = ("refs/heads/", "refs/tags/", "refs/remotes/")
_SHORTEST = 7
_FEW = 500  # commits that are asked for one by one
_COLUMNS = "n, id, subject, author, email, authored, committed"


@dataclass(frozen=True)
class Known:
    """A commit as the index has it; times are seconds since 1970."""

    id: str
    subject: str
    author: str
    email: str
    authored: int
    committed: int


@dataclass(frozen=True)
class Naming:
    """`commit` names the commit that was asked for, as its `relation`; `written` is the id as it stands there."""

    commit: Known
    relation: Relation
    written: str


def unwatched(commits: Iterable[Commit]) -> Iterable[Commit]:
    """No progress display."""
    return commits


class Index:
    """The history of a repository, and of others that belong to the same project; made by `opened()`."""

    def __init__(self, repositories: Sequence[Repository], connection: sqlite3.Connection) -> None:
        self.repositories = tuple(repositories)
        self._db = connection

    @property
    def repository(self) -> Repository:
        """The repository the index was opened for."""
        return self.repositories[0]

    def holder(self, commit: str) -> Repository:
        """The repository that has this commit's objects. Raises UserError where none has."""
        for repository in self.repositories:
            if repository.exists(commit):
                return repository
        raise UserError(f"commit {commit[:12]} is gone from the repository", "fetch it again, or name another one")

    @classmethod
    @contextmanager
    def opened(
        cls,
        repository: Repository,
        revisions: Sequence[str] = (),
        cache: bool = True,
        file: Path | None = None,
        watch: build.Watch = unwatched,
        others: Sequence[Repository] = (),
    ) -> Iterator["Index"]:
        """The index, brought up to date with all branches and tags and with the full ids `revisions`.

        Kept in the user's cache folder (or at `file`); without `cache` in memory. `watch` sees each commit that is
        added. `others` are clones of the same project whose branches count as well. Raises UserError where the file
        cannot be used.
        """
        place = file or store.cache_file(repository.common_folder, [each.common_folder for each in others])
        where = place if cache else None
        connection = store.connect(where)
        try:
            index = cls((repository, *others), connection)
            index.update(revisions, watch)
            yield index
        finally:
            connection.close()

    def update(self, revisions: Sequence[str] = (), watch: build.Watch = unwatched) -> int:
        """Add what is new in the repository; how many commits that were."""
        added = 0
        for repository in self.repositories:
            tips = {tip for prefix in _INDEXED for tip in repository.refs(prefix).values()}
            tips.update(each for each in revisions if repository.exists(each))
            added += build.bring_up_to_date(self._db, repository, sorted(tips), watch)
        if added:
            for name in ("graph", "_ids", "_numbers"):
                self.__dict__.pop(name, None)
        return added

    @cached_property
    def graph(self) -> Graph:
        """The commit graph by number; `number()` and `id()` translate."""
        dates = [row[0] for row in self._db.execute("SELECT committed FROM commits ORDER BY n")]
        parents: list[tuple[int, ...]] = [()] * len(dates)
        for child, parent in self._db.execute("SELECT child, parent FROM parents ORDER BY child, place"):
            parents[child] = (*parents[child], parent)
        return Graph(parents, dates)

    @cached_property
    def _ids(self) -> list[bytes]:
        return [row[0] for row in self._db.execute("SELECT id FROM commits ORDER BY n")]

    def __len__(self) -> int:
        count: int = self._db.execute("SELECT count(*) FROM commits").fetchone()[0]
        return count

    def number(self, commit: str) -> int:
        """The number of a full id. Raises UserError for a commit that no branch or tag reaches."""
        row = self._db.execute("SELECT n FROM commits WHERE id = ?", (bytes.fromhex(commit),)).fetchone()
        if row is None:
            raise UserError(f"{commit[:12]} is not in the index", "no branch or tag reaches it: name one that does")
        found: int = row[0]
        return found

    def id(self, number: int) -> str:
        """The full id of a number."""
        return self._ids[number].hex()

    def get(self, commit: str) -> Known | None:
        """A commit by its full id, None where the index has none."""
        sql = f"SELECT {_COLUMNS} FROM commits WHERE id = ?"  # noqa: S608
        return next((known for _, known in self._known(sql, (bytes.fromhex(commit),))), None)

    def find(self, written: str) -> tuple[str, ...]:
        """The full ids that begin with `written` (hex): none, one, or several where it is ambiguous."""
        even = written[: len(written) // 2 * 2]
        low = bytes.fromhex(even)
        high = low + b"\xff" * 32
        rows = self._db.execute("SELECT id FROM commits WHERE id >= ? AND id <= ?", (low, high))
        return tuple(found for found in (row[0].hex() for row in rows) if found.startswith(written))

    def one(self, written: str) -> str | None:
        """The full id that `written` names, None where it names none or several."""
        found = self.find(written)
        return found[0] if len(found) == 1 else None

    def known(self, numbers: Iterable[int]) -> dict[int, Known]:
        """Commits by number."""
        wanted = set(numbers)
        if len(wanted) < _FEW:
            chosen = f"n IN ({','.join(map(str, wanted))})"
        else:
            chosen = f"n BETWEEN {min(wanted)} AND {max(wanted)}"
        sql = f"SELECT {_COLUMNS} FROM commits WHERE {chosen}"  # noqa: S608
        return {n: known for n, known in self._known(sql) if n in wanted}

    def chains(self, numbers: Iterable[int] | None = None) -> dict[int, tuple[str, ...]]:
        """For each commit that has one, its chain as written: the mainline commit first, the immediate source last."""
        wanted = None if numbers is None else set(numbers)
        found: dict[int, tuple[str, ...]] = {}
        for n, source in self._db.execute("SELECT n, id FROM sources ORDER BY n, place"):
            if wanted is None or n in wanted:
                found[n] = (*found.get(n, ()), source)
        return found

    def chain(self, commit: str) -> tuple[str, ...]:
        """The chain of one commit in full ids where they can be told, else as written; empty for an original."""
        rows = self._db.execute("SELECT id FROM sources WHERE n = ? ORDER BY place", (self.number(commit),))
        return tuple(self.one(row[0]) or row[0] for row in rows)

    def picks(self, commit: str) -> tuple[str, ...]:
        """Every commit whose chain names this one."""
        sql = f"SELECT DISTINCT n FROM sources WHERE id IN ({_marks()}) ORDER BY n"  # noqa: S608
        return tuple(self.id(row[0]) for row in self._db.execute(sql, _prefixes(commit)))

    def naming(self, commit: str) -> tuple[Naming, ...]:
        """Every commit whose message speaks of this one, oldest first; an ambiguous short id is left out."""
        sql = f"SELECT n, relation, id FROM names WHERE id IN ({_marks()}) ORDER BY n"  # noqa: S608
        rows = [row for row in self._db.execute(sql, _prefixes(commit)) if self.one(row[2]) == commit]
        known = self.known(row[0] for row in rows)
        return tuple(Naming(known[n], Relation(relation), written) for n, relation, written in rows)

    def names(self, commit: str) -> tuple[tuple[Relation, str], ...]:
        """The commits this one's message speaks of, as written."""
        sql = "SELECT relation, id FROM names WHERE n = ? ORDER BY place"
        return tuple(
            (Relation(relation), written) for relation, written in self._db.execute(sql, (self.number(commit),))
        )

    def named(self, commit: str) -> tuple[tuple[Relation, str], ...]:
        """The commits this one's message speaks of, by full id; what is unknown or ambiguous is left out."""
        found = ((relation, self.one(written)) for relation, written in self.names(commit))
        return tuple((relation, full) for relation, full in found if full is not None)

    def naming_as(self, relation: Relation) -> list[tuple[int, str]]:
        """All commits that name another one as this relation: their number, and the id as written."""
        rows = self._db.execute("SELECT n, id FROM names WHERE relation = ? ORDER BY n", (relation.value,))
        return [(n, written) for n, written in rows]

    def like(self, commit: Commit) -> tuple[str, ...]:
        """Other commits with the same author and date and the same text or subject: candidates for the same patch."""
        sql = "SELECT id FROM commits WHERE text = ? OR (subject = ? AND authored = ?) ORDER BY n"
        found = self._db.execute(sql, (build.text_digest(commit), commit.subject, commit.author.time))
        return tuple(row[0].hex() for row in found if row[0].hex() != commit.id)

    def digests(self, numbers: Iterable[int]) -> dict[int, bytes]:
        """The digest of author, date and text of each commit."""
        wanted = set(numbers)
        rows = self._db.execute("SELECT n, text FROM commits")
        return {n: text for n, text in rows if n in wanted}

    def stored_patch_id(self, commit: str) -> tuple[bool, str | None]:
        """Whether the patch-id was computed before, and what it is."""
        n = self.number(commit)
        row = self._db.execute("SELECT id FROM patch_ids WHERE n = ?", (n,)).fetchone()
        return (False, None) if row is None else (True, row[0].hex() if row[0] is not None else None)

    def store_patch_id(self, commit: str, value: str | None) -> None:
        """Keep a patch-id."""
        row = (self.number(commit), None if value is None else bytes.fromhex(value))
        self._db.execute("INSERT OR REPLACE INTO patch_ids VALUES (?, ?)", row)

    def unlisted(self, numbers: Sequence[int]) -> list[int]:
        """Those whose touched paths are not stored yet."""
        known = {row[0] for row in self._db.execute("SELECT n FROM listed")}
        return [n for n in numbers if n not in known]

    def store_touched(self, paths: Mapping[int, Sequence[bytes]]) -> None:
        """Keep what commits touch."""
        with store.writing(self._db):
            every = {path for touched in paths.values() for path in touched}
            self._db.executemany("INSERT OR IGNORE INTO paths (path) VALUES (?)", [(path,) for path in sorted(every)])
            number = {bytes(path): n for n, path in self._db.execute("SELECT n, path FROM paths")}
            rows = [(n, number[path]) for n, touched in paths.items() for path in set(touched)]
            self._db.executemany("INSERT OR IGNORE INTO touched VALUES (?, ?)", rows)
            self._db.executemany("INSERT OR IGNORE INTO listed VALUES (?)", [(n,) for n in paths])

    def paths(self) -> list[bytes]:
        """Every path that a listed commit touches."""
        return [path for (path,) in self._db.execute("SELECT path FROM paths ORDER BY n")]

    def stored_touching(self, numbers: Sequence[int], paths: Sequence[bytes]) -> list[int]:
        """Those of `numbers` that touch any of `paths`, by what is stored."""
        found: set[int] = set()
        for path in paths:
            sql = "SELECT touched.n FROM touched JOIN paths ON paths.n = touched.path WHERE paths.path = ?"
            found.update(row[0] for row in self._db.execute(sql, (path,)))
        return [n for n in numbers if n in found]

    def _known(self, sql: str, values: tuple[object, ...] = ()) -> Iterator[tuple[int, Known]]:
        for n, raw, subject, author, email, authored, committed in self._db.execute(sql, values):
            yield n, Known(raw.hex(), subject, author, email, authored, committed)


def _prefixes(commit: str) -> tuple[str, ...]:
    return tuple(commit[:length] for length in range(_SHORTEST, 65))


def _marks() -> str:
    return ",".join("?" * (65 - _SHORTEST))
