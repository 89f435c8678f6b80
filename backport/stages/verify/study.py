"""The facts that the checks share, each worked out when first asked for: files paired, changes cut into hunks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import splitext

from backport.core.case import FileResult, Rung
from backport.core.commit import Entry, FileChange
from backport.stages.translate.translator import Identity, Translator
from backport.stages.verify.account import Account, account, sides
from backport.stages.verify.change import Change, cropped, statements
from backport.stages.verify.exam import Exam
from backport.stages.verify.library import Library, is_code
from backport.stages.verify.names import Names


@dataclass(frozen=True)
class Pair:
    """A file of the fix and the file of the target that it changes; either may be missing.

    `raw` is the change as the fix has it; `result` is what the target's file went through. `dropped` says that the
    part was left out knowingly.
    """

    raw: Change | None
    result: Change | None
    translator: Translator = field(default_factory=Identity, compare=False, repr=False)
    source_path: str = ""
    path: str = ""
    rung: Rung | None = None
    dropped: bool = False

    @property
    def code(self) -> bool:
        """Whether it is C."""
        return is_code(self.path or self.source_path)

    @cached_property
    def fix(self) -> Change | None:
        """The fix's change in the target's words."""
        return _translated(self.translator, self.raw) if self.raw is not None else None

    @cached_property
    def same(self) -> bool:
        """Whether the result does what the fix does, line by line, and the map has no other words for these lines."""
        if self.raw is None or self.result is None or _edits(self.raw) != _edits(self.result):
            return False
        lines = b"".join(line for hunk in self.raw.hunks for line in (*hunk.old, *hunk.new))
        return self.translator.text(self.raw.path, lines).data == lines

    @cached_property
    def lines(self) -> Change | None:
        """The fix's change in the target's words, what is far from it blank: whole files take time to translate."""
        if self.raw is None or self.same:
            return self.raw
        return _translated(self.translator, cropped(self.raw))


class Study:
    """One exam's facts."""

    def __init__(self, exam: Exam, library: Library | None = None) -> None:
        self.exam = exam
        self.library = library or Library(exam.objects)

    @cached_property
    def names(self) -> Names:
        """What names mean in the trees."""
        return Names(self.library, self.exam.dialect)

    @property
    def base(self) -> str:
        """The tree the fix was made on."""
        return self.exam.origin.base_tree

    @property
    def fix(self) -> str:
        """The fix's own tree."""
        return self.exam.origin.commit.tree

    @cached_property
    def changes(self) -> tuple[FileChange, ...]:
        """What the result changes in the target."""
        return self.exam.objects.changes(self.exam.before, self.exam.after)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every file of the fix with its counterpart, then the files that only the result changes."""
        results = {change.path: change for change in self.changes}
        known = {result.source_path: result for result in self.exam.files}
        found: list[Pair] = []
        left: list[FileChange] = []
        for change in self.exam.origin.changes:
            told = known.get(change.path)
            path = self._counterpart(change, told, results)
            if path is None:
                left.append(change)
            else:
                found.append(self._pair(change, results.pop(path), told))
        for change in left:
            path = self._alike(change, results)
            found.append(self._pair(change, results.pop(path) if path else None, known.get(change.path)))
        found.extend(Pair(None, self._change(change), path=change.path) for change in results.values())
        return tuple(found)

    @cached_property
    def code(self) -> tuple[tuple[Pair, Change], ...]:
        """The C files of the result, each with its pair."""
        return tuple(
            (pair, pair.result) for pair in self.pairs if pair.code and pair.result is not None and pair.result.is_text
        )

    @cached_property
    def account(self) -> Account:
        """The fix's change against the result's, over all files: code may have moved from one to another."""
        return account(
            (sides(pair.lines) for pair in self.pairs if not pair.same and pair.lines is not None),
            (sides(pair.result) for pair in self.pairs if not pair.same and pair.result is not None),
        )

    def has(self, tree: str, name: str) -> bool:
        """Whether a code file of a tree mentions a name."""
        return self.library.mentions(tree, name)

    def _counterpart(self, change: FileChange, told: FileResult | None, results: dict[str, FileChange]) -> str | None:
        named = (told.path,) if told is not None else ()
        wanted = (*named, self.exam.translator.path(change.path), change.path)
        return next((path for path in wanted if path in results), None)

    def _alike(self, change: FileChange, results: dict[str, FileChange]) -> str | None:
        """The result's file that got most of the lines that the fix adds or removes."""
        raw = self._change(change)
        lines = _touched(_translated(self.exam.translator, cropped(raw))) | _touched(raw)
        ranked = sorted(((len(lines & _touched(self._change(other))), path) for path, other in results.items()))
        if ranked and ranked[-1][0] > 0:
            return ranked[-1][1]
        alone = len(results) == len(self.exam.origin.changes) == 1
        return next((path for path in results if alone and splitext(path)[1] == splitext(change.path)[1]), None)

    def _pair(self, change: FileChange, result: FileChange | None, told: FileResult | None) -> Pair:
        raw = self._change(change)
        path = result.path if result is not None else self._standing(change)
        return Pair(
            raw=raw,
            result=self._change(result) if result is not None else None,
            translator=self.exam.translator,
            source_path=change.path,
            path=path,
            rung=told.rung if told is not None else None,
            dropped=told is not None and not told.path,
        )

    def _standing(self, change: FileChange) -> str:
        """Where the target has the file although the result leaves it alone."""
        files = self.library.files(self.exam.after)
        wanted = (self.exam.translator.path(change.path), change.path)
        return next((path for path in wanted if path in files), "")

    def _change(self, change: FileChange) -> Change:
        return Change(change.path, *self._sides(change))

    def _sides(self, change: FileChange) -> Iterator[bytes]:
        for blob, mode in ((change.old_blob, change.old_mode), (change.new_blob, change.new_mode)):
            yield self.library.text(blob) if blob and Entry(blob, mode).is_file else b""


def _translated(translator: Translator, raw: Change) -> Change:
    old, new = (translator.text(raw.path, text).data if text else b"" for text in (raw.old, raw.new))
    return raw if (old, new) == (raw.old, raw.new) else Change(raw.path, old, new)


def _edits(change: Change) -> list[tuple[object, object]]:
    return [(statements(hunk.old), statements(hunk.new)) for hunk in change.hunks]


def _touched(change: Change) -> set[tuple[bytes, ...]]:
    return {line for hunk in change.hunks for line in statements((*hunk.old, *hunk.new)) if len(line) > 2}
