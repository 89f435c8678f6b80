"""The result of a replay in figures: how many came out equal, by what git made of them, series, rung and verdict."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median

from backport.core.verdict import Verdict
from backport.pipeline.replay import Mode, Pair
from backport.pipeline.rowfile import Row


@dataclass(frozen=True)
class Count:
    """Pairs of one kind: equal to what was made, another tree, no tree; `unknown` where what was made is not here."""

    name: str
    exact: int
    other: int
    none: int
    unknown: int

    @property
    def pairs(self) -> int:
        """All of them."""
        return self.exact + self.other + self.none + self.unknown

    @property
    def share(self) -> float:
        """The share of equal ones, 0 to 1."""
        return self.exact / self.pairs if self.pairs else 0.0


@dataclass(frozen=True)
class Score:
    """`groups` by title ("series", …), each a count by name. Times are milliseconds per pair."""

    mode: str
    total: Count
    sound: Count
    groups: tuple[tuple[str, tuple[Count, ...]], ...]
    median: float
    mean: float


_OUTCOMES = ("exact", "other", "none", "unknown")


def score(mode: Mode, pairs: Sequence[Pair], rows: Sequence[Row]) -> Score:
    """Count the rows of these pairs. What git did is told by the columns MODE_git and MODE_class, if there are any."""
    known = {pair.target: dict(pair.known) for pair in pairs}
    counters: dict[str, defaultdict[str, Counter[str]]] = {}
    for row in rows:
        facts = known[row["target"]]
        git = " ".join(filter(None, (facts.get(f"{mode}_git", ""), facts.get(f"{mode}_class", ""))))
        names = {"git and class": git or "all", **{title: row[title] for title in ("series", "rung", "verdict")}}
        for title, name in names.items():
            counters.setdefault(title, defaultdict(Counter))[name][_outcome(row)] += 1
    verdicts: dict[str, Counter[str]] = dict(counters.get("verdict", {}))
    times = [row["ms"] for row in rows] or [0.0]
    return Score(
        mode=str(mode),
        total=_count("all", sum(verdicts.values(), Counter())),
        sound=_count("SOUND", verdicts.get(Verdict.SOUND, Counter())),
        groups=tuple((title, _counts(counter)) for title, counter in counters.items()),
        median=round(median(times), 1),
        mean=round(mean(times), 1),
    )


def _outcome(row: Row) -> str:
    if row["tree"] is None:
        return "none"
    return "unknown" if row["exact"] is None else "exact" if row["exact"] else "other"


def _counts(counter: defaultdict[str, Counter[str]]) -> tuple[Count, ...]:
    return tuple(_count(name, counter[name]) for name in sorted(counter))


def _count(name: str, counts: Counter[str]) -> Count:
    return Count(name, *(counts[outcome] for outcome in _OUTCOMES))
