"""Parts of the fix that the result does not have, though the branch has their place and all their names."""

from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.stages.verify.carried import uncarried
from backport.stages.verify.study import Study

NAME = "missing"


def check(study: Study) -> Iterator[Finding]:
    """What the fix adds and the result lacks without a reason."""
    for found in uncarried(study):
        place = found.hunk.function or found.pair.source_path
        text = found.lost[0].text
        evidence = tuple(f"{item.path}:{item.line}: {item.text}" for item in found.lost)
        message = f"the fix adds this in {place} and the result does not: {text}"
        yield Finding(NAME, Severity.SOFT, message, text, found.path, 0, evidence)
