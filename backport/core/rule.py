"""A translation rule between two neighbouring generations of a project's API, as plain data."""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a rule renames, rewrites or drops."""

    PATH = "path"
    FUNCTION = "function"
    TYPE = "type"
    FIELD = "field"
    MACRO = "macro"  # a macro, flag or enum value
    VARIABLE = "variable"  # a local name that follows its type by convention
    CALL = "call"  # a call shape with metavariables
    DROP = "drop"  # something the older side does not have
    MEANING = "meaning"  # the same name means something else on the two sides


class Origin(StrEnum):
    """Where a rule comes from, most trusted first."""

    MAP = "map"
    HINT = "hint"  # the fix's own message says so
    BACKPORT = "backport"  # an earlier backport on the branch did so
    LEARNED = "learned"  # the mainline commit that introduced the name says so


class Direction(StrEnum):
    """Which way a rule may be used: two names that share one on the other side cannot both be read backwards."""

    BOTH = "both"
    TO_OLDER = "to-older"
    TO_NEWER = "to-newer"


_TURNED = {
    Direction.BOTH: Direction.BOTH,
    Direction.TO_OLDER: Direction.TO_NEWER,
    Direction.TO_NEWER: Direction.TO_OLDER,
}


@dataclass(frozen=True)
class Scope:
    """Where a rule holds: path globs and function names (either side's); empty means everywhere."""

    paths: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """`newer` is written in the newer generation, `older` in the older one.

    Either is empty where that side has nothing (`drop`). `evidence` holds commit ids, `because` one sentence.
    """

    id: str
    kind: Kind
    newer: str
    older: str
    because: str = ""
    evidence: tuple[str, ...] = ()
    where: Scope = field(default_factory=Scope)
    origin: Origin = Origin.MAP
    direction: Direction = Direction.BOTH

    def inverted(self) -> "Rule":
        """The same rule read in the other direction."""
        return replace(self, newer=self.older, older=self.newer, direction=_TURNED[self.direction])
