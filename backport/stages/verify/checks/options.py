"""What the build has to know of a change: options that the code tests, files that are new."""

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
    """Symbols new to the code that a makefile knows as an option and passes nowhere; new files that nothing builds."""
    makefiles = _makefiles(study, study.exam.after)
    yield from _unbuilt(study, makefiles)
    if b"-D$(" not in makefiles:  # one rule would pass all options
        yield from _unpassed(study, makefiles)


def _makefiles(study: Study, tree: str) -> bytes:
    """What all makefiles of a tree say, comments aside."""
    files = study.library.files(tree).items()
    texts = (study.library.text(blob) for path, blob in files if _MAKEFILE.fullmatch(basename(path)))
    return re.sub(rb"(?m)^[ \t]*#.*$", b"", b"\n".join(texts))


def _unbuilt(study: Study, makefiles: bytes) -> Iterator[Finding]:
    """New units that the fix's makefiles name and the branch's, which name units one by one as well, do not."""
    for pair, result in study.code:
        unit = basename(pair.path)
        if result.old or not unit.endswith(".c") or not has_word(makefiles, b"o"):
            continue
        built = re.compile(rb"(?<![\w-])%s\.[co]\b" % re.escape(unit.removesuffix(".c").encode()))
        if not built.search(makefiles) and built.search(_makefiles(study, study.fix)):
            message = "this file is new to the branch, and no makefile of the branch builds it"
            yield Finding(NAME, Severity.SOFT, message, unit, pair.path)


def _unpassed(study: Study, makefiles: bytes) -> Iterator[Finding]:
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
