"""The texts of the trees, each blob read once however many trees and checks ask for it."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from backport.vcs.objects import Objects

_CODE = (".c", ".h")
_LARGEST = 4_000_000  # bytes; a larger file is data, not code
_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


def is_code(path: str) -> bool:
    """Whether the checks read the file as C."""
    return path.endswith(_CODE)


class Library:
    """Reads trees of one object database. One library serves any number of exams."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self.text: Callable[[str], bytes] = lru_cache(maxsize=4_000)(self._read)
        self.files: Callable[[str], dict[str, str]] = lru_cache(maxsize=32)(self._files_of)
        self._folder: Callable[[str], tuple[tuple[str, str], ...]] = lru_cache(maxsize=2_000)(self._folder_of)
        self._mentioned: Callable[[str, str], bool] = lru_cache(maxsize=20_000)(self._mentions)

    def read(self, tree: str, path: str) -> bytes | None:
        """A file's content; None where the tree has no such file."""
        blob = self.files(tree).get(path)
        return None if blob is None else self.text(blob)

    def large(self, blob: str) -> bool:
        """Whether a blob is larger than what is examined: its text reads as empty."""
        return self._objects.size(blob) > _LARGEST

    def mentions(self, tree: str, name: str) -> bool:
        """Whether a code file of the tree has this whole word, in whatever role."""
        return self._mentioned(tree, name)

    def mentioning(self, tree: str, name: str, want: Callable[[str], bool] = is_code) -> Iterator[tuple[str, bytes]]:
        """The files (path and text) that have this whole word."""
        needle = name.encode()
        for path, blob in self.files(tree).items():
            if want(path):
                text = self.text(blob)
                if has_word(text, needle):
                    yield path, text

    def _mentions(self, tree: str, name: str) -> bool:
        return next(self.mentioning(tree, name), None) is not None

    def _read(self, blob: str) -> bytes:
        return b"" if self.large(blob) else self._objects.blob(blob)

    def _files_of(self, tree: str) -> dict[str, str]:
        return dict(self._folder(tree))

    def _folder_of(self, tree: str) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        for name, entry in self._objects.entries(tree):
            if entry.is_folder:
                found.extend((f"{name}/{path}", blob) for path, blob in self._folder(entry.id))
            elif entry.is_file:
                found.append((name, entry.id))
        return tuple(found)


def has_word(text: bytes, word: bytes) -> bool:
    """Whether `word` stands in `text` as a whole word."""
    return next(words_at(text, word), None) is not None


def words_at(text: bytes, word: bytes) -> Iterator[int]:
    """Where `word` stands in `text` as a whole word."""
    start, size = text.find(word), len(word)
    while start >= 0:
        before, after = text[start - 1 : start], text[start + size : start + size + 1]
        if not (before and before[0] in _WORD_BYTES) and not (after and after[0] in _WORD_BYTES):
            yield start
        start = text.find(word, start + size)


IDENTIFIER = re.compile(rb"(?<![\w.])[A-Za-z_]\w*")
