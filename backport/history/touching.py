"""Which commits touch which files: listed when first asked for, a range at a time, and kept in the index."""

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from os import fsencode

from backport.history.index import Index


def touching(index: Index, numbers: Iterable[int], paths: Collection[str]) -> list[int]:
    """Those of `numbers` that change one of `paths` against their first parent, oldest first; merges never do."""
    return index.stored_touching(_listed(index, numbers), [fsencode(path) for path in paths])


def touching_any(index: Index, numbers: Iterable[int], specs: Collection[str]) -> set[int]:
    """Those of `numbers` that change a file that is one of `specs`, lies below one, or fits one with `*`, `?` or `[]`.

    As in git, a star stands for any characters, slashes too. Specs are relative to the repository's top.
    """
    wanted = _listed(index, numbers)
    plain = [fsencode(spec.removeprefix("./").rstrip("/")) for spec in specs]
    return set(index.stored_touching(wanted, [path for path in index.paths() if _fits(path, plain)]))


def _fits(path: bytes, specs: Iterable[bytes]) -> bool:
    return any(
        spec in (b"", b".") or path == spec or path.startswith(spec + b"/") or fnmatchcase(path, spec) for spec in specs
    )


def _listed(index: Index, numbers: Iterable[int]) -> list[int]:
    wanted = sorted(set(numbers))
    missing = index.unlisted(wanted)
    if missing:
        index.store_touched({n: _changed(index, n) for n in missing})
    return wanted


def _changed(index: Index, number: int) -> list[bytes]:
    parents = index.graph.parents[number]
    if len(parents) != 1:
        return []
    commit = index.id(number)
    objects = index.holder(commit)
    before, after = (objects.commit(each).tree for each in (index.id(parents[0]), commit))
    return [fsencode(path) for path in objects.changed_paths(before, after)]
