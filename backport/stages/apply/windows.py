"""Find where a stretch of a text is in another, by the lines it has in common, wherever that is."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from backport.stages.apply.piece import Piece
from backport.stages.apply.tokens import words
from backport.stages.apply.view import Span

_REACH = 10  # lines above and below a piece that say what it is about
_DRIFT = 8  # lines that the branch may have more or less within that reach
_LEAST = 0.35  # of what the window's lines say that must be there
_CLOSE = 0.85  # of the best place's score: another place that fits as well
_SHORT = 3  # words: a shorter line says too little
_MOST = 50  # places of one line: beyond it the line says nothing


@dataclass(frozen=True)
class Places:
    """Where a window of base lines may be in the target: the lines that answer to its piece, best first."""

    window: Span
    centres: tuple[int, ...]

    def ours(self, centre: int, piece: Piece, size: int) -> Span:
        """The target's lines around one of the centres."""
        above, below = piece.start - self.window.start + _DRIFT, self.window.end - piece.start + _DRIFT
        return Span(max(0, centre - above), min(size, centre + below))


class Finder:
    """Finds windows of one base in one target."""

    def __init__(self, base: Sequence[bytes], ours: Sequence[bytes], taken: frozenset[int]) -> None:
        """`taken` are the target's lines of which it is known that they answer to others of the base."""
        self._base = base
        self._ours = ours
        self._taken = taken

    @cached_property
    def _lines(self) -> dict[bytes, list[int]]:
        found: defaultdict[bytes, list[int]] = defaultdict(list)
        for number, line in enumerate(self._ours):
            found[line.strip()].append(number)
        return found

    def places(self, piece: Piece, within: Span) -> Places:
        """The places for a piece of the base; `within` bounds the lines that may speak for it."""
        window = Span(max(within.start, piece.start - _REACH), min(within.end, piece.end + _REACH))
        told = {number: _nearness(number, piece) for number in range(window.start, window.end) if self._tells(number)}
        votes: dict[int, dict[int, float]] = defaultdict(dict)
        for number in told:
            found = self._lines.get(self._base[number].strip(), ())
            for place in found if len(found) <= _MOST else ():
                if place not in self._taken:
                    votes[place + piece.start - number][number] = 0.2 + 1 / len(found)
        return Places(window, _centres(votes, told))

    def _tells(self, number: int) -> bool:
        return len(words(self._base[number])) >= _SHORT


def _nearness(number: int, piece: Piece) -> float:
    """How much a line speaks for a piece: 1 right beside it, less farther away."""
    far = min(abs(number - piece.start), abs(number + 1 - piece.end)) if not piece.start <= number < piece.end else 0
    return 1 / (1 + far / 3)


def _centres(votes: dict[int, dict[int, float]], told: dict[int, float]) -> tuple[int, ...]:
    """The offsets around which enough different lines agree."""
    scores: Counter[int] = Counter()
    for centre in votes:
        near: dict[int, float] = {}
        for other in range(centre - _DRIFT // 2, centre + _DRIFT // 2 + 1):
            for number, rarity in votes.get(other, {}).items():
                near[number] = max(rarity, near.get(number, 0.0))
        enough = sum(told[number] for number in near) >= _LEAST * sum(told.values())
        if enough and (len(near) >= 2 or len(told) == 1):
            exact = sum(told[number] * rarity for number, rarity in votes[centre].items())
            scores[centre] = round(1000 * sum(told[number] * rarity for number, rarity in near.items()) + 100 * exact)
    chosen: list[int] = []
    best = max(scores.values(), default=0)
    for centre, score in scores.most_common():
        if score >= _CLOSE * best and all(abs(centre - other) > _DRIFT for other in chosen):
            chosen.append(centre)
    return tuple(chosen)
