"""Variables that the fix's function declares, labels that it has, and the branch's function does not."""

import re
from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.csource.spans import without_comments, without_literals
from backport.stages.apply.sections import Section
from backport.stages.verify.change import Change
from backport.stages.verify.library import IDENTIFIER, has_word
from backport.stages.verify.study import Study

NAME = "undeclared"
_TYPE = (
    rb"(?:(?:const|static|unsigned|signed|volatile|register|struct|union|enum)\s+)*(?!(?:return|goto|else|case)\b)\w+"
)
_LOCAL = re.compile(rb"^[ \t]+" + _TYPE + rb"[ \t]+\**(\w+)[ \t]*(?:;|=[^=]|,|\[)", re.MULTILINE)
_SOMEHOW = (
    rb"^[ \t]*(?!(?:return|goto|else|case)\b)\w+[ \t*]+\w[^;(]*\b%(name)s\b|\w[ \t*]+%(name)s\b"
    rb"|\(\s*\*\s*%(name)s\s*\)\s*\("  # a pointer to a function
    rb"|\)\)\s*%(name)s\s*[=;,]"  # behind an attribute
)
_CALL = re.compile(rb"[ \t]*\(")
_MEMBER = re.compile(rb"(?:->|\.)\s*$")
_JUMP = re.compile(rb"\bgoto\s+([A-Za-z_]\w*)\s*;")
_LABEL = rb"(?:^|[;{}])\s*%s\s*:"


def check(study: Study) -> Iterator[Finding]:
    """Names on written lines that are locals of the fix's function, and nothing in the branch's function or file;
    jumps to where the branch's function has no label."""
    yield from _jumps(study)
    for pair, result in study.code:
        if pair.lines is None:
            continue
        theirs = frozenset(_locals(pair.lines))
        for section, text, numbers in _touched(result):
            known: set[bytes] = set()
            for number in numbers:
                for name in _names(result.bare_new[number - 1]):
                    if name not in known and _lacks(theirs, text, result, name, result.bare_new[number - 1]):
                        said = name.decode()
                        message = f"{said} is a variable of the fix's function, and {section.name} here declares none"
                        yield Finding(NAME, Severity.SOFT, message, said, pair.path, number)
                    known.add(name)


def _jumps(study: Study) -> Iterator[Finding]:
    """A `goto` on a written line, or to a label that the change takes away, whose label the function lacks: no compiler
    takes it."""
    for pair, result in study.code:
        gone = b"".join(line for hunk in result.hunks for line in hunk.old)
        for section, text, numbers in _touched(result):
            if b"goto" not in text or not _whole(text):
                continue
            wanted: dict[bytes, int] = {}
            for number in range(section.span.start + 1, section.span.end + 1):
                for jump in _JUMP.findall(result.bare_new[number - 1]):
                    if number in numbers or re.search(_LABEL % jump, gone, re.MULTILINE):
                        wanted.setdefault(jump, number)
            for label, number in wanted.items():
                if not re.search(_LABEL % label, text, re.MULTILINE):
                    said = label.decode()
                    message = f"{section.name} has no label {said} in the branch"
                    yield Finding(NAME, Severity.HARD, message, said, pair.path, number)


def _whole(text: bytes) -> bool:
    """Whether the text is all of a function: conditions of the preprocessor may cut one in two."""
    bare = without_literals(text)
    return text.rstrip().endswith(b"}") and bare.count(b"{") == bare.count(b"}")


def _locals(change: Change) -> Iterator[bytes]:
    """The variables that the functions which the fix touches declare, as it leaves them."""
    for _, text, _ in _touched(change):
        yield from _LOCAL.findall(text)


def _touched(change: Change) -> Iterator[tuple[Section, bytes, tuple[int, ...]]]:
    """Each touched function of the text after: where it is, its text without comments, the written lines in it."""
    for section, numbers in change.touched.items():
        yield section, b"".join(change.bare_new[section.span.start : section.span.end]), numbers


def _names(line: bytes) -> Iterator[bytes]:
    text = without_literals(without_comments(line))
    for found in IDENTIFIER.finditer(text):
        if not _MEMBER.search(text[: found.start()]) and not _CALL.match(text, found.end()):
            yield found[0]


def _lacks(theirs: frozenset[bytes], ours: bytes, result: Change, name: bytes, line: bytes) -> bool:
    if name not in theirs or not has_word(ours, name):
        return False
    word = re.escape(name)
    if re.search(_SOMEHOW % {b"name": word}, ours, re.MULTILINE):
        return False
    # A member's name, as macros over lists take it, is followed by neither a member nor an assignment.
    used = re.search(rb"(?<![\w.>])" + word + rb"(?:->|\.|\s*[-+|&^]?=[^=])", line)
    if used is None and re.search(rb"(?:->|\.)\s*" + word + rb"\b", result.new):
        return False
    outside = re.compile(rb"^(?:\w[^\n(]*|#\s*define\s+)\b" + word + rb"\b", re.MULTILINE)
    return outside.search(result.new) is None
