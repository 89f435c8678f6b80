"""Which commits touch which files: listed when first asked for, a range at a time, and kept in the index."""

from collections.abc import Collection, Iterable
from os import fsencode

from backport.history.index import Index


def touching(index: Index, numbers: Iterable[int], paths: Collection[str]) -> list[int]:
    """Those of `numbers` that change one of `paths` against their first parent, oldest first; merges never do."""
    wanted = sorted(set(numbers))
    missing = index.unlisted(wanted)
    if missing:
        index.store_touched({n: _changed(index, n) for n in missing})
    return index.stored_touching(wanted, [fsencode(path) for path in paths])


def _changed(index: Index, number: int) -> list[bytes]:
    parents = index.graph.parents[number]
    if len(parents) != 1:
        return []
    commit = index.id(number)
    objects = index.holder(commit)
    before, after = (objects.commit(each).tree for each in (index.id(parents[0]), commit))
    return [fsencode(path) for path in objects.changed_paths(before, after)]
