"""What is to be done with a fix on each series, as plain data."""

from dataclasses import dataclass
from enum import StrEnum

from backport.core.case import Target


class Action(StrEnum):
    """What a series needs."""

    PICK = "pick"
    THERE = "already there"
    NOT_AFFECTED = "not affected"
    WAITS = "waits for"
    PERSON = "needs a person"


@dataclass(frozen=True)
class Related:
    """Another commit that matters for the fix: what it is to it, and how that is known."""

    commit: str
    subject: str
    relation: str  # "reverts it", "repairs it", "follows it up", "brings NAME" …
    reason: str = ""


@dataclass(frozen=True)
class Step:
    """What is to be done on one target, by which rule, and why.

    `evidence` holds commit ids, paths and names. `found` is the commit that already is the fix there. A pick is made
    from `source`: the fix as it stands on the nearest newer series (`after`, whose own pick comes first where
    `source` is empty), else the fix itself. `needs` are prerequisites the target lacks, `follow_ups` later commits that
    correct or complete the fix and that the target lacks.
    """

    target: Target
    action: Action
    rule: str
    reason: str
    evidence: tuple[str, ...] = ()
    found: str = ""
    source: str = ""
    after: str = ""
    needs: tuple[Related, ...] = ()
    follow_ups: tuple[Related, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A fix on all targets, newest first. `origin` is where its chain begins, `family` every known pick of it."""

    fix: str
    origin: str
    subject: str
    steps: tuple[Step, ...]
    family: tuple[str, ...] = ()
    follow_ups: tuple[Related, ...] = ()

    def step(self, series: str) -> Step | None:
        """The step of one series."""
        return next((step for step in self.steps if step.target.series == series), None)


class Presence(StrEnum):
    """Whether a revision has a fix."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Witness:
    """One way of looking ("ancestry", "chain", "patch", "code"), what it says and what it saw."""

    way: str
    says: Presence
    reason: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Containment:
    """Whether `target` has the fix: what every witness says, and what follows."""

    target: Target
    presence: Presence
    witnesses: tuple[Witness, ...]
