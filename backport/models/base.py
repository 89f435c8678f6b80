"""What a behavioural model is: states, moves between them, named properties; and how one is listed."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from backport.csource.lift.source import Source
from backport.models.lifting import Lifting

if TYPE_CHECKING:
    from backport.models.declared.model import Declared

S = TypeVar("S", bound=Hashable)


class Kind(StrEnum):
    """What a property says: nothing bad happens, or something good does not stay out."""

    SAFETY = "safety"
    LIVENESS = "liveness"


class Cause(StrEnum):
    """Where an event comes from: the program itself, the world around it, or time going by."""

    INTERNAL = "internal"
    ENVIRONMENT = "environment"
    TIME = "time"


@dataclass(frozen=True)
class Property:
    """Something that must be true of every reachable state, by name, and in prose for a reader."""

    name: str
    prose: str
    kind: Kind = Kind.SAFETY


@dataclass(frozen=True)
class Event:
    """Something that can happen: who does it, and what."""

    actor: str
    label: str
    cause: Cause = Cause.INTERNAL


@dataclass(frozen=True)
class Move(Generic[S]):
    """One step: the event, the choices made in it, and the state after.

    `broken` names a property that the step itself breaks, with what was said: such a step leads nowhere.
    """

    event: Event
    state: S
    choices: tuple[int, ...] = ()
    broken: tuple[str, str] | None = None


class Restart(Exception):
    """The model has found that its states left something out and holds it from now on: search again."""


class Model(Protocol[S]):
    """A model of one revision. States compare and hash; moves come in a fixed order."""

    @property
    def properties(self) -> tuple[Property, ...]:
        """What must be true."""
        ...

    def initial(self) -> S:
        """Where it begins."""
        ...

    def moves(self, state: S) -> Iterator[Move[S]]:
        """All steps from a state."""
        ...

    def violated(self, state: S, internal: int) -> tuple[str, ...]:
        """The names of the properties that a state violates; `internal` counts the internal steps it has."""
        ...

    def finish(self) -> None:
        """Called when a search is over; may raise `Restart`."""
        ...

    def describe(self, state: S) -> Mapping[str, str]:
        """A state in words: field, value."""
        ...


@dataclass
class Watch(Generic[S]):
    """What a search sees of the code that differs between two trees.

    `changed` are the functions that differ, `entered` those of them that ran, `states` where a step enters one. With
    `anywhere` any step may differ, because a type does.
    """

    changed: frozenset[str] = frozenset()
    anywhere: bool = False
    entered: set[str] = field(default_factory=set)
    states: dict[S, None] = field(default_factory=dict)


class Comparable(Model[S], Protocol[S]):
    """A model whose states can be put into another revision's model, as far as both have the same parts."""

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What of the tree's own code the model replaces, by name."""
        ...

    @property
    def reads(self) -> frozenset[str]:
        """The files that the model's code comes from."""
        ...

    def watch(self, other: Any) -> Watch[S]:  # noqa: ANN401
        """Compare code with another revision's model, and note in the searches to come where it is entered."""
        ...

    @property
    def context(self) -> tuple[str, ...]:
        """The fields of a description that tell where a difference is."""
        ...

    def export(self, state: S) -> Mapping[str, Hashable]:
        """A state by names that do not depend on the revision."""
        ...

    def adopt(self, parts: Mapping[str, Hashable]) -> S | None:
        """The state with these parts; None when this revision cannot be in it."""
        ...


@dataclass(frozen=True)
class Option:
    """Something that may differ from run to run; the first value is the usual one."""

    name: str
    values: tuple[str, ...]
    prose: str


@dataclass(frozen=True)
class Blueprint:
    """A model as a project lists it.

    `build` makes it for one tree (it may raise `CannotLift`); `concerns` tells from the functions that a change touches
    (pairs of path and name, empty outside functions) whether the model may run through them. `runs` are the options
    that a fix is examined with, `reads` the files and folders that the model can depend on. `lifting` says how it reads
    them, where its code is lifted. `judges` are models of the same thing written by hand, by the name of the generation
    they stand for, made for a choice of options.
    """

    name: str
    prose: str
    properties: tuple[Property, ...]
    options: tuple[Option, ...]
    build: Callable[[Source, Mapping[str, str]], Comparable[Any]]
    concerns: Callable[[Source, frozenset[tuple[str, str]]], bool]
    reads: tuple[str, ...]
    runs: tuple[Mapping[str, str], ...] = ({},)
    lifting: Lifting | None = None
    judges: Mapping[str, Callable[[Mapping[str, str]], "Declared"]] = field(default_factory=dict)
