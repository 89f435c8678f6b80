"""What can be said of a backport, and how the findings decide it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The answer for one target. What was not examined is UNKNOWN, never SOUND."""

    SOUND = "SOUND"
    DOUBTFUL = "DOUBTFUL"
    UNSOUND = "UNSOUND"
    UNKNOWN = "UNKNOWN"


class Severity(StrEnum):
    """What a finding does to the verdict."""

    HARD = "hard"  # a defect that is proved
    SOFT = "soft"  # a reason to look
    OPEN = "open"  # something that had to be examined and could not be
    NOTE = "note"  # worth knowing, changes nothing


@dataclass(frozen=True)
class Finding:
    """One thing a check has to say, anchored where it is true.

    `check` is the name in the table of checks, `subject` the identifier, path or property it is about (the part that
    stays the same when lines move), `line` counts from 1 in the file `path` of the resulting tree (0: no line).
    """

    check: str
    severity: Severity
    message: str
    subject: str = ""
    path: str = ""
    line: int = 0
    evidence: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The name a suppression uses: stable while lines move."""
        return ":".join((self.check, self.path, self.subject))


# The worst severity decides; a proved defect outweighs what could not be examined.
_DECIDES = (
    (Severity.HARD, Verdict.UNSOUND),
    (Severity.OPEN, Verdict.UNKNOWN),
    (Severity.SOFT, Verdict.DOUBTFUL),
)


def decide(findings: Iterable[Finding]) -> Verdict:
    """The verdict that these findings lead to."""
    present = {finding.severity for finding in findings}
    return next((verdict for severity, verdict in _DECIDES if severity in present), Verdict.SOUND)
