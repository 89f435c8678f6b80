"""What a name is in a tree: where it is defined, declared, or merely mentioned."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from backport.csource.dialect import Dialect
from backport.csource.facts import Defines, Definition, Role, definitions, uses
from backport.csource.functions import functions, stretch
from backport.stages.verify.library import Library, has_word, is_header, words_at

_IN_EXPRESSIONS = (Defines.FUNCTION, Defines.MACRO, Defines.ENUMERATOR, Defines.VARIABLE)
# What stands before a name that is declared: a type, a star, a comma, the end of a comment or of a braced type.
_DECLARED = rb"[\w*,){}/]\s*\b%s\b(?!\s*\()"


class Names:
    """Looks names up in the trees of one library. Bytes first: only files that have the word are parsed."""

    def __init__(self, library: Library, dialect: Dialect) -> None:
        self._library = library
        self._dialect = dialect
        self._bodies = lru_cache(maxsize=500)(self._bodies_of)

    def definitions(self, tree: str, name: str) -> tuple[tuple[str, Definition], ...]:
        """Every definition and declaration of `name` at file level or in a type, with its path."""
        return tuple(
            (path, found)
            for path, text in self._library.mentioning(tree, name)
            for found in definitions(text, self._dialect)
            if found.name == name
        )

    def defined_in(self, tree: str, name: str) -> str:
        """A file that gives `name` a meaning (a function's body, a macro, a member …), empty when none does."""
        found = self.definitions(tree, name)
        for path, item in found:
            if item.kind != Defines.FUNCTION or name in self.bodies(tree, path):
                return path
        return self._local_in(tree, name) if not found else ""

    def defines(self, text: bytes, name: str) -> bool:
        """Whether a text gives `name` a meaning: at file level, in a type, in a function, as a label."""
        return any(self._gives(piece, name) for piece in self._around(text, name))

    def declares(self, text: bytes, name: str) -> bool:
        """Whether a prototype in a text says that there is such a function."""
        return any(
            found.name == name and found.kind == Defines.FUNCTION
            for piece in self._around(text, name)
            for found in definitions(piece, self._dialect)
        )

    def _around(self, text: bytes, name: str) -> Iterator[bytes]:
        """The stretches of a text that have the name: each is read on its own."""
        end = 0
        for at in words_at(text, name.encode()):
            if at >= end:
                start, end = stretch(text, text.rfind(b"\n", 0, at) + 1)
                yield text[start:end]

    def _gives(self, piece: bytes, name: str) -> bool:
        for item in definitions(piece, self._dialect):
            if item.name == name and item.kind != Defines.FUNCTION:
                return True
        if any(item.name == name for item in functions(piece, self._dialect)):
            return True
        return self._declares_within(piece, name) or f"{name}:".encode() in piece

    def _declares_within(self, piece: bytes, name: str) -> bool:
        """Whether a function in this stretch declares a variable of this name; syntax is read where it may."""
        return re.search(_DECLARED % re.escape(name.encode()), piece) is not None and any(
            use.name == name and use.role == Role.LOCAL for use in uses(piece, self._dialect)
        )

    def bodies(self, tree: str, path: str) -> frozenset[str]:
        """The functions that a file defines."""
        blob = self._library.files(tree).get(path)
        return self._bodies(blob) if blob is not None else frozenset()

    def visible(self, tree: str, path: str, name: str) -> bool:
        """Whether an expression in `path` can use `name`: a value or function of the file itself or of any header."""
        own = self._library.read(tree, path) or b""
        texts = chain((own,), (text for _, text in self._library.mentioning(tree, name, is_header)))
        return any(
            found.name == name and found.kind in _IN_EXPRESSIONS
            for text in texts
            if has_word(text, name.encode())
            for found in definitions(text, self._dialect)
        )

    def _bodies_of(self, blob: str) -> frozenset[str]:
        return frozenset(f.name for f in functions(self._library.text(blob), self._dialect))

    def _local_in(self, tree: str, name: str) -> str:
        """A file where a function declares the name for itself, or has a label of that name."""
        for path, text in self._library.mentioning(tree, name):
            for use in uses(text, self._dialect):
                if use.name == name and use.role == Role.LOCAL:
                    return path
            if f"{name}:".encode() in text:
                return path
        return ""
