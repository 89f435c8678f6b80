"""Which hunks of the fix the result does not carry, and what accounts for it: the branch lacks a name, or the place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from backport.csource.spans import without_comments, without_literals
from backport.stages.apply.sections import sections
from backport.stages.verify.account import Statement, Tokens
from backport.stages.verify.change import Change, Hunk, statements, tokens
from backport.stages.verify.library import IDENTIFIER
from backport.stages.verify.study import Pair, Study
from backport.vcs.textdiff import split_lines

_REACH = 3  # statements above and below an insertion that say where it belongs
_SCRIPTS = (".sh", ".py", ".pl")
_EDGE: Tokens = ()  # the beginning or the end of the file, where nothing else stands on that side


@dataclass(frozen=True)
class Uncarried:
    """A hunk of the fix of which `lost` is not in the result, though the target has the place and all the names."""

    pair: Pair
    hunk: Hunk
    path: str
    lost: tuple[Statement, ...]


def uncarried(study: Study) -> Iterator[Uncarried]:
    """The hunks that are missing, wholly or in part, without a reason; file by file."""
    missing: dict[str, list[Statement]] = {}
    for item in study.account.missing_added:
        missing.setdefault(item.path, []).append(item)
    for pair in study.pairs:
        fix = pair.lines
        if fix is not None and fix.path in missing and (pair.code or pair.source_path.endswith(_SCRIPTS)):
            for hunk in fix.hunks:
                lost = tuple(item for item in missing[fix.path] if item.telling and _within(item.line, hunk))
                if lost:
                    yield from _Weighed(study, pair, fix, hunk, lost).found()


def _within(line: int, hunk: Hunk) -> bool:
    return hunk.new_start < line <= hunk.new_start + len(hunk.new)


@dataclass(frozen=True)
class _Weighed:
    """One hunk on the scales."""

    study: Study
    pair: Pair
    fix: Change
    hunk: Hunk
    lost: tuple[Statement, ...]

    def found(self) -> Iterator[Uncarried]:
        inserts = not any(len(line) >= 4 for line in statements(self.hunk.old))
        if not self._lacking() and (self._part() or (inserts and self._place_is_there())):
            known = self._before | self._for_another()
            lost = tuple(item for item in self.lost if item.tokens not in known)
            if lost:
                yield Uncarried(self.pair, self.hunk, self._path, lost)

    def _lacking(self) -> bool:
        """Whether the hunk uses a name that the target does not know: it has another form there, or none."""
        text = without_literals(without_comments(b"".join((*self.hunk.old, *self.hunk.new))))
        names = {found[0].decode("ascii", "replace") for found in IDENTIFIER.finditer(text)}
        return self.pair.code and any(not self.study.has(self.study.exam.after, name) for name in names)

    @cached_property
    def _path(self) -> str:
        """The target's file for this hunk: the pair's, or the one that has the function."""
        if self.pair.path or not self.hunk.function:
            return self.pair.path
        mentioning = self.study.library.mentioning(self.study.exam.after, self.hunk.function)
        holders = [path for path, text in mentioning if self._defines(text)]
        return holders[0] if len(holders) == 1 else ""

    def _for_another(self) -> frozenset[Tokens]:
        """What the result writes, where the branch lacks the hunk's function: the fix writes it in others as well."""
        text = self.study.library.read(self.study.exam.after, self._path) or b""
        if not self.hunk.function or self._defines(text):
            return frozenset()
        hunks = (hunk for _, result in self.study.code for hunk in result.hunks)
        return frozenset(line for hunk in hunks for line in statements(hunk.new))

    def _defines(self, text: bytes) -> bool:
        return any(item.name == self.hunk.function for item in sections(split_lines(text)))

    @cached_property
    def _before(self) -> frozenset[Tokens]:
        return self._statements(self.study.exam.before)

    def _statements(self, tree: str) -> frozenset[Tokens]:
        text = self.study.library.read(tree, self._path) or b""
        return frozenset(statements(split_lines(without_comments(text))))

    def _part(self) -> bool:
        """Whether the result carries other lines of the hunk: then what is missing is a part left out."""
        telling = [line for line in statements(self.hunk.new) if len(line) >= 4]
        return len(telling) > len(self.lost) > 1

    def _place_is_there(self) -> bool:
        """Whether the target has lines that stand above the insertion and lines that stand below it."""
        start = self.hunk.old_start
        above = self._neighbours(range(start - 1, -1, -1))
        below = self._neighbours(range(start + len(self.hunk.old), len(self.fix.bare_old)))
        here = self._statements(self.study.exam.after) | ({_EDGE} if self._path else set())
        return bool(above & here) and bool(below & here)

    def _neighbours(self, lines: Sequence[int]) -> set[Tokens]:
        found: set[Tokens] = set()
        for number in lines:
            line = tokens(self.fix.bare_old[number])
            if len(line) >= 4:
                found.add(line)
            if len(found) == _REACH:
                return found
        return found or {_EDGE}
