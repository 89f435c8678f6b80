"""Parts of the fix that the result does not have, though the branch has their place and all their names."""

from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.stages.verify.carried import Uncarried, uncarried
from backport.stages.verify.study import Study

NAME = "missing"


def check(study: Study) -> Iterator[Finding]:
    """What the fix removes and the branch still has; what it adds and the result lacks."""
    for found in uncarried(study):
        yield _still(found) if found.still else _lost(found)


def _still(found: Uncarried) -> Finding:
    statement, path, line = found.still[0]
    message = f"the fix removes this and the branch still has it: {statement.text}"
    evidence = tuple(f"{path}:{line}: {item.text}" for item, path, line in found.still)
    return Finding(NAME, Severity.SOFT, message, statement.text, path, line, evidence)


def _lost(found: Uncarried) -> Finding:
    place = found.hunk.function or found.pair.source_path
    message = f"the fix adds this in {place} and the result does not: {found.lost[0].text}"
    evidence = tuple(f"{item.path}:{item.line}: {item.text}" for item in found.lost)
    return Finding(NAME, Severity.SOFT, message, found.lost[0].text, found.pair.path, 0, evidence)
