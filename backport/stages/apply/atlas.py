"""Where things are in a tree: which file introduces a name. Remembered by blob, so that many trees share it."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from posixpath import splitext

from backport.stages.apply.sections import names
from backport.vcs.listing import Files
from backport.vcs.objects import Objects

_WORD = re.compile(rb"[A-Za-z_]\w*")
_HEADERS = (".h", ".hh", ".hpp", ".hxx")
_LANGUAGE = (".c", *_HEADERS)
_WORDS = 2  # a line of fewer is found everywhere
_LARGEST = 4_000_000  # bytes; a larger file is data, not code
_KEPT = 4_000  # blobs whose names are remembered: those of some trees


class Atlas:
    """Finds files by what they define. One atlas serves any number of trees of one object database."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._names = lru_cache(maxsize=_KEPT)(self._names_of)
        self._words = lru_cache(maxsize=_KEPT // 4)(self._words_of)

    def names(self, blob: str) -> frozenset[str]:
        """The names that a blob's heads introduce."""
        return self._names(blob)

    def files(self, tree: str) -> Files:
        """Every regular file of a tree: its path and its blob."""
        return self._objects.files(tree)

    def defining(self, tree: str, name: str, suffix: str) -> tuple[str, ...]:
        """The files whose heads introduce `name`: those ending in `suffix`, or else any of the same language."""
        files = [path for path, blob in self.files(tree) if path.endswith(_LANGUAGE) and name in self.names(blob)]
        return tuple(path for path in files if path.endswith(suffix)) or tuple(files)

    def declares(self, tree: str, name: bytes) -> bool:
        """Whether a header of the tree has the name: what no header has, a file knows only when it stands in it."""
        return any(name in self._words(blob) for path, blob in self.files(tree) if path.endswith(_HEADERS))

    def holding(self, tree: str, suffix: str, lines: Collection[bytes], but: Collection[str] = ()) -> str | None:
        """The file that has most of these lines, whatever their indentation; None where no file has enough of them.

        Lines that say little are not counted. Files named in `but` are not looked at.
        """
        wanted = {line.strip() for line in lines if len(_WORD.findall(line)) >= _WORDS}
        if not wanted:
            return None
        telling = max(wanted, key=len)
        ranked: list[tuple[int, str]] = []
        for path, blob in self.files(tree):
            if path not in but and (path.endswith(suffix) or not suffix) and self._objects.size(blob) <= _LARGEST:
                data = self._objects.blob(blob)
                found = sum(line in data for line in wanted)
                ranked.append((found * 2 + (telling in data), path))
        ranked.sort(reverse=True)
        best, path = ranked[0] if ranked else (0, "")
        alone = len(ranked) < 2 or ranked[1][0] < best
        return path if alone and 10 * best >= max(30, 7 * len(wanted)) else None

    def counterpart(self, tree: str, path: str, blob: str, touched: frozenset[str]) -> str | None:
        """The file of `tree` that holds what `path` (as `blob`) held: most of the touched names, then most names.

        None when no file holds any touched name, or two files fit equally well.
        """
        known = self.names(blob)
        suffix = splitext(path)[1]
        ranked = sorted(self._candidates(tree, suffix, known, touched), reverse=True)
        if not ranked or (len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]):
            return None
        return ranked[0][2]

    def _candidates(
        self, tree: str, suffix: str, known: frozenset[str], touched: frozenset[str]
    ) -> Iterator[tuple[int, float, str]]:
        for path, blob in self.files(tree):
            if path.endswith(suffix):
                names = self.names(blob)
                hits = len(touched & names)
                alike = len(known & names) / max(1, len(known | names))
                if hits or alike > 0.5:
                    yield hits, alike, path

    def _names_of(self, blob: str) -> frozenset[str]:
        return names(self._objects.blob(blob)) if self._objects.size(blob) <= _LARGEST else frozenset()

    def _words_of(self, blob: str) -> frozenset[bytes]:
        return (
            frozenset(_WORD.findall(self._objects.blob(blob))) if self._objects.size(blob) <= _LARGEST else frozenset()
        )
