"""What the definitions, prototypes and macros of a name say between their parentheses, as a file sees them."""

import re

from backport.csource.spans import without_comments
from backport.stages.verify.library import is_header, words_at
from backport.stages.verify.study import Study

_LONGEST = 4_000  # bytes between the parentheses


def parameters(study: Study, tree: str, path: str, name: str) -> list[bytes | None]:
    """The parameters of each head that a file sees: its own, else those of headers.

    None for one that says too little.
    """
    own = study.library.read(tree, path) or b""
    found = _heads(own, name)
    if found:
        return found
    return [inside for _, text in study.library.mentioning(tree, name, is_header) for inside in _heads(text, name)]


def through_members(study: Study, tree: str, path: str, name: str) -> list[bytes | None]:
    """The parameters of every member of this name that points to a function, in the file and in headers."""
    pointer = re.compile(rb"\(\s*\*\s*%s\s*\)\s*\(" % re.escape(name.encode()))
    texts = [text for _, text in study.library.mentioning(tree, name, is_header)]
    texts += [study.library.read(tree, path) or b""] if not is_header(path) else []
    return [_inside(text, found.end()) for text in texts for found in pointer.finditer(text)]


def parted(text: bytes, start: int) -> list[tuple[int, int]] | None:
    """Where each argument after an opening parenthesis stands; None where it does not close soon."""
    depth, at, begin = 1, start, start
    found: list[tuple[int, int]] = []
    for at in range(start, min(len(text), start + _LONGEST)):
        sign = text[at]
        if sign in b"([{":
            depth += 1
        elif sign in b")]}":
            depth -= 1
            if depth == 0:
                found.append((begin, at))
                return found if text[start:at].strip(b" \t\r\n\\") else []
        elif sign == 0x2C and depth == 1:
            found.append((begin, at))
            begin = at + 1
    return None


def _heads(text: bytes, name: str) -> list[bytes | None]:
    word = name.encode()
    found: list[bytes | None] = []
    for at in words_at(text, word):
        start = text.rfind(b"\n", 0, at) + 1
        before = text[start:at]
        macro = re.fullmatch(rb"[ \t]*#[ \t]*define[ \t]+", before) is not None
        if not macro and not re.fullmatch(rb"[A-Za-z_][^;{}()=#\n]*|", before):
            continue
        opening = re.compile(rb"\(" if macro else rb"\s*\(").match(text, at + len(word))
        if opening is None:
            if macro or b"typedef" in before:
                found.append(None)
            continue
        if before.startswith(b"return") or (not before and not macro and not _typed_above(text, start)):
            continue
        found.append(_inside(text, opening.end()))
    return found


def _typed_above(text: bytes, start: int) -> bool:
    """Whether the line before one that begins with a name is a return type."""
    above = text[text.rfind(b"\n", 0, start - 1) + 1 : start].strip()
    return bool(re.fullmatch(rb"[A-Za-z_][\w \t*]*", above))


def _inside(text: bytes, start: int) -> bytes | None:
    piece = without_comments(text[start : start + _LONGEST])
    parts = parted(piece, 0)
    if parts is None:
        return None
    return piece[: parts[-1][1]].strip() if parts else b""
