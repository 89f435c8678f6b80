"""HAProxy's subject lines in words that any project shares."""

from backport.core.heading import Change, Heading
from backport.projects.haproxy.messages import subject

# What HAProxy's tags are to the reader of a change log. A level on its own (MINOR: …) is a new feature or a change.
_CHANGES = {
    "BUG": Change.FIXED,
    "REVERT": Change.REMOVED,
    **dict.fromkeys(("MINOR", "MEDIUM", "MAJOR", "OPTIM", "IMPORT"), Change.CHANGED),
    **dict.fromkeys(("BUILD", "CI", "CLEANUP", "DEBUG", "DEV", "DOC", "REGTESTS", "REORG", "TESTS"), Change.OTHER),
}


def heading(line: str) -> Heading:
    """The heading of a subject; a critical bug is a matter of security, a revert removes."""
    found = subject.parse(line)
    change = _CHANGES.get(found.severity, Change.OTHER)
    if found.severity == "BUG" and found.level == "CRITICAL":
        change = Change.SECURITY
    if found.reverts:
        change = Change.REMOVED
    level = found.level if found.level != found.severity else ""
    return Heading(found.severity, level, found.area, found.text, change, found.severity == "RELEASE")
