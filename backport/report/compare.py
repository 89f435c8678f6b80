"""Two diffs side by side: the fix as it was made and as it was adapted, line against line, word against word."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from backport.report.diff import FileDiff, Line

_WORD = re.compile(r"[^\W_]+")  # parts of names: a renamed name keeps some of them
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_LIKE = 0.35  # below this share of common words two lines are shown as two lines
_BARE = 0.2  # what a pair of equal lines without a word is worth: they fit anywhere
_CELLS = 60_000  # pairs of lines that are still compared each with each
_TOKENS = 120  # words of a line that are still compared
LONGEST = 1_000  # characters of a line that are shown
MOST = 1_500  # lines of a file's diff that are shown
MOST_IN_ALL = 6_000  # and of all files of a side


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


@dataclass(frozen=True)
class Row:
    """A line of the fix beside the same line on the target; either may be missing."""

    left: Side | None
    right: Side | None

    @property
    def same(self) -> bool:
        """Whether both sides say the same, so that a narrow screen needs only one."""
        return self.left is not None and self.right is not None and _text(self.left) == _text(self.right)


@dataclass(frozen=True)
class Comparison:
    """One file of the fix beside its counterpart; `cut` is the number of lines that are not shown."""

    left_path: str
    right_path: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    cut: int = 0


def compare(
    original: Sequence[FileDiff], adapted: Sequence[FileDiff], went: Mapping[str, str], names: Mapping[str, str]
) -> tuple[Comparison, ...]:
    """The files of both diffs, paired by `went` (path in the fix to path on the target), in the fix's order.

    `names` gives the id of the rule that translates a name, either side's.
    """
    rest = {_where(file): file for file in adapted}
    pairs: list[tuple[FileDiff | None, FileDiff | None]] = []
    for file in original:
        path = _where(file)
        pairs.append((file, rest.pop(went.get(path, path), None)))
    pairs += [(None, file) for file in rest.values()]
    shown = []
    left_over = MOST_IN_ALL
    for left, right in pairs:
        shown.append(_comparison(left, right, names, min(MOST, left_over)))
        left_over -= max(_length(left), _length(right))
    return tuple(shown)


def _where(file: FileDiff) -> str:
    return file.new_path or file.old_path


def _length(file: FileDiff | None) -> int:
    return sum(len(hunk.lines) + 1 for hunk in file.hunks) if file else 0


def _comparison(left: FileDiff | None, right: FileDiff | None, names: Mapping[str, str], most: int) -> Comparison:
    most = max(most, 0)
    sides = [_sides(file, most) if file else [] for file in (left, right)]
    cut = _length(left) + _length(right) - len(sides[0]) - len(sides[1])
    rows = [_marked(row, names) for row in _aligned(*sides)]
    notes = tuple(dict.fromkeys(note for file in (left, right) if file for note in file.notes))
    return Comparison(_where(left) if left else "", _where(right) if right else "", tuple(rows), notes, cut)


def _sides(file: FileDiff, most: int) -> list[Side]:
    """The first lines of the file's diff, with what the fix changed within a line marked."""
    sides: list[Side] = []
    for hunk in file.hunks:
        if len(sides) >= most:
            break
        sides.append(Side("@", 0, (Piece(f"line {hunk.start}" + (f", {hunk.context}" if hunk.context else "")),)))
        sides += _changed([replace(line, text=_cut(line.text)) for line in hunk.lines[: most - len(sides)]])
    return sides


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … and {len(text) - LONGEST} more characters"


def _changed(lines: Sequence[Line]) -> list[Side]:
    runs = [(kind, list(run)) for kind, run in groupby(lines, key=lambda line: line.kind)]
    marks: dict[int, tuple[Piece, ...]] = {}
    for (kind, old), (following, new) in pairwise(runs):
        if (kind, following) == ("-", "+"):
            for before, after in zip(old, new, strict=False):
                marks[id(before)], marks[id(after)] = _word_diff(before.text, after.text)
    return [Side(line.kind, line.new or line.old, marks.get(id(line), (Piece(line.text),)), line.new) for line in lines]


def _word_diff(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    a, b = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(a), len(b)) > _TOKENS or _likeness(_words(before), _words(after)) < _LIKE:
        return (Piece(before),), (Piece(after),)
    left, right = _differing(a, b)
    return (
        tuple(Piece(text, changed=flag) for text, flag in _grouped(a, left)),
        tuple(Piece(text, changed=flag) for text, flag in _grouped(b, right)),
    )


def _differing(a: Sequence[str], b: Sequence[str]) -> tuple[list[bool], list[bool]]:
    left, right = [True] * len(a), [True] * len(b)
    for i, j, size in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        left[i : i + size] = [False] * size
        right[j : j + size] = [False] * size
    return left, right


def _grouped(tokens: Sequence[str], flags: Sequence[bool]) -> Iterable[tuple[str, bool]]:
    for flag, group in groupby(zip(tokens, flags, strict=True), key=lambda pair: pair[1]):
        yield "".join(token for token, _flag in group), flag


def _aligned(left: Sequence[Side], right: Sequence[Side]) -> list[Row]:
    """Pair the lines so that the sum of likenesses is greatest (Needleman and Wunsch, without a gap penalty)."""
    if len(left) * len(right) > _CELLS:
        return _aligned_by_equality(left, right)
    bags = [[_words(_text(side)) for side in sides] for sides in (left, right)]
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


def _aligned_by_equality(left: Sequence[Side], right: Sequence[Side]) -> list[Row]:
    keys = [[(side.kind, _text(side)) for side in sides] for sides in (left, right)]
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
        return 0.5
    if not a and not b:
        return _BARE if _text(left).strip() == _text(right).strip() else 0.0
    like = _likeness(a, b)
    return like if like >= _LIKE else 0.0


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text))


def _likeness(a: Counter[str], b: Counter[str]) -> float:
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def _text(side: Side) -> str:
    return "".join(piece.text for piece in side.pieces)


def _marked(row: Row, names: Mapping[str, str]) -> Row:
    """The row with the words marked that differ between its sides, and the names that a rule translates."""
    if row.left is None or row.right is None or row.left.kind == "@" or row.same:
        return row
    a, b = _TOKEN.findall(_text(row.left)), _TOKEN.findall(_text(row.right))
    if max(len(a), len(b)) > _TOKENS:
        return row
    left, right = _differing(a, b)
    return Row(_with(row.left, a, left, names), _with(row.right, b, right, names))


def _with(side: Side, tokens: Sequence[str], adapted: Sequence[bool], names: Mapping[str, str]) -> Side:
    changed = [piece.changed for piece in side.pieces for _token in _TOKEN.findall(piece.text)]
    marked = zip(tokens, changed, adapted, strict=True)
    pieces = [Piece(token, change, other, names.get(token, "") if other else "") for token, change, other in marked]
    merged = [
        replace(key, text="".join(piece.text for piece in group))
        for key, group in groupby(pieces, key=lambda piece: replace(piece, text=""))
    ]
    return replace(side, pieces=tuple(merged))
