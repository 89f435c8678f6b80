"""A length-preserving mask that lets a C parser read preprocessor-heavy sources; positions stay those of the text."""

import re
from collections.abc import Callable
from functools import lru_cache

from backport.csource.conditionals import Keep, decide_by, resolve
from backport.csource.dialect import GENERIC, Dialect
from backport.csource.spans import blank, closing, without_comments, without_literals

_STRUCT = re.compile(rb"\b(struct|union|enum)(\s+)(\w+)(\s*)(\**)")
_PLAIN = re.compile(
    rb"(?<![\w)])((?:const |unsigned |signed )*(?:char|int|long|short|void|unsigned|size_t|double|float)\b"
    rb"(?: (?:int|long|char))*)(\s*)(\**)"
)
_CASE_RANGE = re.compile(rb"\bcase\s+[^:\n]*?(\s*\.\.\.\s*[^:\n]+?):")
_Rewrite = Callable[[bytearray, bytes, "re.Match[bytes]"], None]


_IDENTIFIER = re.compile(rb"[A-Za-z_]\w*")


class _Names:
    """Which identifiers a dialect's patterns match; each is asked about once."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._pattern = re.compile("|".join(patterns or ["(?!)"]).encode())
        self._seen: set[bytes] = set()
        self._matching: set[bytes] = set()

    def among(self, words: frozenset[bytes]) -> frozenset[bytes]:
        fresh = words - self._seen
        self._matching.update(filter(self._pattern.fullmatch, fresh))
        self._seen |= fresh
        return words & self._matching


@lru_cache(maxsize=16)
def _passes(dialect: Dialect) -> tuple[tuple[_Names, bytes, _Rewrite], ...]:
    return (
        (_Names(dialect.attributes), b"", _drop_word),
        (_Names(dialect.attribute_calls), rb"\s*\(", _drop_call),
        (_Names(dialect.wrappers), rb"\s*\(", _unwrap),
        (_Names(dialect.loops), rb"(?=\s*\()", _loop),
        (_Names(dialect.type_arguments), rb"\s*\(", _neutralise),
    )


_DECLARATIONS = 3  # the first passes: what stands in declarations


def _drop_word(buffer: bytearray, _text: bytes, match: "re.Match[bytes]") -> None:
    blank(buffer, match.start(), match.end())


def _drop_call(buffer: bytearray, text: bytes, match: "re.Match[bytes]") -> None:
    end = closing(text, match.end() - 1)
    if end is not None:
        blank(buffer, match.start(), end + 1)


def _unwrap(buffer: bytearray, text: bytes, match: "re.Match[bytes]") -> None:
    end = closing(text, match.end() - 1)
    if end is not None:
        blank(buffer, match.start(), match.end())
        buffer[end] = 32


def _loop(buffer: bytearray, _text: bytes, match: "re.Match[bytes]") -> None:
    if len(match[0]) >= len(b"while"):
        buffer[match.start() : match.end()] = b"while".ljust(len(match[0]))


def _neutralise(buffer: bytearray, text: bytes, match: "re.Match[bytes]") -> None:
    """Turn `struct foo *` among the arguments into the identifier `foo`, `unsigned int *` into `T_`."""
    start, end = match.end(), closing(text, match.end() - 1)
    if end is None:
        return
    for found in _STRUCT.finditer(text, start, end):
        blank(buffer, found.start(1), found.end(1))
        blank(buffer, found.end(3), found.end())
    for found in _PLAIN.finditer(text, start, end):
        buffer[found.start(1) : found.end(1)] = b"T_".ljust(found.end(1) - found.start(1))
        blank(buffer, found.end(1), found.end())


def _apply(text: bytes, dialect: Dialect, passes: int | None = None) -> bytes:
    """Comment-free text without directives, its macros made to look like C."""
    words = frozenset(_IDENTIFIER.findall(text))
    for names, after, rewrite in _passes(dialect)[:passes]:
        found = names.among(words)
        if not found:
            continue
        buffer = bytearray(text)
        for match in re.finditer(rb"\b(?:" + b"|".join(sorted(found, reverse=True)) + rb")\b" + after, text):
            rewrite(buffer, text, match)
        text = bytes(buffer)
    return text


@lru_cache(maxsize=64)
def masked(text: bytes, dialect: Dialect = GENERIC, keep: Keep = Keep.FIRST) -> tuple[bytes, bool]:
    """The masked text, and whether a branch of a conditional was left out (`Keep.LAST` then shows more)."""
    resolved, dropped = resolve(without_comments(text), decide_by(keep))
    text = _apply(resolved, dialect)
    return _CASE_RANGE.sub(lambda m: m[0][: m.start(1) - m.start()] + b" " * len(m[1]) + b":", text), dropped


def mask(text: bytes, dialect: Dialect = GENERIC, keep: Keep = Keep.FIRST) -> bytes:
    """The text as a C parser should see it: comments, directives, left-out branches and attributes blanked.

    Same length, same line ends: an offset into the result is an offset into `text`.
    """
    return masked(text, dialect, keep)[0]


def outline(text: bytes, dialect: Dialect, keep: Keep) -> tuple[bytes, bool]:
    """The part of the mask that declarations need, literals blanked too; `text` must be free of comments."""
    resolved, dropped = resolve(text, decide_by(keep))
    return without_literals(_apply(resolved, dialect, _DECLARATIONS)), dropped
