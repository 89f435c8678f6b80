"""A fix that needs a person on a target, taken apart: what could be applied, and the three sides of what could not."""

from dataclasses import dataclass, replace

from backport.core.case import FileResult, Rung, Target
from backport.core.commit import Entry, FileChange, SourceCommit
from backport.pipeline.bench import Bench, Words, words
from backport.pipeline.step import hints
from backport.stages.apply.ladder import Applied, apply_fix
from backport.vcs.textdiff import is_binary
from backport.vcs.worktree import Sides

_LARGEST = 8_000_000  # bytes of a text that is translated


@dataclass(frozen=True)
class Stuck:
    """`tree` is the target with all that could be applied; `sides` are the files that wait, in the branch's words."""

    source: SourceCommit
    target: Target
    applied: Applied
    way: Words
    tree: str
    sides: tuple[Sides, ...]

    @property
    def files(self) -> tuple[FileResult, ...]:
        """The files that wait."""
        return tuple(file for file in self.applied.files if file.rung == Rung.CONFLICT)

    def finished(self, tree: str, notes: dict[str, str] | None = None) -> Applied:
        """What was applied, once the files that waited are in `tree`; `notes` are what is to be said of a file."""
        said = notes or {}
        files = tuple(
            replace(file, rung=Rung.RESOLVED, conflict="", notes=(said[file.path],) if file.path in said else ())
            if file.rung == Rung.CONFLICT
            else file
            for file in self.applied.files
        )
        return Applied(tree, files, self.applied.learned)


def take_apart(bench: Bench, origin: SourceCommit, source: SourceCommit, target: Target) -> Stuck:
    """Apply the fix once more, file by file. Nothing is left to do where it is not stuck: `sides` is empty."""
    way = words(bench, source, target.tree, hints(bench, origin, target.series))
    applied = apply_fix(bench.scratch, bench.atlas, source, target.tree, way.translator)
    waiting = {file.source_path: file.path for file in applied.files if file.rung == Rung.CONFLICT}
    others = tuple(change for change in source.changes if change.path not in waiting)
    rest = apply_fix(bench.scratch, bench.atlas, replace(source, changes=others), target.tree, way.translator)
    tree = rest.tree or target.tree
    sides = tuple(
        _sides(bench, change, waiting[change.path], tree, way) for change in source.changes if change.path in waiting
    )
    return Stuck(source, target, applied, way, tree, sides)


def _sides(bench: Bench, change: FileChange, path: str, tree: str, way: Words) -> Sides:
    place = path or change.path
    base = _translated(bench, change.path, change.old_blob, change.old_mode, way)
    theirs = _translated(bench, change.path, change.new_blob, change.new_mode, way)
    return Sides(place, base, bench.scratch.entry(tree, place), theirs)


def _translated(bench: Bench, path: str, blob: str, mode: int, way: Words) -> Entry | None:
    if not blob:
        return None
    entry = Entry(blob, mode)
    if not entry.is_file or bench.scratch.size(blob) > _LARGEST or is_binary(bench.scratch.blob(blob)):
        return entry
    text = way.translator.text(path, bench.scratch.blob(blob))
    return Entry(bench.scratch.write_blob(text.data), mode) if text.used else entry
