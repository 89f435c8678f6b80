"""Two diffs side by side: the fix as it was made and as it was adapted, line against line, word against word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from backport.report.align import Piece, Row, Side, aligned
from backport.report.diff import FileDiff, Line
from backport.report.words import ALIKE, LONG, bag, differing, likeness, tokens

LONGEST = 1_000  # characters of a line that are shown
MOST = 1_500  # lines of a file's diff that are shown
MOST_IN_ALL = 6_000  # and of all files of a side


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
        shown.append(_comparison(left, right, names, max(0, min(MOST, left_over))))
        left_over -= max(_length(left), _length(right))
    return tuple(shown)


def _where(file: FileDiff) -> str:
    return file.new_path or file.old_path


def _length(file: FileDiff | None) -> int:
    return sum(len(hunk.lines) + 1 for hunk in file.hunks) if file else 0


def _comparison(left: FileDiff | None, right: FileDiff | None, names: Mapping[str, str], most: int) -> Comparison:
    sides = [_sides(file, most) if file else [] for file in (left, right)]
    cut = _length(left) + _length(right) - len(sides[0]) - len(sides[1])
    rows = tuple(_marked(row, names) for row in aligned(*sides))
    notes = tuple(dict.fromkeys(note for file in (left, right) if file for note in file.notes))
    return Comparison(_where(left) if left else "", _where(right) if right else "", rows, notes, cut)


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
    """The lines of a hunk; where lines are replaced, the words that differ from first to first, second to second."""
    runs = [(kind, list(run)) for kind, run in groupby(lines, key=lambda line: line.kind)]
    partner: dict[int, str] = {}
    for (kind, old), (following, new) in pairwise(runs):
        if (kind, following) == ("-", "+"):
            for before, after in zip(old, new, strict=False):
                partner[id(before)], partner[id(after)] = after.text, before.text
    return [
        Side(line.kind, line.new or line.old, _pieces(line.text, partner.get(id(line))), line.new) for line in lines
    ]


def _pieces(text: str, other: str | None) -> tuple[Piece, ...]:
    if other is None or likeness(bag(text), bag(other)) < ALIKE:
        return (Piece(text),)
    mine, theirs = tokens(text), tokens(other)
    if max(len(mine), len(theirs)) > LONG:
        return (Piece(text),)
    flags = differing(mine, theirs)[0]
    return _merged([Piece(token, changed=flag) for token, flag in zip(mine, flags, strict=True)])


def _marked(row: Row, names: Mapping[str, str]) -> Row:
    """The row with the words marked that differ between its sides, and the names that a rule translates."""
    if row.left is None or row.right is None or row.left.kind == "@" or row.same:
        return row
    a, b = tokens(row.left.text), tokens(row.right.text)
    if max(len(a), len(b)) > LONG:
        return row
    left, right = differing(a, b)
    return Row(_with(row.left, a, left, names), _with(row.right, b, right, names))


def _with(side: Side, words: Sequence[str], adapted: Sequence[bool], names: Mapping[str, str]) -> Side:
    changed = [piece.changed for piece in side.pieces for _token in tokens(piece.text)]
    marked = zip(words, changed, adapted, strict=True)
    pieces = [Piece(word, change, other, names.get(word, "") if other else "") for word, change, other in marked]
    return replace(side, pieces=_merged(pieces))


def _merged(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbours with the same marks as one."""
    return tuple(
        replace(marks, text="".join(piece.text for piece in group))
        for marks, group in groupby(pieces, key=lambda piece: replace(piece, text=""))
    )
