"""What the line asks of a project it knows. A project is a plain module with these names, listed in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from backport.branchmap import Source
from backport.core.heading import Heading
from backport.core.rule import Rule
from backport.csource.compiler import Compiler
from backport.csource.dialect import Dialect
from backport.models.base import Blueprint


@dataclass(frozen=True)
class Changed:
    """What a fix changes, for messages that say "the function" or "the flag": names of its own side.

    `functions` it touches, `paths` it touches, and identifiers that its diff `removes` (more often than it adds them).
    """

    functions: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a fix's message says about one series.

    `spoken` tells whether it says anything about backports; `wanted` is None where it does not say for this series.
    `sentence` quotes the instruction, `observation` what it wants to be waited for, `condition` what it is tied to,
    `commits` the ids (as written) of commits it is tied to, and `otherwise` that it wants another change there.
    """

    spoken: bool = False
    wanted: bool | None = None
    sentence: str = ""
    observation: str = ""
    condition: str = ""
    commits: tuple[str, ...] = ()
    otherwise: str = ""


Reader = Callable[[str, str], Reading]  # message, series

# From a message, its commit's id, a series' name and what the fix changes (asked for only when it matters).
Hints = Callable[[str, str, str, Callable[[], Changed]], tuple[Rule, ...]]
Headings = Callable[[str], Heading]


class Project(Protocol):
    """A project, as far as it differs from others. What a project does not have is None, an empty name or empty.

    Everything that is a matter of names and options (series, trailers, compiler) is in `profile`, a file in the format
    of backport.toml whose values hold where the user's own file says nothing.
    """

    NAME: str
    TITLE: str
    PROFILE: Path | None
    MAP: str  # the folder of its branch map under branch_maps/
    DIALECT: Dialect  # what its C has that is not C
    HINTS: Hints | None  # the map rules that a commit message asks for on one series
    READER: Reader | None  # what a commit message says about one series
    HEADING: Headings  # what a subject line says
    COMPILER: Compiler | None  # how its C is read by a compiler

    def models(self) -> tuple[Blueprint, ...]:
        """Its behavioural models, read when they are asked for."""

    def recognise(self, tree: Source) -> tuple[str, ...]:
        """The facts about a tree that show it is this project's; empty when it is not."""
