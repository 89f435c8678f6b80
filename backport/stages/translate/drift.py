"""Learn renames from the two files themselves: lines that answer to each other and differ only in names.

The branch's file and the fix's own base drifted apart; where a name of the one stands for a name of the other line
after line, and neither file knows the other's name, that is a rename nobody had to write down.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backport.core.rule import Kind, Origin, Rule
from backport.stages.apply.tokens import tokens
from backport.vcs.textdiff import Edit, edits, split_lines

_WORD = re.compile(rb"[A-Za-z_]\w*")
_LINES = 40  # a longer stretch of drift is a rewrite, its lines do not answer to each other
_NAMES = 4  # a line that differs in more names than this was written anew


@dataclass(frozen=True)
class Renames:
    """Whole-word renames of one file, with the number of lines that support each."""

    pairs: tuple[tuple[bytes, bytes, int], ...]

    def within(self, text: bytes) -> "Renames":
        """Those whose old name stands in `text`."""
        present = set(_WORD.findall(text))
        return Renames(tuple(pair for pair in self.pairs if pair[0] in present))

    def apply(self, text: bytes) -> bytes:
        """The text with every name replaced."""
        table = {old: new for old, new, _ in self.pairs}
        return _WORD.sub(lambda found: table.get(found[0], found[0]), text) if table else text

    def rules(self, path: str) -> tuple[Rule, ...]:
        """The same as rules, for the report and for review."""
        return tuple(
            Rule(
                id=f"learned:{_text(old)}",
                kind=Kind.MACRO if _text(old).isupper() else Kind.VARIABLE,
                newer=_text(old),
                older=_text(new),
                because=f"{count} line{'s' if count > 1 else ''} of {path} differ in this name only",
                origin=Origin.LEARNED,
            )
            for old, new, count in self.pairs
        )


def learn(base: bytes, ours: bytes) -> Renames:
    """The renames that lead from `base` to `ours`: each name maps to its best supported partner."""
    counts: Counter[tuple[bytes, bytes]] = Counter()
    old, new = split_lines(base), split_lines(ours)
    for edit in edits(base, ours):
        counts.update(_pairs(old, new, edit))
    known_base, known_ours = set(_WORD.findall(base)), set(_WORD.findall(ours))
    best: dict[bytes, tuple[bytes, int]] = {}
    for (name, partner), count in counts.most_common():
        if name not in known_ours and partner not in known_base and name not in best:
            best[name] = partner, count
    return Renames(tuple((name, partner, count) for name, (partner, count) in sorted(best.items())))


def _pairs(old: Sequence[bytes], new: Sequence[bytes], edit: Edit) -> Iterator[tuple[bytes, bytes]]:
    size = edit.old_end - edit.old_start
    if size != edit.new_end - edit.new_start or size > _LINES:
        return
    for one, two in zip(old[edit.old_start : edit.old_end], new[edit.new_start : edit.new_end], strict=True):
        left, right = tokens(one), tokens(two)
        differ = [(a, b) for a, b in zip(left, right, strict=False) if a != b]
        if len(left) == len(right) and 0 < len(differ) <= _NAMES:
            names = all(_WORD.fullmatch(a) and _WORD.fullmatch(b) for a, b in differ)
            yield from set(differ) if names else ()


def _text(word: bytes) -> str:
    return word.decode("ascii", "replace")
