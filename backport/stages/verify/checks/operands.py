"""Flags tested or set in a member that the branch keeps other flags in."""

import re
from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.stages.verify.library import words_at
from backport.stages.verify.study import Pair, Study

NAME = "operands"
_FLAG = rb"[A-Z][A-Z0-9]*_[A-Z0-9_]+"
_USE = re.compile(
    rb"(?:->|\.)([a-z_]\w*)\s*(?:[&|]=?|=)\s*~?\s*(\(?\s*~?\s*\(?\s*" + _FLAG + rb"(?:\s*\|\s*" + _FLAG + rb")*)"
)
_WORD = re.compile(_FLAG)
_ENOUGH = 2  # other uses that show where the branch keeps the flag
_PARTS = 2  # of a flag's name that tell its family


def check(study: Study) -> Iterator[Finding]:
    """A member and a flag on a written line that the branch never puts together, though it has both with others."""
    for pair, result in study.code:
        said: set[tuple[bytes, bytes]] = set()
        for number, line in result.added():
            for member, flag in _uses(line):
                if (member, flag) not in said:
                    said.add((member, flag))
                    yield from _judge(study, pair, number, member, flag)


def _uses(line: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The members and flags that a line puts together with `&`, `|` or `=`."""
    for found in _USE.finditer(line):
        for flag in _WORD.findall(found[2]):
            yield found[1], flag


def _judge(study: Study, pair: Pair, number: int, member: bytes, flag: bytes) -> Iterator[Finding]:
    if pair.result is None or (member, flag) in set(_together(pair.result.old, flag)):
        return
    ours = [*_members(study, study.exam.before, flag)]
    if len(ours) < _ENOUGH or member in ours or _family_in(study, member, flag):
        return
    theirs = [*_members(study, study.base, flag)]
    if member in theirs:
        name, own = flag.decode(), member.decode()
        others = ", ".join(sorted({other.decode() for other in ours}))
        message = f"{name} is looked for in .{own} here, and the branch keeps it in .{others}"
        yield Finding(NAME, Severity.SOFT, message, f"{own} {name}", pair.path, number)


def _members(study: Study, tree: str, flag: bytes) -> Iterator[bytes]:
    for _, text in study.library.mentioning(tree, flag.decode()):
        for member, _ in _together(text, flag):
            yield member


def _family_in(study: Study, member: bytes, flag: bytes) -> bool:
    """Whether the branch puts another flag of the family in this member."""
    family = b"_".join(flag.split(b"_")[:_PARTS]) + b"_"
    pattern = re.compile(rb"(?:->|\.)" + member + rb"\s*(?:[&|]=?|=)[^;\n]*\b" + family)
    files = study.library.files(study.exam.before)
    return any(
        member in text and pattern.search(text)
        for path, blob in files.items()
        if path.endswith((".c", ".h")) and family in (text := study.library.text(blob))
    )


def _together(text: bytes, flag: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The uses of one flag in a text."""
    for at in words_at(text, flag):
        start, end = text.rfind(b"\n", 0, at) + 1, text.find(b"\n", at)
        yield from (use for use in _uses(text[start : end if end >= 0 else len(text)]) if use[1] == flag)
