"""Changes that nobody asked to have in a stable branch."""

import re
from collections.abc import Iterator

from backport.core.trailers import original
from backport.core.verdict import Finding, Severity
from backport.stages.verify.study import Study

NAME = "request"
_ASKS = re.compile(r"back-?port|stable|\bFixes:|cc:\s*stable", re.IGNORECASE)
_REFUSES = re.compile(
    r"\bno(?:t)?\s+(?:need(?:s|ed)?\s+to\s+be\s+|to\s+be\s+|be\s+)?back-?port(?:ed)?(?:\s+is)?\s*(?:needed|required)?[.,;]",
    re.IGNORECASE,
)
_LARGE = re.compile(r"(?:MEDIUM|MAJOR)(?:/|:)")


def check(study: Study) -> Iterator[Finding]:
    """A message that asks for no backport: a doubt where the change is not small and no bug fix by its own word."""
    message = original(study.exam.origin.commit.message)
    if not _ASKS.search(message) and _LARGE.match(message):
        told = "the fix's own message does not ask for a backport, and it is no bug fix by its subject"
        yield Finding(NAME, Severity.SOFT, told, "request")
    elif _REFUSES.search(message):
        yield Finding(NAME, Severity.NOTE, "the fix's own message says that it needs no backport", "request")
