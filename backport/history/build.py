"""Fill the index: each commit once, parents first, in one transaction."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from backport.core.commit import Commit
from backport.core.trailers import Source, parse
from backport.history.references import references
from backport.history.store import writing
from backport.vcs.repository import Repository

Watch = Callable[[Iterable[Commit]], Iterable[Commit]]
_BATCH = 2000
_ENDS_TEXT = ("Signed-off-by", "(cherry picked")


def bring_up_to_date(connection: sqlite3.Connection, repository: Repository, tips: Sequence[str], watch: Watch) -> int:
    """Add every commit that `tips` reach and the index has not; how many there were."""
    if not _unknown(connection, tips):
        return 0
    with writing(connection):
        wanted = _unknown(connection, tips)  # another process may have been faster
        known = [row[0].hex() for row in connection.execute("SELECT id FROM tips")]
        hidden = [commit for commit in known if repository.exists(commit)]
        numbers = _Numbers(connection)
        commits = iter(watch(repository.log(wanted, hidden)))
        added = 0
        while batch := list(islice(commits, _BATCH)):
            _add(connection, batch, numbers)
            added += len(batch)
        connection.executemany("INSERT OR IGNORE INTO tips VALUES (?)", [(bytes.fromhex(tip),) for tip in wanted])
    return added


def text_digest(commit: Commit) -> bytes:
    """A digest of author, author date and message down to the first sign-off or pick line.

    Two commits that share it are picks of one another, with or without `-x`; the rule is that of the `-H` option of
    HAProxy's git-show-backports.
    """
    lines = []
    for line in commit.message.split("\n"):
        if line.startswith(_ENDS_TEXT):
            break
        lines.append(line)
    who = f"{commit.author.name}|{commit.author.email}|{commit.author.time}|"
    text = who + "\n".join(lines).rstrip("\n")
    return hashlib.blake2b(text.encode(errors="surrogateescape"), digest_size=16).digest()


class _Numbers:
    """The numbers of commits: those of this transaction from memory, older ones from the index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._new: dict[bytes, int] = {}
        row = connection.execute("SELECT coalesce(max(n), -1) FROM commits").fetchone()
        self._next: int = row[0] + 1
        self._none_before = self._next == 0

    def get(self, commit: bytes) -> int | None:
        """The number of a commit, None for one the index does not have (the history is cut there)."""
        known = self._new.get(commit)
        if known is not None or self._none_before:
            return known
        row = self._connection.execute("SELECT n FROM commits WHERE id = ?", (commit,)).fetchone()
        return row[0] if row else None

    def give(self, commit: bytes) -> int:
        """A number for a new commit."""
        self._new[commit] = self._next
        self._next += 1
        return self._new[commit]


def _unknown(connection: sqlite3.Connection, tips: Sequence[str]) -> list[str]:
    known = {row[0].hex() for row in connection.execute("SELECT id FROM tips")}
    missing = sorted(set(tips) - known)
    return [tip for tip in missing if not _has(connection, tip)]


def _has(connection: sqlite3.Connection, commit: str) -> bool:
    found = connection.execute("SELECT 1 FROM commits WHERE id = ?", (bytes.fromhex(commit),)).fetchone()
    return found is not None


def _add(connection: sqlite3.Connection, batch: Sequence[Commit], numbers: _Numbers) -> None:
    commits, parents, sources, names = [], [], [], []
    for commit in batch:
        raw = bytes.fromhex(commit.id)
        if numbers.get(raw) is not None:
            continue
        n = numbers.give(raw)
        commits.append((n, raw, *_described(commit)))
        known = (numbers.get(bytes.fromhex(parent)) for parent in commit.parents)
        parents += [(n, place, parent) for place, parent in enumerate(known) if parent is not None]
        sources += [(n, place, item.commit, item.how.name) for place, item in enumerate(_sources(commit.message))]
        named = enumerate(references(commit.message))
        names += [(n, place, item.relation.value, item.commit) for place, item in named]
    connection.executemany("INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?)", commits)
    connection.executemany("INSERT INTO parents VALUES (?, ?, ?)", parents)
    connection.executemany("INSERT INTO sources VALUES (?, ?, ?, ?)", sources)
    connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", names)


def _described(commit: Commit) -> tuple[str, str, str, int, int, bytes]:
    author = commit.author
    texts = (_storable(text) for text in (commit.subject, author.name, author.email))
    subject, name, email = texts
    return subject, name, email, author.time, commit.committer.time, text_digest(commit)


def _storable(text: str) -> str:
    """SQLite stores no lone surrogates."""
    return text.encode("utf-8", "replace").decode()


def _sources(message: str) -> Iterator[Source]:
    return (item for item in parse(message) if isinstance(item, Source))
