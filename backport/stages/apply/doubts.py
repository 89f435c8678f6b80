"""What the way a fix was applied has to say about the result."""

import re
from collections.abc import Iterator, Sequence

from backport.core.case import FileResult, Rung
from backport.core.verdict import Finding, Severity

# What a branch may lack without the fix being less of a fix: by the first folder, or the end of the name.
_ASIDE_FOLDERS = frozenset({"reg-tests", "tests", "test", "doc", "docs", "Documentation", ".github", "examples"})
# What is told and leaves nothing open: the branch has no such thing, or there is no other place for it.
_SURE = re.compile(
    r"^(?:function \S+ is not in the branch, its change is left out"
    r"|\S+ is not in the branch and is left out of the masks"
    r"|\S+ is not in the branch: what the fix changes of it is left out"
    r"|the code was found in \S+, by its lines, beside which nothing differs"
    r"|deleted, though the branch's version of this test or text differs a little"
    r"|lined up within the file only)$"
)
NO_FILE = "the branch does not have this file"
PROSE = (".md", ".txt", ".rst", ".vtc")


def doubts(files: Sequence[FileResult]) -> tuple[Finding, ...]:
    """A finding for every file that was not simply merged: what else was possible, what was left out."""
    return tuple(finding for file in files for finding in _of(file))


def aside(path: str) -> bool:
    """Whether a path is a test, documentation or CI: beside the code, not in it."""
    return path.split("/", 1)[0] in _ASIDE_FOLDERS or path.endswith(PROSE)


def _of(file: FileResult) -> Iterator[Finding]:
    if file.rung == Rung.DROPPED and not file.path:
        severity = Severity.NOTE if aside(file.source_path) and file.notes == (NO_FILE,) else Severity.SOFT
        yield Finding("dropped", severity, f"{file.source_path} is left out: {'; '.join(file.notes)}", file.source_path)
    elif file.rung == Rung.CONFLICT:
        yield Finding("conflict", Severity.OPEN, f"{file.source_path} needs a person", file.source_path, file.path)
    else:
        for note in file.notes:
            severity = Severity.NOTE if _SURE.search(note) else Severity.SOFT
            yield Finding("placement", severity, f"{file.path}: {note}", note, file.path)
