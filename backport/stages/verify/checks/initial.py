"""What begins with another value in the branch: members that are tested for zero, locals that have none yet."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from backport.core.verdict import Finding, Severity
from backport.csource.functions import stretch
from backport.csource.spans import without_comments
from backport.stages.verify.change import Change
from backport.stages.verify.library import is_header, words_at
from backport.stages.verify.study import Pair, Study

NAME = "initial"
_CHAIN = rb"[A-Za-z_]\w*(?:(?:->|\.)\w+)*(?:->|\.)"
_TESTED = re.compile(rb"(?:\bif\s*\(|\bwhile\s*\(|&&|\|\||!|likely\s*\()\s*" + _CHAIN + rb"(\w+)\s*(?=\)|&&|\|\|)")
_BEGINS = re.compile(rb"init|new|alloc|create|setup|reset", re.IGNORECASE)
_HEAD = re.compile(rb"^[A-Za-z_][^;{}=#\n]*?\b(\w+)[ \t]*\(", re.MULTILINE)
_NUMBER = re.compile(rb"[ \t=(]*(0[xX][0-9a-fA-F]+|\d+)\b")
_MOST = 4  # members that are looked into
_TYPED = rb"^[ \t]+(?:(?:const|struct|enum|union|unsigned|signed)\s+)*(?!return\b)\w+[ \t]+\**"
_BARE = re.compile(_TYPED + rb"(\w+)[ \t]*;", re.MULTILINE)
_USED = re.compile(rb"(?<![\w.>])[A-Za-z_]\w*|(?<=[^-]>)[A-Za-z_]\w*")  # no member's name
_LABEL = re.compile(rb"^[ \t]*([A-Za-z_]\w*)[ \t]*:(?!:)", re.MULTILINE)


def check(study: Study) -> Iterator[Finding]:
    """Members tested for zero on written lines, whose first value is zero in the fix's tree and not in the branch;
    locals used behind a label that is jumped to before they have a value, which the fix's function gives at once."""
    for pair, result in study.code:
        yield from _unset(pair, result)
        said: set[bytes] = set()
        for number, line in result.added():
            for member in _TESTED.findall(line):
                if member not in said and len(said) < _MOST and pair.raw is not None:
                    said.add(member)
                    yield from _judge(study, pair, pair.raw.new, result.new, member, number)


def _unset(pair: Pair, result: Change) -> Iterator[Finding]:
    """Locals without a value on written lines behind a label."""
    theirs = pair.lines.new if pair.lines is not None else b""
    for section, numbers in result.touched.items():
        lines = result.bare_new[section.span.start : section.span.end]
        text = b"".join(lines)
        often = Counter(_BARE.findall(text)) if b"goto" in text else Counter[bytes]()
        bare = frozenset(name for name, times in often.items() if times == 1)  # no block has its own
        for number in numbers if bare else ():
            for name in sorted(bare & frozenset(_USED.findall(result.bare_new[number - 1]))):
                begins = re.compile(_TYPED + name + rb"[ \t]*=[^=]", re.MULTILINE)
                if begins.search(theirs) and _unset_at(lines, number - 1 - section.span.start, name):
                    message = f"{name.decode()} has no value where this is jumped to, and the fix's begins with one"
                    yield Finding(NAME, Severity.SOFT, message, name.decode(), pair.path, number)


def _unset_at(lines: Sequence[bytes], at: int, name: bytes) -> bool:
    """Whether a label above a line is jumped to before anything is given to a local, which the line only uses."""
    gives = re.compile(rb"\b" + name + rb"[ \t]*=[^=]|&[ \t]*" + name + rb"\b")
    if gives.search(lines[at]):
        return False
    above = next((number for number in range(at - 1, -1, -1) if _LABEL.match(lines[number])), None)
    label = _LABEL.match(lines[above]) if above is not None else None
    if label is None or any(gives.search(line) for line in lines[above:at]):
        return False
    first = next((number for number, line in enumerate(lines) if gives.search(line)), len(lines))
    jump = re.compile(rb"\bgoto\s+" + label[1] + rb"\s*;")
    return first < at and any(jump.search(line) for line in lines[:first])


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
