"""Make backports again that people made, and compare: the tool's own exam.

Nothing may be known that was not known then: of a pair only the source commit, the branch's parent commit and their
histories are read. The backport itself is looked at by `compare` alone, after the answer is given.
"""

import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from backport.core.case import Target
from backport.core.commit import SourceCommit
from backport.core.rule import Rule
from backport.core.verdict import Finding, Verdict, decide
from backport.pipeline.bench import Bench, words
from backport.pipeline.judge import decided
from backport.pipeline.ported import Judgement
from backport.pipeline.rowfile import Row
from backport.pipeline.rows import rows
from backport.pipeline.step import hints
from backport.pipeline.sweep import Job
from backport.pipeline.taught import taught
from backport.pipeline.worker import worker_bench
from backport.stages.apply.doubts import doubts
from backport.stages.apply.ladder import Applied, apply_fix

_COLUMNS = ("series", "target", "parent", "origin", "source")


class Mode(StrEnum):
    """Where the fix is taken from: mainline, or the neighbouring branch."""

    DIRECT = "direct"
    HOP = "hop"


@dataclass(frozen=True)
class Pair:
    """A backport that exists: `target` was made on `parent`, from `source`; `origin` is the mainline commit.

    `known` are further columns of the file (what git did, the class): for the summary, never for the answer.
    """

    series: str
    target: str
    parent: str
    origin: str
    source: str
    known: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Task:
    """One pair to replay in one repository. Small, so that it travels to any worker."""

    repository: str
    config: str
    mode: Mode
    pair: Pair


def pairs(file: Path) -> tuple[Pair, ...]:
    """The pairs of a CSV file with at least the columns series, target, parent, origin and source.

    Raises UserError for a file without them.
    """
    return tuple(
        Pair(
            series=row["series"],
            target=row["target"],
            parent=row["parent"],
            origin=row["origin"],
            source=row["source"],
            known=tuple((name, value) for name, value in row.items() if name not in _COLUMNS),
        )
        for row in rows(file, _COLUMNS)
    )


def replay(task: Task) -> Row:
    """Answer for one pair, then compare with what was made. Raises UserError for commits that are not there."""
    started = time.perf_counter()
    bench = worker_bench(task.repository, task.config)
    pair = task.pair
    found = answer(bench, task.mode, pair)
    spent = time.perf_counter() - started
    return columns(task) | {
        "tree": found.applied.tree,
        "exact": compare(bench, pair, found.applied.tree),
        "verdict": str(decide(found.findings)),
        "rung": str(found.applied.rung),
        "rules": sorted({rule for file in found.applied.files for rule in file.rules}),
        "ms": round(spent * 1000, 2),
        "findings": [f"{finding.check}: {finding.message}" for finding in found.findings],
    }


def columns(task: Task) -> Row:
    """What the row of a pair has when there is no answer."""
    named = {"target": task.pair.target, "mode": str(task.mode), "series": task.pair.series}
    nothing: Row = {
        "tree": None,
        "exact": False,
        "verdict": str(Verdict.UNKNOWN),
        "rung": "none",
        "rules": [],
        "ms": 0.0,
    }
    return named | nothing | {"findings": []}


JOB = Job(replay, columns)


@dataclass(frozen=True)
class Answer:
    """The fix on the branch's parent commit: what became of it, what is to be said, the rules that could be used."""

    source: SourceCommit
    target: Target
    applied: Applied
    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]


def answer(bench: Bench, mode: Mode, pair: Pair) -> Answer:
    """Make one backport again. Raises UserError for commits that are not there."""
    source = bench.scratch.source(pair.origin if mode is Mode.DIRECT else pair.source)
    target = Target(pair.series, pair.parent, bench.scratch.commit(pair.parent).tree)
    way = words(bench, source, target.tree, hints(bench, source, pair.series))
    applied = apply_fix(bench.scratch, bench.atlas, source, target.tree, way.translator)
    judged = Judgement()
    if applied.tree is not None:
        judged = decided(bench, source, target, applied, way)
        applied, judged = taught(bench, decided, source, target, applied, judged, way)
    findings = (*doubts(applied.files), *judged.findings)
    return Answer(source, target, applied, findings, (*way.rules, *applied.learned))


def compare(bench: Bench, pair: Pair, tree: str | None) -> bool | None:
    """Whether the tree is the one that the maintainer made; None where that one is not here."""
    if not bench.scratch.exists(pair.target):
        return None
    return tree is not None and tree == bench.scratch.commit(pair.target).tree
