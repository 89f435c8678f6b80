"""Documentation of a setting that the branch does not have."""

import re
from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.stages.verify.change import Change
from backport.stages.verify.library import is_code
from backport.stages.verify.study import Pair, Study

NAME = "documents"
_TEXTS = (".txt", ".md", ".rst", ".adoc")
_HEADING = re.compile(rb"([a-z][a-z0-9]*(?:[.-][a-z0-9]+)+)(?=[ \t]*(?:[<\[(]|$|[ \t]))")
_KEYWORD = re.compile(rb'"([a-z][a-z0-9]*(?:[._-][a-z0-9]+)+)"|^[ \t]+- ([a-z][a-z0-9]*(?:[.-][a-z0-9]+)+)[ \t]*$')


def check(study: Study) -> Iterator[Finding]:
    """Settings described at the left margin that the fix's sources know and the branch's do not."""
    for pair in study.pairs:
        if pair.result is None or not pair.path.endswith(_TEXTS):
            continue
        for number in sorted(pair.result.added_lines):
            heading = _HEADING.match(pair.result.new_lines[number - 1])
            if heading and not _known(study, study.exam.after, heading[1]) and _known(study, study.fix, heading[1]):
                name = heading[1].decode()
                message = f"this documents {name}, which no source of the branch knows"
                yield Finding(NAME, Severity.SOFT, message, name, pair.path, number)
        yield from _mentioned(pair, pair.result)


def _mentioned(pair: Pair, result: Change) -> Iterator[Finding]:
    """Settings in quotation marks, or in a list, that the fix's text had before and the branch's has nowhere."""
    theirs = pair.raw.old if pair.raw is not None else b""
    said: set[bytes] = set()
    for number in sorted(result.added_lines):
        for quoted, listed in _KEYWORD.findall(result.new_lines[number - 1].rstrip(b"\n")):
            name = quoted or listed
            if name not in said and name not in result.old and name in theirs:
                said.add(name)
                message = f"this speaks of {name.decode()}, of which the branch's text says nothing"
                yield Finding(NAME, Severity.SOFT, message, name.decode(), pair.path, number)


def _known(study: Study, tree: str, keyword: bytes) -> bool:
    """Whether a source has the keyword in a string."""
    files = study.library.files(tree).items()
    texts = (study.library.text(blob) for path, blob in files if is_code(path))
    return any(b'"' + keyword in text for text in texts)
