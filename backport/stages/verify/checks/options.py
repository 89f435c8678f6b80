"""Build options that the code asks for and the branch's makefiles never pass on."""

import re
from collections.abc import Iterator
from posixpath import basename

from backport.core.verdict import Finding, Severity
from backport.csource.conditionals import directives
from backport.csource.spans import without_comments
from backport.stages.verify.change import Change
from backport.stages.verify.library import has_word
from backport.stages.verify.study import Study

NAME = "options"
_WORD = re.compile(rb"[A-Z][A-Z0-9]*_[A-Z0-9_]+")
_MAKEFILE = re.compile(r"(?:GNU)?[Mm]akefile(?:\..*)?")


def check(study: Study) -> Iterator[Finding]:
    """Symbols new to the branch's code that a makefile knows as an option, where options need a line each."""
    makefiles = b"\n".join(
        study.library.text(blob)
        for path, blob in study.library.files(study.exam.after).items()
        if _MAKEFILE.fullmatch(basename(path))
    )
    makefiles = re.sub(rb"(?m)^[ \t]*#.*$", b"", makefiles)
    if b"-D$(" in makefiles:  # all options are passed by one rule
        return
    for pair, result in study.code:
        for word, line in _tested(result).items():
            name = word.decode()
            prefix = name.split("_")[0]
            passed = b"-D" + word in makefiles
            others = re.search(rb"-D" + prefix.encode() + rb"_[A-Z]", makefiles) is not None
            known = study.has(study.exam.before, name) or study.names.definitions(study.exam.after, name)
            if others and not passed and not known and has_word(makefiles, word):
                message = f"{name} is tested here, and no makefile of the branch passes -D{name} to the compiler"
                yield Finding(NAME, Severity.SOFT, message, name, pair.path, line)


def _tested(change: Change) -> dict[bytes, int]:
    """The names that written conditions test, with their lines."""
    bare = without_comments(change.new)
    found: dict[bytes, int] = {}
    for item in directives(bare):
        if item.word in (b"if", b"ifdef", b"ifndef", b"elif"):
            line = bare.count(b"\n", 0, item.start) + 1
            if line in change.added_lines:
                found |= {word: line for word in _WORD.findall(item.argument) if word not in found}
    return found
