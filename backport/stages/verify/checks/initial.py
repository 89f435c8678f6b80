"""Members that begin with another value in the branch: a test for zero that is always, or never, true there."""

import re
from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.csource.functions import stretch
from backport.csource.spans import without_comments
from backport.stages.verify.library import is_header, words_at
from backport.stages.verify.study import Pair, Study

NAME = "initial"
_CHAIN = rb"[A-Za-z_]\w*(?:(?:->|\.)\w+)*(?:->|\.)"
_TESTED = re.compile(rb"(?:\bif\s*\(|\bwhile\s*\(|&&|\|\||!|likely\s*\()\s*" + _CHAIN + rb"(\w+)\s*(?=\)|&&|\|\|)")
_BEGINS = re.compile(rb"init|new|alloc|create|setup|reset", re.IGNORECASE)
_HEAD = re.compile(rb"^[A-Za-z_][^;{}=#\n]*?\b(\w+)[ \t]*\(", re.MULTILINE)
_NUMBER = re.compile(rb"[ \t=(]*(0[xX][0-9a-fA-F]+|\d+)\b")
_MOST = 4  # members that are looked into


def check(study: Study) -> Iterator[Finding]:
    """Members tested for zero on written lines, whose first value is zero in the fix's tree and not in the branch."""
    for pair, result in study.code:
        said: set[bytes] = set()
        for number, line in result.added():
            for member in _TESTED.findall(line):
                if member not in said and len(said) < _MOST and pair.raw is not None:
                    said.add(member)
                    yield from _judge(study, pair, pair.raw.new, result.new, member, number)


def _judge(study: Study, pair: Pair, theirs: bytes, ours: bytes, member: bytes, number: int) -> Iterator[Finding]:
    first = _first(study, study.exam.after, ours, member)
    if first is None or first[1] == 0:
        return
    other = _first(study, study.fix, theirs, member)
    if other is not None and other[1] == 0:
        name, value = member.decode(), first[0].decode()
        message = f"{name} is tested for zero here, and begins as {value} in the branch, which is not zero"
        yield Finding(
            NAME, Severity.SOFT, message, name, pair.path, number, (f"in the fix's tree: {other[0].decode()}",)
        )


def _first(study: Study, tree: str, text: bytes, member: bytes) -> tuple[bytes, int] | None:
    """The one value, as written and as a number, that functions which make things give to a member in a file."""
    given = re.compile(rb"(?:->|\.)" + member + rb"[ \t]*=[ \t]*([A-Z_][A-Z0-9_]*|0[xX][0-9a-fA-F]+|\d+)[ \t]*;")
    found: set[bytes] = set()
    for at in words_at(text, member):
        line = text.rfind(b"\n", 0, at) + 1
        said = given.search(text, max(line, at - 2), at + 200)
        if said is not None and said.start() <= at:
            start, _ = stretch(text, line)
            head = _HEAD.search(without_comments(text[start:at]))
            if head is not None and _BEGINS.search(head[1]):
                found.add(said[1])
    if len(found) != 1:
        return None
    word = found.pop()
    value = 0 if word == b"NULL" else int(word, 0) if word[:1].isdigit() else _value(study, tree, word)
    return None if value is None else (word, value)


def _value(study: Study, tree: str, name: bytes) -> int | None:
    """The number that a header gives to a constant, where it says it in figures."""
    for _, text in study.library.mentioning(tree, name.decode(), is_header):
        for at in words_at(text, name):
            line = text.rfind(b"\n", 0, at) + 1
            before = text[line:at].strip()
            if before in (b"", b"#define", b"# define"):
                found = _NUMBER.match(text, at + len(name))
                if found is not None:
                    return int(found[1], 0)
    return None
