"""The rule of a cascade: what is fixed in an older series is never left broken in a newer one that still lives.

Not every fix that only the older series has is forgotten. Most are made for that series alone, and there are fixes that
mainline rebased, and bugs that never reached the newer series. Each such case is told apart by what history says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backport.core.relation import Relation
from backport.history.family import family
from backport.history.index import Index, Known
from backport.history.matrix import Choice, Column


class Cause(StrEnum):
    """Why the newer series has no commit that names the fix; only the first breaks the rule."""

    FORGOTTEN = "forgotten"
    ITS_OWN = "made for older series alone"  # its origin is a stable branch's own commit
    NO_BUG = "the commit that brought the bug is not there"
    HAS_IT = "its code has every change of the fix"
    UNTRACED = "its origin is in no branch, and the code does not tell"


@dataclass(frozen=True)
class Breach:
    """`commit` (subject `subject`) brought `origin` to the series `older`; `newer` has nothing that names it.

    `because` names what `cause` rests on: other commits, or nothing.
    """

    origin: str
    subject: str
    older: str
    commit: str
    newer: str
    cause: Cause = Cause.FORGOTTEN
    because: tuple[str, ...] = ()

    @property
    def founded(self) -> bool:
        """Whether the rule is broken."""
        return self.cause is Cause.FORGOTTEN


Code = Callable[[str, str], bool | None]  # (commit, tip): whether the code at the tip has the commit's change


def breaches(
    index: Index, series: Sequence[Column], mainline: str, choice: Choice | None = None, code: Code | None = None
) -> tuple[Breach, ...]:
    """Every fix of an older series that a newer one lacks, and why; `series` newest first, `mainline` the dev. tip.

    What the series or mainline took back is not counted as a fix, and a commit of the same author, date and text is the
    same fix. `choice` picks by id and subject. `code` is asked where history does not tell.
    """
    return tuple(_Cascade(index, series, mainline, code).breaches(choice))


class _Cascade:
    def __init__(self, index: Index, series: Sequence[Column], mainline: str, code: Code | None) -> None:
        self._index = index
        self._series = series
        self._code = code
        graph = index.graph
        tips = [*(column.tip for column in series), mainline]
        self._masks = graph.masks([index.number(tip) for tip in tips])
        self._mainline = 1 << len(series)
        self._names = _origins(index)
        self._held = [self._of(1 << place) for place in range(len(series))]
        self._undone = [self._reverted(place) for place in range(len(series))]

    def breaches(self, choice: Choice | None) -> list[Breach]:
        """All of them: oldest series last, each series' commits in order."""
        found: list[Breach] = []
        known = self._index.known(n for held in self._held for n in held.values())
        for place in range(1, len(self._series)):
            for origin, n in sorted(self._held[place].items(), key=lambda item: item[1]):
                wanted = choice is None or choice(known[n].id, known[n].subject)
                if wanted and origin not in self._undone[place]:
                    found += self._lacking(place, origin, known[n])
        return found

    def _lacking(self, place: int, origin: str, known: Known) -> list[Breach]:
        breaches = []
        for newer in range(place):
            if not self._has(newer, origin) and not self._has_alike(newer, known.id):
                cause, because = self._cause(newer, origin, known.id)
                names = self._series[place].name, known.id, self._series[newer].name
                breaches.append(Breach(origin, known.subject, *names, cause, because))
        return breaches

    def _cause(self, newer: int, origin: str, commit: str) -> tuple[Cause, tuple[str, ...]]:
        full = self._index.get(origin)
        if full is not None and not self._masks[self._index.number(origin)] & self._mainline:
            named = self._index.named(origin)
            return Cause.ITS_OWN, tuple(each for _, each in named)
        culprits = self._culprits(commit)
        if culprits and not any(self._reaches(newer, each) for culprit in culprits for each in self._family(culprit)):
            return Cause.NO_BUG, culprits
        told = self._code(commit, self._series[newer].tip) if self._code is not None else None
        if told:
            return Cause.HAS_IT, ()
        return (Cause.UNTRACED if full is None and told is None else Cause.FORGOTTEN), ()

    def _culprits(self, commit: str) -> tuple[str, ...]:
        """The commits that brought the bug by the message's own words; nothing where one of them is unknown."""
        written = [each for relation, each in self._index.names(commit) if relation is Relation.INTRODUCED_BY]
        known = tuple(full for each in written if (full := self._index.one(each)) is not None)
        return known if len(known) == len(written) else ()

    def _family(self, commit: str) -> frozenset[str]:
        return family(self._index, commit)

    def _reaches(self, place: int, commit: str) -> bool:
        return bool(self._masks[self._index.number(commit)] & (1 << place))

    def _has(self, place: int, origin: str) -> bool:
        if origin in self._held[place]:
            return True
        return self._index.get(origin) is not None and self._reaches(place, origin)

    def _has_alike(self, place: int, commit: str) -> bool:
        """Whether the series has a commit of the same author, date and text: mainline was rebased after the pick."""
        alike = self._index.like(self._index.holder(commit).commit(commit))
        return any(self._reaches(place, each) for each in alike)

    def _of(self, bit: int) -> dict[str, int]:
        """Where the chains of a series' own commits begin, each with the newest commit it begins."""
        own = ((n, chain) for n, chain in self._names.items() if self._masks[n] & bit)
        return {chain[0]: n for n, chain in own if not self._masks[n] & self._mainline}

    def _reverted(self, place: int) -> frozenset[str]:
        """Origins that the series, or mainline, took back."""
        found: set[str] = set()
        for n, written in self._index.naming_as(Relation.REVERTS):
            if self._masks[n] & (1 << place | self._mainline) or self._index.id(n) in self._held[place]:
                full = self._index.one(written)
                if full is not None:
                    found.add(self._names.get(self._index.number(full), (full,))[0])
        return frozenset(found)


def _origins(index: Index) -> dict[int, tuple[str, ...]]:
    return {n: tuple(index.one(each) or each for each in chain[:1]) for n, chain in index.chains().items()}
