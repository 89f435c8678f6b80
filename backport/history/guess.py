"""Where a matrix begins when nobody says so: where its branches were cut from the reference."""

from collections.abc import Sequence

from backport.history.index import Index
from backport.history.matrix import Column


def guessed_base(index: Index, reference: str, columns: Sequence[Column]) -> str | None:
    """The newest commit that the reference shares with any of the branches (git's `merge-base REF BRANCH…`).

    None for unrelated histories: the matrix then holds all of the reference's history.
    """
    base = index.graph.merge_base(index.number(reference), [index.number(column.tip) for column in columns])
    return index.id(base) if base is not None else None
