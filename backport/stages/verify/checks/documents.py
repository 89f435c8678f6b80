"""Documentation of a setting that the branch does not have."""

import re
from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.stages.verify.library import is_code
from backport.stages.verify.study import Study

NAME = "documents"
_TEXTS = (".txt", ".md", ".rst", ".adoc")
_HEADING = re.compile(rb"([a-z][a-z0-9]*(?:[.-][a-z0-9]+)+)(?=[ \t]*(?:[<\[(]|$|[ \t]))")


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


def _known(study: Study, tree: str, keyword: bytes) -> bool:
    """Whether a source has the keyword in a string."""
    files = study.library.files(tree).items()
    texts = (study.library.text(blob) for path, blob in files if is_code(path))
    return any(b'"' + keyword in text for text in texts)
