"""The rule of a cascade: what is fixed in an older series is never left broken in a newer one that still lives."""

from collections.abc import Sequence
from dataclasses import dataclass

from backport.history.index import Index
from backport.history.matrix import Choice, Column
from backport.history.references import Relation


@dataclass(frozen=True)
class Breach:
    """`commit` (subject `subject`) brought `origin` to the series `older`; `newer` has nothing that names it."""

    origin: str
    subject: str
    older: str
    commit: str
    newer: str


def breaches(index: Index, series: Sequence[Column], mainline: str, choice: Choice | None = None) -> tuple[Breach, ...]:
    """Every fix of an older series that a newer one lacks; `series` newest first, `mainline` the development tip.

    What the series or mainline took back is not counted as a fix. `choice` picks by id and subject.
    """
    return tuple(_Cascade(index, series, mainline).breaches(choice))


class _Cascade:
    def __init__(self, index: Index, series: Sequence[Column], mainline: str) -> None:
        self._index = index
        self._series = series
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
                    found += self._lacking(place, origin, n)
        return found

    def _lacking(self, place: int, origin: str, n: int) -> list[Breach]:
        known = self._index.known([n])[n]
        breaches = []
        for newer in range(place):
            if not self._has(newer, origin):
                names = self._series[place].name, known.id, self._series[newer].name
                breaches.append(Breach(origin, known.subject, *names))
        return breaches

    def _has(self, place: int, origin: str) -> bool:
        if origin in self._held[place]:
            return True
        full = self._index.get(origin)
        return full is not None and bool(self._masks[self._index.number(origin)] & (1 << place))

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
