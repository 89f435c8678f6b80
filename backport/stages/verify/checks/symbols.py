"""Closure: every name that the change writes means something in the target."""

import re
from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.csource.spans import without_comments, without_literals
from backport.stages.verify.library import IDENTIFIER, has_word
from backport.stages.verify.study import Pair, Study

NAME = "symbols"
_BEHIND_A_DOT = re.compile(rb"\.[ \t]*([A-Za-z_]\w*)")
# What has members stands before the dot; or nothing does, in an initializer. A number's dot and `...` are no access.
_BEFORE_A_DOT = re.compile(rb"(?:(?<!\w)[A-Za-z_]\w*|[)\]{,]|^)\s*$")


def check(study: Study) -> Iterator[Finding]:
    """Names on written lines that nothing in the target defines although the fix's own tree does."""
    for pair, result in study.code:
        said: set[str] = set()
        for number, line in result.added():
            for name in _names(line):
                if name not in said:
                    said.add(name)
                    yield from _judge(study, pair, name, number)
                    yield from _invented(study, pair, name, number, line)


def _names(line: bytes) -> Iterator[str]:
    if not line.lstrip().startswith(b"#include"):
        text = without_literals(line)
        for found in IDENTIFIER.finditer(text):
            yield found[0].decode("ascii", "replace")
        for member in _BEHIND_A_DOT.finditer(text):
            if _BEFORE_A_DOT.search(text[: member.start()]):
                yield member[1].decode()


def _judge(study: Study, pair: Pair, name: str, line: int) -> Iterator[Finding]:
    names = study.names
    if _brought(study, name) or study.library.mentions(study.exam.before, name):
        return
    theirs = names.defined_in(study.base, name) or names.defined_in(study.fix, name)
    if not theirs or names.defined_in(study.exam.after, name) or _wrapped(study, theirs, name):
        return
    evidence = (f"the fix's own tree defines it in {theirs}",)
    if _optional(study, theirs, name):
        message = f"nothing in the target defines {name}; the fix's own tree does where the system does not"
        yield Finding(NAME, Severity.SOFT, message, name, pair.path, line, evidence)
    elif any(names.declares(result.new, name) for _, result in study.code):
        message = f"{name} is declared here and defined nowhere in the target"
        yield Finding(NAME, Severity.SOFT, message, name, pair.path, line, evidence)
    else:
        yield Finding(NAME, Severity.HARD, f"nothing in the target defines {name}", name, pair.path, line, evidence)


def _invented(study: Study, pair: Pair, name: str, number: int, line: bytes) -> Iterator[Finding]:
    """A call of something that neither tree ever speaks of: a translation into a word that this branch has not."""
    if re.search(rb"\b%s\s*\(" % name.encode(), line) is None or _brought(study, name):
        return
    if not any(_spoken(study, tree, name) for tree in (study.exam.before, study.base, study.fix)):
        message = f"{name} is called, which neither the target nor the fix's own tree knows"
        yield Finding(NAME, Severity.SOFT, message, name, pair.path, number)


def _spoken(study: Study, tree: str, name: str) -> bool:
    """Whether the code of a tree has a name: what only comments speak of is no more there."""
    word = name.encode()
    return any(has_word(without_comments(text), word) for _, text in study.library.mentioning(tree, name))


def _brought(study: Study, name: str) -> bool:
    """Whether a changed file had the name before, or the change defines it: what else it could be is in the tree."""
    word = name.encode()
    return any(has_word(result.old, word) or study.names.defines(result.new, name) for _, result in study.code)


def _optional(study: Study, path: str, name: str) -> bool:
    """Whether the fix's tree defines the name only where the system does not."""
    text = study.library.read(study.base, path) or study.library.read(study.fix, path) or b""
    return re.search(rb"#\s*ifndef\s+%s\b" % name.encode(), text) is not None


def _wrapped(study: Study, path: str, name: str) -> bool:
    """Whether the fix's tree puts its own function before the system's, which it looks up by name."""
    text = study.library.read(study.base, path) or study.library.read(study.fix, path) or b""
    return re.search(rb"\b\w*(?:dlsym|next)\w*\s*\([^()\n]*\"%s\"\s*\)" % name.encode(), text) is not None
