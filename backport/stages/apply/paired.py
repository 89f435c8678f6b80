"""Place a piece by the lines that answer to each other one by one, where nothing surer holds.

Where even the block that the piece stands in has no counterpart, the branch does not have what the piece changes.
"""

from dataclasses import dataclass
from functools import cached_property

from backport.core.case import Rung
from backport.stages.apply.layout import seamed, shift
from backport.stages.apply.pairing import is_pair, likeness, refined
from backport.stages.apply.piece import Fit, Piece
from backport.stages.apply.rules import opened, telling
from backport.stages.apply.sides import Sides
from backport.stages.apply.tokens import merge_tokens, words
from backport.stages.apply.view import View
from backport.vcs.textdiff import split_lines

ABSENT = "absent"  # how a piece fits that changes nothing here
_ALMOST = 0.6
_NEAR = 6  # lines above and below an insertion that may say how deep it stands
_BLOCK = 40  # lines of a block above its `else`
_LABEL = (b"case ", b"default:", b"#")


def missing() -> Fit:
    """How a piece fits that has nothing to change."""
    return Fit(0, 0, (), Rung.DROPPED, ABSENT, "the branch does not have the lines around this change: it is left out")


@dataclass(frozen=True)
class Pairs:
    """A view refined to lines: for each base line the target's line that answers to it."""

    sides: Sides
    view: View

    @cached_property
    def to(self) -> dict[int, int]:
        """The target's line by the base's; lines without a counterpart are missing."""
        found: dict[int, int] = {}
        left, right = self.view.base.start, self.view.ours.start
        for edit in refined(self.sides.base, self.sides.ours, self.view.drift):
            found.update(zip(range(left, edit.old_start), range(right, edit.new_start), strict=False))
            if is_pair(edit):
                found[edit.old_start] = edit.new_start
            left, right = edit.old_end, edit.new_end
        found.update(zip(range(left, self.view.base.end), range(right, self.view.ours.end), strict=False))
        return found

    def place(self, piece: Piece) -> Fit | None:
        """Where the piece goes, or that there is nothing for it to change; None when neither can be said."""
        if not self.view.base.holds(piece.start, piece.end):
            return None
        absent = self._absent(piece)
        if absent is not None:
            return absent
        return self._replace(piece) if piece.old else self._insert(piece)

    def _replace(self, piece: Piece) -> Fit | None:
        found = [self.to[line] for line in self._mapped(piece)]
        told = [
            line
            for line in range(piece.start, piece.end)
            if line in self.to and telling(self.sides.base[line : line + 1])
        ]
        if not told:
            return None
        start, end = found[0], found[-1] + 1
        ours = self.sides.ours[start:end]
        old, new = self._indented(piece, start, end)
        if list(old) == list(ours):
            return Fit(
                start, end, new, Rung.PLACED, "reindented", "the branch has these lines with another indentation"
            )
        merged = merge_tokens(old, ours, new)
        if merged is None and self._all_alike(piece, end - start):
            doubt = "the branch words the removed lines differently"
            return Fit(start, end, new, Rung.TOKENS, "reworded", doubt)
        if merged is None:
            return None
        doubt = "the branch words these lines differently; the change was merged word by word"
        return Fit(start, end, split_lines(merged), Rung.TOKENS, "paired", doubt)

    def _all_alike(self, piece: Piece, size: int) -> bool:
        """Whether every removed line has a counterpart that says almost the same, and nothing stands between them."""
        pairs = [(self.sides.base[line], self.sides.ours[self.to[line]]) for line in self._mapped(piece)]
        worth = sum(likeness(left.strip(), right.strip()) for left, right in pairs)
        return len(pairs) == size == len(piece.old) and worth >= _ALMOST * sum(
            likeness(left.strip(), left.strip()) for left, _ in pairs
        )

    def _mapped(self, piece: Piece) -> list[int]:
        return [line for line in range(piece.start, piece.end) if line in self.to]

    def _indented(self, piece: Piece, start: int, end: int) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        """Both sides of the piece with the target's indentation."""
        lines = [line for line in range(piece.start, piece.end) if line in self.to and self.sides.base[line].strip()]
        old = tuple(self.sides.base[line] for line in lines)
        ours = tuple(self.sides.ours[self.to[line]] for line in lines)
        return shift(old, ours, piece.old) or piece.old, shift(old, ours, piece.new) or piece.new

    def _insert(self, piece: Piece) -> Fit | None:
        before, after = self._neighbour(piece.start - 1, -1), self._neighbour(piece.start, 1)
        if before is None and after is None:
            return None
        at = self.to[before] + 1 if before is not None else self.to[after or 0]
        doubt = "placed by the lines that answer to its neighbours"
        if before is not None and after is not None and self.to[after] != at:
            at = self._choice(piece, before, after)
            doubt = "the branch has lines of its own here; before them or after them is a choice"
        at = self._whole(at, piece)
        near = self._peer(piece) or [
            line for line in (before, after) if line is not None and self.sides.base[line].strip()
        ]
        old = tuple(self.sides.base[line] for line in near)
        ours = tuple(self.sides.ours[self.to[line]] for line in near)
        new = shift(old, ours, seamed(self.sides, piece, at))
        if new is None:
            return None
        return Fit(at, at, new, Rung.PLACED, "paired", doubt)

    def _whole(self, at: int, piece: Piece) -> int:
        """Not between a block and its `else`: above the `if` that both belong to."""
        ours = self.sides.ours
        if at >= len(ours) or not _begins(ours[at], b"else") or any(_begins(line, b"else") for line in piece.new):
            return at
        above = range(at - 1, max(-1, at - _BLOCK), -1)
        return next((n for n in above if _begins(ours[n], b"if") and _depth(ours[n]) == _depth(ours[at])), at)

    def _peer(self, piece: Piece) -> list[int]:
        """The nearest base line that stands as deep as what is inserted and has a counterpart."""
        depth = next((_depth(line) for line in piece.new if line.strip()), 0)
        known = [
            line
            for line in range(piece.start - _NEAR, piece.start + _NEAR)
            if self._same(line) and telling(self.sides.base[line : line + 1]) and _depth(self.sides.base[line]) == depth
        ]
        return sorted(known, key=lambda line: abs(2 * (line - piece.start) + 1))[:1]

    def _same(self, line: int) -> bool:
        """Whether a base line's counterpart is the same, indentation aside."""
        return line in self.to and self.sides.base[line].strip() == self.sides.ours[self.to[line]].strip()

    def _choice(self, piece: Piece, before: int, after: int) -> int:
        """Between two neighbours that do not stand together: where as many #if are open as in the fix."""
        first, last = self.to[before] + 1, self.to[after]
        if before < piece.start - 1 and after == piece.start:
            first, last = last, first
        wanted = opened(self.sides.base[before + 1 : piece.start])
        places = (first, last) if first > last else range(first, last + 1)
        top = self.to[before] + 1
        return next((at for at in places if opened(self.sides.ours[top:at]) == wanted), first)

    def _neighbour(self, line: int, step: int) -> int | None:
        """The nearest base line that has a counterpart and says something, else the nearest that has one."""
        for _ in range(4):
            if not self.view.base.holds(line, line + 1):
                return None
            if line in self.to and not self._mispaired(line):
                return line
            line += step
        return None

    def _mispaired(self, line: int) -> bool:
        """Whether a lone brace answers to one of another depth although what it closes stands as deep as ever."""
        text = self.sides.base[line]
        if telling((text,)) or not text.strip() or text == self.sides.ours[self.to[line]]:
            return False
        inner = line - 1
        return inner in self.to and _depth(self.sides.base[inner]) == _depth(self.sides.ours[self.to[inner]])

    def _absent(self, piece: Piece) -> Fit | None:
        """Nothing of the removed lines is here, or the block that encloses the piece is not."""
        lines = range(piece.start, piece.end)
        parent = self._parent(piece)
        gone = (
            not any(line in self.to for line in lines if telling(self.sides.base[line : line + 1]))
            if piece.old
            else False
        )
        lost = parent is not None and parent not in self.to and piece.start - 1 not in self.to
        if not lost and not (gone and telling(piece.old) and self._deep(piece)):
            return None
        if any(line in self.to for line in lines):
            return None
        return missing()

    def _deep(self, piece: Piece) -> bool:
        """Whether lines beside the piece are missing as well."""
        near = (piece.start - 1, piece.end)
        return any(self.view.base.holds(line, line + 1) and line not in self.to for line in near)

    def _parent(self, piece: Piece) -> int | None:
        """The line that opens the block the piece stands in, where its indentation tells."""
        inner = next((line for line in (*piece.old, *piece.new) if line.strip()), b"")
        depth = _depth(inner)
        for line in range(piece.start - 1, self.view.base.start, -1):
            text = self.sides.base[line]
            if text.strip(b" \t\r\n{") and not text.startswith(_LABEL) and _depth(text) < depth:
                return line if not text.rstrip().endswith(b":") or text.strip().startswith(b"case ") else None
        return None


def _depth(line: bytes) -> int:
    return len(line.expandtabs(8)) - len(line.expandtabs(8).lstrip())


def _begins(line: bytes, word: bytes) -> bool:
    return words(line)[:1] == [word]
