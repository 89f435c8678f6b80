"""What a subject line says of its commit, in words that any project shares."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """The sections of keepachangelog.com, in its order; OTHER is what its readers do not care about."""

    ADDED = "Added"
    CHANGED = "Changed"
    DEPRECATED = "Deprecated"
    REMOVED = "Removed"
    FIXED = "Fixed"
    SECURITY = "Security"
    OTHER = "Other"


@dataclass(frozen=True)
class Heading:
    """A subject line's parts: `kind` and `level` in the project's own words (BUG, MINOR; fix), `area`, and the rest.

    `marker` says that the commit only marks a release and is no change of it.
    """

    kind: str = ""
    level: str = ""
    area: str = ""
    text: str = ""
    change: Change = Change.CHANGED
    marker: bool = False


# https://www.conventionalcommits.org; kinds beyond feat and fix as its users have them.
_CONVENTIONAL = re.compile(
    r"(?P<kind>[a-z]{2,12})(?:\((?P<area>[^()]{1,60})\))?(?P<breaks>!)?: (?P<text>.+)$", re.DOTALL
)
_KINDS = {
    "feat": Change.ADDED,
    "fix": Change.FIXED,
    "perf": Change.CHANGED,
    "refactor": Change.CHANGED,
    "revert": Change.REMOVED,
    "security": Change.SECURITY,
    **dict.fromkeys(("build", "chore", "ci", "docs", "style", "test", "tests"), Change.OTHER),
}
_AREA = re.compile(r"(?P<area>[\w./-]{1,40}(?:: [\w./-]{1,40})?): (?P<text>.+)$", re.DOTALL)


def generic(subject: str) -> Heading:
    """The heading of a subject as Conventional Commits have it, else as the kernel has (`area: text`), else text."""
    if (found := _CONVENTIONAL.match(subject)) and found["kind"] in _KINDS:
        level = "breaking" if found["breaks"] else ""
        return Heading(found["kind"], level, found["area"] or "", found["text"], _KINDS[found["kind"]])
    if found := _AREA.match(subject):
        return Heading(area=found["area"], text=found["text"])
    return Heading(text=subject)
