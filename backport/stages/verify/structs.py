"""Structs as they are written down in a tree: which members they have, and what a function's pointers point to."""

import re
from collections.abc import Iterator

from backport.csource.spans import without_comments
from backport.stages.verify.library import has_word, is_code, words_at
from backport.stages.verify.study import Study

_DECLARED = rb"\bstruct\s+(\w+)\s*\*\s*(?:const\s+)?%s\b"
_OPENING = re.compile(rb"(?:\s+\w+)*\s*\{")
_TAG = re.compile(rb"\b(?:struct|union|enum)\s+\w+")
_MACRO = re.compile(rb"\b[A-Z][A-Z0-9_]{3,}\b")


def pointed(function: bytes, pointer: bytes) -> bytes | None:
    """The tag of the struct that a pointer points to, as the function's text declares it; None where it does not."""
    types = set(re.findall(_DECLARED % re.escape(pointer), function))
    return types.pop() if len(types) == 1 else None


def target(study: Study, tree: str, tag: bytes, member: bytes) -> bytes | None:
    """The tag of the struct that a member points to; None where there is not exactly one such struct, or it is none."""
    bodies = _all_bodies(study, tree, tag)
    return pointed(bodies[0], member) if len(bodies) == 1 else None


def has_member(study: Study, tree: str, tag: bytes, member: bytes) -> bool | None:
    """Whether the struct's body names the member; None where there is not exactly one such struct."""
    bodies = _all_bodies(study, tree, tag)
    if len(bodies) != 1:
        return None
    macros = set(_MACRO.findall(bodies[0]))
    return has_word(_TAG.sub(b" ", bodies[0]), member) or any(_expands(study, tree, macro, member) for macro in macros)


def _all_bodies(study: Study, tree: str, tag: bytes) -> list[bytes]:
    return [body for text in _headers(study, tree) for body in _bodies(text, tag)]


def _headers(study: Study, tree: str) -> Iterator[bytes]:
    """The headers, and the units that the change touches: where else a struct is, those do not see it."""
    touched = {path for pair in study.pairs for path in (pair.path, pair.source_path)}
    files = study.library.files(tree).items()
    return (
        study.library.text(blob) for path, blob in files if path.endswith(".h") or (path in touched and is_code(path))
    )


def _expands(study: Study, tree: str, macro: bytes, member: bytes) -> bool:
    """Whether a macro in the body brings the member."""
    definition = re.compile(rb"#[ \t]*define[ \t]+" + macro + rb"\b((?:\\\r?\n|[^\n])*)")
    texts = (text for _, text in study.library.mentioning(tree, macro.decode()))
    return any(has_word(found[1], member) for text in texts for found in definition.finditer(text))


def _bodies(text: bytes, tag: bytes) -> Iterator[bytes]:
    """What stands between the braces of `struct tag { … }`, comments blanked."""
    for at in words_at(text, b"struct " + tag):
        head = _OPENING.match(text, at + len(b"struct ") + len(tag))
        if head is not None:
            end = text.find(b"\n}", head.end())
            bare = without_comments(text[head.end() : end if end >= 0 else len(text)])
            yield bare
