"""Which line of one diff stands beside which line of another."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from backport.report.words import ALIKE, bag, likeness

_CELLS = 60_000  # pairs of lines that are still compared each with each
_HEADS = 0.5  # what a pair of hunk heads is worth
_BARE = 0.2  # what a pair of equal lines without a word is worth: they fit anywhere


@dataclass(frozen=True)
class Piece:
    """Some words of a line: changed by the fix, adapted for the target, or a name that the rule `rule` translates."""

    text: str
    changed: bool = False
    adapted: bool = False
    rule: str = ""


@dataclass(frozen=True)
class Side:
    """A line on one side: `kind` is " ", "-", "+", or "@" for a hunk's head; `number` is 0 for a hunk's head."""

    kind: str
    number: int
    pieces: tuple[Piece, ...]
    new: int = 0

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Row:
    """A line of the fix beside the same line on the target; either may be missing."""

    left: Side | None
    right: Side | None

    @property
    def same(self) -> bool:
        """Whether both sides say the same, so that a narrow screen needs only one."""
        return self.left is not None and self.right is not None and self.left.text == self.right.text


def aligned(left: Sequence[Side], right: Sequence[Side]) -> list[Row]:
    """Pair the lines so that the sum of likenesses is greatest (Needleman and Wunsch, without a gap penalty)."""
    if len(left) * len(right) > _CELLS:
        return _by_equality(left, right)
    bags = [[bag(side.text) for side in sides] for sides in (left, right)]
    table = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    likes: dict[tuple[int, int], float] = {}
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            like = _pairable(left[i], right[j], bags[0][i], bags[1][j])
            likes[i, j] = like
            table[i][j] = max(table[i + 1][j], table[i][j + 1], like + table[i + 1][j + 1] if like else 0.0)
    return _walked(left, right, table, likes)


def _walked(
    left: Sequence[Side], right: Sequence[Side], table: list[list[float]], likes: Mapping[tuple[int, int], float]
) -> list[Row]:
    rows: list[Row] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if likes[i, j] and table[i][j] == likes[i, j] + table[i + 1][j + 1]:
            rows.append(Row(left[i], right[j]))
            i, j = i + 1, j + 1
        elif table[i][j] == table[i + 1][j]:
            rows.append(Row(left[i], None))
            i += 1
        else:
            rows.append(Row(None, right[j]))
            j += 1
    return [*rows, *(Row(side, None) for side in left[i:]), *(Row(None, side) for side in right[j:])]


def _by_equality(left: Sequence[Side], right: Sequence[Side]) -> list[Row]:
    keys = [[(side.kind, side.text) for side in sides] for sides in (left, right)]
    rows: list[Row] = []  # difflib leaves out lines that are everywhere, which keeps hostile input cheap
    for tag, a, b, c, d in SequenceMatcher(None, keys[0], keys[1]).get_opcodes():
        if tag == "equal":
            rows += [Row(one, other) for one, other in zip(left[a:b], right[c:d], strict=True)]
        else:
            rows += [*(Row(side, None) for side in left[a:b]), *(Row(None, side) for side in right[c:d])]
    return rows


def _pairable(left: Side, right: Side, a: Counter[str], b: Counter[str]) -> float:
    """How alike two lines are, from 0 (not to be shown as the same line) to 1."""
    if left.kind != right.kind:
        return 0.0
    if left.kind == "@":
        return _HEADS
    if not a and not b:
        return _BARE if left.text.strip() == right.text.strip() else 0.0
    like = likeness(a, b)
    return like if like >= ALIKE else 0.0
