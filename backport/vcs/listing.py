"""Every regular file of a tree, the folders that trees have in common listed once."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from backport.core.commit import Entry

Files = tuple[tuple[str, str], ...]
_FOLDERS = 1_000


class Listing:
    """Lists trees. `entries` reads one folder, in git's order; what it raises is passed on."""

    def __init__(self, entries: Callable[[str], Iterable[tuple[str, Entry]]]) -> None:
        self._entries = entries
        self._below: Callable[[str, str], Files] = lru_cache(maxsize=_FOLDERS)(self._list)

    def files(self, tree: str) -> Files:
        """Path and blob of each regular file, in git's order."""
        return self._below("", tree)

    def _list(self, prefix: str, tree: str) -> Files:
        found: list[tuple[str, str]] = []
        for name, entry in self._entries(tree):
            if entry.is_folder:
                found.extend(self._below(f"{prefix}{name}/", entry.id))
            elif entry.is_file:
                found.append((prefix + name, entry.id))
        return tuple(found)
