"""What a branch map is: generations in order, and the rules between each neighbouring pair."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from backport.core.rule import Rule


class Source(Protocol):
    """A tree to look into."""

    def read(self, path: str) -> bytes | None:
        """The content of a file, None where there is no such file."""


@dataclass(frozen=True)
class Clause:
    """One fact about a tree: a path exists, or does not, or a file has an identifier, or lacks it.

    `paths` are alternatives, and so are the identifiers of `has`: one of the files has to hold one of them. `lacks`
    wants no file to hold its identifier.
    """

    paths: tuple[str, ...]
    has: tuple[str, ...] = ()
    lacks: str = ""
    absent: bool = False

    @property
    def positive(self) -> bool:
        """Whether something has to be there."""
        return not self.lacks and not self.absent

    def __str__(self) -> str:
        where = " or ".join(self.paths)
        if self.absent:
            return f"no {where}"
        if self.lacks:
            return f"{where} without {self.lacks}"
        return f"{where} with {' or '.join(self.has)}" if self.has else where


@dataclass(frozen=True)
class Generation:
    """A stretch of the project's history with one vocabulary; `since` holds from its beginning on, for good."""

    name: str
    since: tuple[Clause, ...]
    era: str = ""
    title: str = ""
    versions: str = ""


@dataclass(frozen=True)
class Edge:
    """What changed between two neighbouring generations; `file` is where it is written."""

    older: str
    newer: str
    rules: tuple[Rule, ...]
    file: str = ""


@dataclass(frozen=True)
class Recognised:
    """Which generation a tree belongs to: the facts that say so, and the facts that do not fit.

    A tree in the middle of a change belongs to the newer generation, with what is not yet so under `contradictions`.
    `generation` is None where the facts make no chain.
    """

    generation: str | None
    evidence: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """The way between two generations: one step per edge, each turned so that `newer` is what the text holds."""

    source: str
    target: str
    steps: tuple[tuple[Rule, ...], ...] = ()

    def inverted(self) -> "Route":
        """The way back."""
        turned = tuple(tuple(rule.inverted() for rule in step) for step in reversed(self.steps))
        return Route(self.target, self.source, turned)

    def then(self, other: "Route") -> "Route":
        """This way, then the other: ValueError where they do not meet."""
        if self.target != other.source:
            raise ValueError(f"{self.target} is not {other.source}")
        return Route(self.source, other.target, self.steps + other.steps)

    def rules(self) -> Iterator[Rule]:
        """All rules in the order of their use."""
        return (rule for step in self.steps for rule in step)
