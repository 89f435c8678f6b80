"""Where a waiting port is worked on: its folder, its line, and what stands there for each series."""

from dataclasses import dataclass
from pathlib import Path

from backport.core.case import Outcome
from backport.core.commit import SourceCommit
from backport.pipeline.bench import Bench
from backport.pipeline.line import Line
from backport.pipeline.session import state as states
from backport.pipeline.session.memory import Memory, resolved
from backport.pipeline.session.state import Open, State
from backport.vcs.worktree import Worktree


@dataclass(frozen=True)
class Waiting:
    """A file that waits for a person: its conflicts (0: git has to be told that it is done), and whether it changed."""

    path: str
    conflicts: int
    touched: bool


@dataclass(frozen=True)
class Desk:
    """`line` works at a bench whose scratch repository is kept in `folder`."""

    folder: Path
    line: Line

    @property
    def bench(self) -> Bench:
        """The bench."""
        return self.line.bench

    @property
    def memory(self) -> Memory:
        """What was resolved before in this repository."""
        return Memory(states.root() / "resolutions" / states.key(self.bench.repository))

    def worktree(self, series: str) -> Worktree:
        """The work tree of a series' conflict, there or not."""
        return Worktree(self.bench.scratch, tree_folder(self.folder, series))

    def nearest(self, state: State, series: str) -> SourceCommit:
        """The fix as the nearest newer series has it, as things stand now."""
        origin = state.run.origin
        names = [case.target.series for case in state.run.cases]
        newer = state.run.cases[: names.index(series)] if not state.manner.direct else ()
        for case in reversed(newer):
            there = case.application.outcome == Outcome.THERE and case.application.source != origin
            if case.commit or there:
                return self.bench.scratch.source(case.commit or case.application.source)
        return self.bench.scratch.source(origin)

    def waiting(self, state: State, one: Open) -> tuple[Waiting, ...]:
        """What a person still has to do for a conflict, empty once it is finished.

        Raises UserError for a work tree that is gone, or has another history than one commit.
        """
        tree = self.worktree(one.series)
        left = tree.left(state.case(one.series).target.revision, tuple(one.texts))
        found = []
        for path, blob in one.texts.items():
            text, before = tree.read(path) or b"", self.bench.scratch.blob(blob)
            if path in left.marked or (path in left.unmerged and text == before):
                found.append(
                    Waiting(path, sum(line.startswith(b"<<<<<<<") for line in text.split(b"\n")), text != before)
                )
        return tuple(found)

    def answered(self, one: Open) -> bool:
        """Whether all of a conflict as it was laid out is known by now, from another branch."""
        texts = (self.bench.scratch.blob(blob) for blob in one.texts.values())
        return all(resolved(text, self.memory.recall(text)) is not None for text in texts)

    def touched(self, state: State, one: Open) -> bool:
        """Whether a person did anything about a conflict."""
        waiting = self.waiting(state, one)
        return len(waiting) < len(one.texts) or any(file.touched for file in waiting)


def tree_folder(folder: Path, series: str) -> Path:
    """Where the work tree of a series is: its name, with what is no letter, digit, dot or dash replaced."""
    plain = "".join(char if char.isalnum() or char in "._-" else "-" for char in series)
    return folder / "trees" / (plain if plain.strip(".") else f"-{plain}")


def view_file(folder: Path, series: str) -> Path:
    """The text beside the work tree: what the map knows of its conflicts."""
    tree = tree_folder(folder, series)
    return tree.with_name(f"{tree.name}.conflicts.txt")
