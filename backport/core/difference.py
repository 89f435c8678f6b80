"""A difference between a fix's change and a backport's, and what accounts for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """`kind` in words, where it is (`line` from 1 in the resulting file, 0: no line), what either side says.

    `because` is the rule, the finding or the reason that accounts for it; empty where nothing does.
    """

    kind: str
    path: str
    line: int = 0
    theirs: str = ""
    ours: str = ""
    because: str = ""
