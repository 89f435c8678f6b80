"""What a behavioural model says of one revision, as plain data: properties, and a path as evidence."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What is known of a property."""

    HOLDS = "holds"
    VIOLATED = "violated"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Change:
    """One state variable before and after a step, printed as a person reads it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One event: `actor` is who acts (a lane of the diagram), `label` what happens, `changes` what it changes.

    `choices` are the model's choices within the event (how much a send takes …): with them the step can be replayed.
    """

    actor: str
    label: str
    changes: tuple[Change, ...] = ()
    choices: tuple[int, ...] = ()


@dataclass(frozen=True)
class PropertyResult:
    """One named property: `path` is a shortest way to break it, empty while it holds; `reason` explains UNKNOWN."""

    name: str
    prose: str
    status: Status
    path: tuple[Step, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Behaviour:
    """One model run on one revision, `role` telling which of the four it is: "fix before" … "backport after".

    `assumptions` are the functions of the tree that the model replaces. `risk` is how likely it is, at most, that the
    search has left a state out; it is 0 unless states were remembered by hashes.
    """

    model: str
    role: str
    revision: str
    status: Status
    properties: tuple[PropertyResult, ...] = ()
    states: int = 0
    transitions: int = 0
    seconds: float = 0.0
    reason: str = ""
    assumptions: tuple[str, ...] = ()
    risk: float = 0.0
