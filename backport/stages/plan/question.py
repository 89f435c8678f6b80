"""What a rule is asked, and what it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from backport.core.case import Target
from backport.core.commit import SourceCommit
from backport.core.plan import Action
from backport.history.family import family, origin
from backport.history.index import Index


@dataclass(frozen=True)
class Reading:
    """What the project's grammar reads in the fix's message about one series.

    `wanted` is None where the message does not say; `observation` quotes what it wants to be waited for, `condition`
    what the backport is tied to. `sentence` quotes the instruction.
    """

    wanted: bool | None = None
    sentence: str = ""
    observation: str = ""
    condition: str = ""


Asked = Callable[[str, str], Reading]  # message, series


@dataclass(frozen=True)
class Answer:
    """A rule's answer: see `Step` for the fields."""

    action: Action
    reason: str
    evidence: tuple[str, ...] = ()
    found: str = ""


class Fix:
    """The fix and what the index knows of it, shared by the questions about all targets."""

    def __init__(self, index: Index, source: SourceCommit, asked: Asked | None, now: int) -> None:
        self.index = index
        self.source = source
        self.now = now
        self._asked = asked

    @cached_property
    def family(self) -> frozenset[str]:
        """Every commit that is this fix."""
        return family(self.index, self.source.id)

    @cached_property
    def origin(self) -> str:
        """Where the chain begins."""
        return origin(self.index, self.source.id)

    def reading(self, series: str) -> Reading:
        """What the message says of a series; nothing where the project has no grammar."""
        return self._asked(self.source.commit.message, series) if self._asked is not None else Reading()


class Question:
    """One fix on one target."""

    def __init__(self, fix: Fix, target: Target) -> None:
        self.fix = fix
        self.index = fix.index
        self.source = fix.source
        self.target = target

    @cached_property
    def _reached(self) -> Sequence[int]:
        return self.index.graph.masks([self.index.number(self.target.revision)])

    def has(self, commit: str) -> bool:
        """Whether the target's history holds this very commit."""
        return bool(self._reached[self.index.number(commit)])

    def holding(self, commit: str) -> str | None:
        """The commit of the target's history that is `commit` or a pick of it, None where there is none."""
        return next((each for each in sorted(family(self.index, commit)) if self.has(each)), None)

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The commits of the target's history that are this fix, oldest first."""
        numbers = sorted(self.index.number(each) for each in self.fix.family if self.has(each))
        return tuple(self.index.id(n) for n in numbers)


Rule = Callable[[Question], Answer | None]
