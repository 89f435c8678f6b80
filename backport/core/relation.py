"""What one commit is to another, by the words of its message."""

from enum import StrEnum


class Relation(StrEnum):
    """What the named commit is to the one whose message names it."""

    REVERTS = "reverts"
    INTRODUCED_BY = "introduced by"  # it brought the bug that this one repairs
    FOLLOW_UP_OF = "follow-up of"
    DEPENDS_ON = "depends on"
    MENTIONS = "mentions"
