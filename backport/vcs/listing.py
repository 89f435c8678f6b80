"""Every regular file of a tree, the folders that trees have in common listed once."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from backport.core.commit import Entry
from backport.core.errors import UserError

Files = tuple[tuple[str, str], ...]
DEEPEST = 256  # folders: Linux opens paths of 4096 bytes, and Python calls itself a thousand times at most
_FOLDERS = 1_000
_COUNTED = 50_000
_MOST = 2_000_000  # files; few objects can stand for any number of them
WAY_OUT = "no work tree holds such a tree: 'git fsck' tells more, and the commit is not to be trusted"


class Listing:
    """Lists trees. `entries` reads one folder, in git's order; what it raises is passed on."""

    def __init__(self, entries: Callable[[str], Iterable[tuple[str, Entry]]]) -> None:
        self._entries = entries
        self._below: Callable[[str, str], Files] = lru_cache(maxsize=_FOLDERS)(self._list)

    def files(self, tree: str) -> Files:
        """Path and blob of each regular file, in git's order. Raises UserError for a tree that no disk could hold."""
        return self._below("", tree)

    def _list(self, prefix: str, tree: str) -> Files:
        if prefix.count("/") > DEEPEST:
            raise UserError(f"a tree is more than {DEEPEST} folders deep", WAY_OUT)
        found: list[tuple[str, str]] = []
        for name, entry in self._entries(tree):
            if len(found) > _MOST:
                raise UserError(f"a tree has more than {_MOST:,} files", WAY_OUT)
            if entry.is_file:
                found.append((prefix + name, entry.id))
            elif entry.is_folder:
                found.extend(self._below(f"{prefix}{name}/", entry.id))
        return tuple(found)


class Vast:
    """Tells trees that no work tree holds, however few objects they are made of."""

    def __init__(self, entries: Callable[[str], Iterable[tuple[str, Entry]]]) -> None:
        self._entries = entries
        self._known: Callable[[str, int], int] = lru_cache(maxsize=_COUNTED)(self._count)

    def any(self, trees: Iterable[str]) -> bool:
        """Whether one of them is."""
        return any(self._known(tree, 0) > _MOST for tree in trees)

    def _count(self, tree: str, depth: int) -> int:
        """Files and other entries below it; very many for what is too deep."""
        if depth > DEEPEST:
            return _MOST + 1
        return sum(self._known(one.id, depth + 1) if one.is_folder else 1 for _, one in self._entries(tree))
