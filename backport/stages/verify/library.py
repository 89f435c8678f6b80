"""The texts of the trees, each blob read once however many trees and checks ask for it."""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from posixpath import basename

from backport.csource.spans import without_comments
from backport.stages.verify.marks import Marks, is_word
from backport.vcs.listing import Files
from backport.vcs.objects import Objects
from backport.vcs.shelf import Shelf

_CODE = (".c", ".h")
_LARGEST = 4_000_000  # bytes; a larger file is data, not code
_MOST = 160_000_000  # bytes of texts that are kept, as many as the object database keeps: they are the same
_PLACES = 8  # paths kept per word: where it stood in trees seen before
_WORDS = 50_000  # words of which that is kept
_READ = 20_000  # files of which the headers that they name are remembered
_INCLUDE = re.compile(rb"^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"\n]+)[>\"]", re.MULTILINE)
_QUOTED = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"', re.MULTILINE)
_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


def is_code(path: str) -> bool:
    """Whether the checks read the file as C."""
    return path.endswith(_CODE)


def is_header(path: str) -> bool:
    """Whether other files include it."""
    return path.endswith(".h")


class Library:
    """Reads trees of one object database. One library serves any number of exams."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._texts = Shelf(self._text, _MOST)
        self._marks = Marks(self.text)
        self._places: dict[str, dict[str, None]] = {}
        self.files: Callable[[str], dict[str, str]] = lru_cache(maxsize=32)(self._files_of)
        self.included: Callable[[str], tuple[str, ...]] = lru_cache(maxsize=_READ)(self._included)
        self.quoted: Callable[[str], frozenset[str]] = lru_cache(maxsize=_READ)(self._quoted)
        self._headers: Callable[[str], dict[str, str]] = lru_cache(maxsize=32)(self._headers_of)
        self._code: Callable[[str], tuple[str, ...]] = lru_cache(maxsize=32)(self._code_of)
        self._wanted: Callable[[str, Callable[[str], bool]], Files] = lru_cache(maxsize=32)(self._wanted_of)
        self._mentioned: Callable[[str, str], bool] = lru_cache(maxsize=20_000)(self._mentions)

    def text(self, blob: str) -> bytes:
        """A blob's content; empty for one that is larger than what is examined."""
        return self._texts[blob]

    def large(self, blob: str) -> bool:
        """Whether a blob is larger than what is examined: its text reads as empty."""
        return self._objects.size(blob) > _LARGEST

    def read(self, tree: str, path: str) -> bytes | None:
        """A file's content; None where the tree has no such file."""
        blob = self.files(tree).get(path)
        return None if blob is None else self.text(blob)

    def tree(self, tree: str) -> "Shelved":
        """One tree as a source of files."""
        return Shelved(self, tree)

    def mentions(self, tree: str, name: str) -> bool:
        """Whether a code file of the tree has this whole word, in whatever role."""
        return self._mentioned(tree, name)

    def mentioning(
        self, tree: str, name: str, want: Callable[[str], bool] = is_code, but: Container[str] = ()
    ) -> Iterator[tuple[str, bytes]]:
        """The files (path and text) that have this whole word, in the tree's order; blobs in `but` are not read.

        Which paths `want` wants is remembered for a tree: it is one function, the same each time.
        """
        needle = name.encode()
        lacks = self._marks.exclude if is_word(needle) else _never
        for path, blob in self._wanted(tree, want):
            if blob not in but and not lacks(blob, needle):
                text = self._texts[blob]
                if needle in text and has_word(text, needle):
                    yield path, text

    def _mentions(self, tree: str, name: str) -> bool:
        """Looks first where the word stood in other trees: most of a tree is then never read."""
        files, needle = self.files(tree), name.encode()
        known = self._places.setdefault(name, {}) if len(self._places) < _WORDS else {}
        for path in (*(path for path in known if path in files), *self._code(tree)):
            if has_word(self.text(files[path]), needle):
                if len(known) < _PLACES:
                    known[path] = None
                return True
        return False

    def header(self, tree: str, name: str) -> str:
        """The one header of a tree that is called so, wherever it stands; empty for none or several."""
        return self._headers(tree).get(name, "")

    def _text(self, blob: str) -> bytes:
        return b"" if self.large(blob) else self._objects.blob(blob)

    def _included(self, blob: str) -> tuple[str, ...]:
        """The headers that a file names, as it names them, comments aside."""
        found: list[bytes] = _INCLUDE.findall(without_comments(self.text(blob)))
        return tuple(name.decode(errors="replace") for name in found)

    def _quoted(self, blob: str) -> frozenset[str]:
        """Those of them that are in quotes: the project's own."""
        found: list[bytes] = _QUOTED.findall(without_comments(self.text(blob)))
        return frozenset(name.decode(errors="replace") for name in found)

    def _headers_of(self, tree: str) -> dict[str, str]:
        paths = [path for path in self.files(tree) if is_header(path)]
        often = Counter(map(basename, paths))
        return {basename(path): path for path in paths if often[basename(path)] == 1}

    def _code_of(self, tree: str) -> tuple[str, ...]:
        """Headers first: they are small, and a word that is somewhere is mostly in one of them."""
        found = (path for path in self.files(tree) if is_code(path))
        return tuple(sorted(found, key=lambda path: path.endswith(".c")))

    def _wanted_of(self, tree: str, want: Callable[[str], bool]) -> Files:
        return tuple((path, blob) for path, blob in self.files(tree).items() if want(path))

    def _files_of(self, tree: str) -> dict[str, str]:
        return dict(self._objects.files(tree))


@dataclass(frozen=True)
class Shelved:
    """One tree of a library."""

    library: Library
    id: str

    def read(self, path: str) -> bytes | None:
        """The content of a regular file, or None."""
        return self.library.read(self.id, path)


def _never(_blob: str, _needle: bytes) -> bool:
    return False


def has_word(text: bytes, word: bytes) -> bool:
    """Whether `word` stands in `text` as a whole word."""
    return word in text and next(words_at(text, word), None) is not None


def words_at(text: bytes, word: bytes) -> Iterator[int]:
    """Where `word` stands in `text` as a whole word; the empty word stands nowhere."""
    start, size = text.find(word) if word else -1, len(word)
    while start >= 0:
        before, after = text[start - 1 : start], text[start + size : start + size + 1]
        if not (before and before[0] in _WORD_BYTES) and not (after and after[0] in _WORD_BYTES):
            yield start
        start = text.find(word, start + size)


IDENTIFIER = re.compile(rb"(?<![\w.])[A-Za-z_]\w*")
