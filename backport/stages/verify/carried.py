"""Which hunks of the fix the result does not carry, and what accounts for it: the branch lacks a name, or the place."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from backport.csource.spans import without_literals
from backport.stages.apply.sections import sections
from backport.stages.verify.account import Statement, Tokens
from backport.stages.verify.change import Change, Hunk, statements, tokens
from backport.stages.verify.library import IDENTIFIER
from backport.stages.verify.study import Pair, Study
from backport.csource.spans import without_comments
from backport.vcs.textdiff import split_lines

_REACH = 12  # lines around an insertion in which its neighbours are looked for
_SCRIPTS = (".sh", ".py", ".pl")


@dataclass(frozen=True)
class Uncarried:
    """A hunk of the fix that is missing, wholly or in part, though nothing accounts for that.

    `still` are the statements that the fix removes and the target keeps, with where (path, line); `lost` those that
    the fix adds and the result does not, at a place that the target has.
    """

    pair: Pair
    hunk: Hunk
    still: tuple[tuple[Statement, str, int], ...] = ()
    lost: tuple[Statement, ...] = ()


def uncarried(study: Study) -> Iterator[Uncarried]:
    """The hunks that are missing without a reason, file by file."""
    missing = study.account
    if not missing.missing_added and not missing.missing_removed:
        return
    added, removed = _by_file(missing.missing_added), _by_file(missing.missing_removed)
    for pair in study.pairs:
        fix = pair.fix
        if fix is None or not _examined(pair):
            continue
        for hunk in fix.hunks:
            lost = _within(added.get(fix.path, ()), hunk.new_start, len(hunk.new))
            kept = _within(removed.get(fix.path, ()), hunk.old_start, len(hunk.old))
            if lost or kept:
                yield from _Weighed(study, pair, fix, hunk, lost, kept).found()


def _examined(pair: Pair) -> bool:
    return pair.code or pair.source_path.endswith(_SCRIPTS)


def _by_file(items: Sequence[Statement]) -> dict[str, tuple[Statement, ...]]:
    found: dict[str, list[Statement]] = {}
    for item in items:
        found.setdefault(item.path, []).append(item)
    return {path: tuple(those) for path, those in found.items()}


def _within(items: Sequence[Statement], start: int, count: int) -> tuple[Statement, ...]:
    return tuple(item for item in items if start < item.line <= start + count and item.telling)


@dataclass(frozen=True)
class _Weighed:
    """One hunk on the scales."""

    study: Study
    pair: Pair
    fix: Change
    hunk: Hunk
    lost: tuple[Statement, ...]
    kept: tuple[Statement, ...]

    def found(self) -> Iterator[Uncarried]:
        if self._lacking():
            return
        still = tuple(self._still())
        if still:
            yield Uncarried(self.pair, self.hunk, still)
        elif self._part_is_there() or (not _telling(self.hunk.old) and self._neighbours_are_there()):
            lost = tuple(item for item in self.lost if item.tokens not in self._before)
            if lost:
                yield Uncarried(self.pair, self.hunk, lost=lost)

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
        tree = self.study.exam.after
        holders = [path for path, _ in self.study.library.mentioning(tree, self.hunk.function) if self._body(path)]
        return holders[0] if len(holders) == 1 else ""

    def _body(self, path: str) -> bool:
        text = self.study.library.read(self.study.exam.after, path) or b""
        return any(item.name == self.hunk.function for item in sections(split_lines(text)))

    @cached_property
    def _before(self) -> frozenset[Tokens]:
        text = self.study.library.read(self.study.exam.before, self._path) or b""
        return frozenset(statements(split_lines(without_comments(text))))

    def _still(self) -> Iterator[tuple[Statement, str, int]]:
        """The statements that the fix removes for good and the target keeps."""
        gone = Counter(statements(self.fix.bare_new))
        text = self.study.library.read(self.study.exam.after, self._path)
        lines = split_lines(without_comments(text)) if text is not None else []
        standing = {tokens(line): number for number, line in enumerate(lines, 1)}
        for item in self.kept:
            if not gone[item.tokens] and item.tokens in standing:
                yield item, self._path, standing[item.tokens]

    def _part_is_there(self) -> bool:
        """Whether the result carries other lines of the hunk: then this one is a part left out."""
        telling = [line for line in statements(self.hunk.new) if len(line) >= 4]
        return len(telling) > len(self.lost) and len(self.lost) > 1

    def _neighbours_are_there(self) -> bool:
        """Whether the lines around the insertion are in the target, close to each other."""
        above = self._neighbour(range(self.hunk.old_start - 1, self.hunk.old_start - _REACH, -1))
        below = self._neighbour(range(self.hunk.old_start + len(self.hunk.old), self.hunk.old_start + _REACH))
        return bool(above and below) and {above, below} <= self._before

    def _neighbour(self, lines: range) -> Tokens | None:
        bare = self.fix.bare_old
        found = (tokens(bare[number]) for number in lines if 0 <= number < len(bare))
        return next((line for line in found if len(line) >= 4), None)


def _telling(lines: Sequence[bytes]) -> bool:
    return any(len(line) >= 4 for line in statements(lines))
