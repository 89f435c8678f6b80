"""What a rule is asked, and what it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from backport.core.case import Target
from backport.core.commit import SourceCommit
from backport.core.plan import Action
from backport.history.family import family, origin
from backport.history.index import Index
from backport.projects.protocol import Reader, Reading
from backport.stages.apply.atlas import Atlas
from backport.stages.plan.code import Sought
from backport.stages.plan.sight import Sight
from backport.stages.translate.translator import Translator
from backport.vcs.objects import Objects


@dataclass(frozen=True)
class View:
    """How to look at a target's code in the fix's words.

    `recognised` tells whether the words are known to be the right ones: the map knows both generations.
    """

    objects: Objects
    atlas: Atlas
    translator: Translator
    recognised: bool = True


Look = Callable[[Target], View]


@dataclass(frozen=True)
class Means:
    """What a plan is made with besides the history; each may be missing, and the rules that need it then say nothing.

    `reader` reads messages, `look` gives a view of a target's code, `mainline` is the development branch's tip, `now`
    (seconds since 1970) decides whether a fix was observed long enough. With `by_code` the code alone tells whether the
    fix is there: ancestry, trailers and equal patches count for nothing.
    """

    reader: Reader | None = None
    look: Look | None = None
    mainline: str | None = None
    now: int = 0
    by_code: bool = False


@dataclass(frozen=True)
class Answer:
    """A rule's answer: see `Step` for the fields."""

    action: Action
    reason: str
    evidence: tuple[str, ...] = ()
    found: str = ""


class Fix:
    """The fix and what the index knows of it, shared by the questions about all targets."""

    def __init__(self, index: Index, source: SourceCommit, means: Means) -> None:
        self.index = index
        self.source = source
        self.means = means
        self._sought: dict[int, tuple[View, Sought]] = {}

    @cached_property
    def family(self) -> frozenset[str]:
        """Every commit that is this fix."""
        return family(self.index, self.source.id)

    @cached_property
    def origin(self) -> str:
        """Where the chain begins."""
        return origin(self.index, self.source.id)

    def sought(self, view: View) -> Sought:
        """The fix in the words of a view; targets with the same words share it."""
        made = view, Sought(view.objects, self.source, view.translator)
        return self._sought.setdefault(id(view.translator), made)[1]  # the view keeps the translator, and its id, alive

    def reading(self, series: str) -> Reading:
        """What the message says of a series; nothing where the project has no grammar."""
        reader = self.means.reader
        return reader(self.source.commit.message, series) if reader is not None else Reading()


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
        """The commit of the target's history that is `commit` or a pick of it, None where there is none.

        A pick that nothing names has its author, date and text.
        """
        found = next((each for each in sorted(family(self.index, commit)) if self.has(each)), None)
        if found is not None or self.index.get(commit) is None:
            return found
        alike = self.index.like(self.index.holder(commit).commit(commit))
        return next((each for each in alike if self.has(each)), None)

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The commits of the target's history that are this fix, oldest first."""
        numbers = sorted(self.index.number(each) for each in self.fix.family if self.has(each))
        return tuple(self.index.id(n) for n in numbers)

    @cached_property
    def reading(self) -> Reading:
        """What the message says of this series."""
        return self.fix.reading(self.target.series)

    @cached_property
    def view(self) -> View | None:
        """The target's code in the fix's words, None where no look was asked for."""
        look = self.fix.means.look
        return look(self.target) if look is not None else None

    @cached_property
    def seen(self) -> tuple[Sight, ...]:
        """Every piece of the fix, looked for in the target's code; empty without a view."""
        if self.view is None:
            return ()
        view = self.view
        return self.fix.sought(view).seen(view.atlas, self.target.tree)


Rule = Callable[[Question], Answer | None]
