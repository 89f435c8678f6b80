"""The matrix: which commits of a reference are in which branch, and by which way they got there.

The cells are those of HAProxy's git-show-backports: a commit is found by its id, by the chain of a commit that names
it, through its own sources, or (`text`) by author, date and message.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backport.history.index import Index
from backport.history.touching import touching_any


class Way(StrEnum):
    """How a commit was found in a branch."""

    CHAIN = "chain"  # it is the commit itself, or names it
    SOURCE = "source"  # it is, or names, a commit that the reference's commit was itself picked from
    TEXT = "text"  # same author, date and message


@dataclass(frozen=True)
class Cell:
    """The commit of the branch, and how many hops it is away from what it was found by (0: the very same commit)."""

    commit: str
    way: Way
    hops: int = 0


@dataclass(frozen=True)
class Row:
    """A commit of the reference and its cell in every column, None where it is missing.

    `upstream` is the first of its own sources.
    """

    commit: str
    subject: str
    cells: tuple[Cell | None, ...]
    upstream: str = ""

    @property
    def missing(self) -> bool:
        """Whether any branch lacks it."""
        return None in self.cells


@dataclass(frozen=True)
class Column:
    """A branch: its tip and, where its history is to be read from elsewhere than the matrix's base, its own base."""

    name: str
    tip: str
    base: str | None = None


@dataclass(frozen=True)
class Matrix:
    """Rows oldest first. `base` is where the reference's range begins (not included), None for all of its history."""

    reference: str
    base: str | None
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


Choice = Callable[[str, str], bool]  # id, subject


@dataclass(frozen=True)
class Query:
    """What the matrix is asked for.

    `rows` chooses commits of the reference, `either` and `files` those of the reference and of the branches (`files`
    the ones that touch any of these files or folders); `text` also looks by author, date and message.
    """

    reference: str
    tip: str
    base: str | None
    columns: tuple[Column, ...]
    text: bool = False
    rows: Choice | None = None
    either: Choice | None = None
    files: tuple[str, ...] = ()


def matrix(index: Index, query: Query) -> Matrix:
    """Fill the matrix from the index alone."""
    base = index.number(query.base) if query.base is not None else None
    wanted = _range(index, base, query.tip, query)
    chains = _Chains(index)
    branches = [_branch(index, column, base, query, chains) for column in query.columns]
    digests = index.digests(wanted) if query.text else {}
    known = index.known(wanted)
    rows = []
    for n in wanted:
        commit, subject = known[n].id, known[n].subject
        if query.rows is None or query.rows(commit, subject):
            sources = chains.of(n)
            cells = tuple(branch.cell(commit, sources, digests.get(n)) for branch in branches)
            rows.append(Row(commit, subject, cells, sources[0] if sources else ""))
    return Matrix(query.reference, query.base, tuple(column.name for column in query.columns), tuple(rows))


class _Chains:
    """Chains with their ids in full where the index knows the commit."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._written = index.chains()

    def of(self, n: int) -> tuple[str, ...]:
        return tuple(each if len(each) >= 40 else self._index.one(each) or each for each in self._written.get(n, ()))


class _Branch:
    """One column's commits by every id they answer to; the oldest that answers counts."""

    def __init__(self) -> None:
        self._lines: dict[str, tuple[str, ...]] = {}
        self._texts: dict[bytes, str] = {}

    def add(self, commit: str, sources: tuple[str, ...], digest: bytes | None) -> None:
        for name in (commit, *sources):
            self._lines.setdefault(name, (commit, *sources))
        if digest is not None:
            self._texts.setdefault(digest, commit)

    def cell(self, commit: str, sources: tuple[str, ...], digest: bytes | None) -> Cell | None:
        for way, names in ((Way.CHAIN, (commit,)), (Way.SOURCE, sources)):
            for name in names:
                line = self._lines.get(name)
                if line is not None:
                    behind = line[1:]
                    return Cell(line[0], way, len(behind) - behind.index(name) if name in behind else 0)
        found = self._texts.get(digest) if digest is not None else None
        return Cell(found, Way.TEXT) if found is not None else None


def _branch(index: Index, column: Column, base: int | None, query: Query, chains: _Chains) -> _Branch:
    start = index.number(column.base) if column.base is not None else base
    inside = _range(index, start, column.tip, query)
    digests = index.digests(inside) if query.text else {}
    branch = _Branch()
    for n in inside:
        branch.add(index.id(n), chains.of(n), digests.get(n))
    return branch


def _range(index: Index, base: int | None, tip: str, query: Query) -> Sequence[int]:
    """`base..tip`, oldest first, in the order of `git log --reverse`, as far as `query` wants it."""
    found = list(index.graph.newest_first(index.graph.between(base, index.number(tip))))[::-1]
    if query.files:
        touching = touching_any(index, found, query.files)
        found = [n for n in found if n in touching]
    return found if query.either is None else _chosen(index, found, query.either)


def _chosen(index: Index, numbers: Iterable[int], choice: Choice) -> Sequence[int]:
    numbers = list(numbers)
    known = index.known(numbers)
    return [n for n in numbers if choice(known[n].id, known[n].subject)]
