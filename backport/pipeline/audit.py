"""Examine backports that exist, one or thousands, without making them again."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from backport.core.commit import Commit
from backport.core.errors import UserError
from backport.core.trailers import chain
from backport.core.verdict import Finding, Severity, Verdict, decide
from backport.pipeline.bench import Bench, words
from backport.pipeline.compiler import compiler
from backport.pipeline.judge import said_of
from backport.pipeline.rowfile import Row
from backport.pipeline.rows import rows
from backport.pipeline.step import hints
from backport.pipeline.sweep import Job
from backport.pipeline.worker import worker_bench
from backport.stages.verify.check import Check
from backport.stages.verify.exam import Exam
from backport.stages.verify.examine import examine
from backport.stages.verify.suppress import suppress
from backport.stages.verify.table import CHECKS
from backport.vcs.repository import Repository

_COLUMNS = ("series", "target", "origin")


@dataclass(frozen=True)
class Made:
    """A backport that exists: the commit `target` of a series (empty where nobody said which), made of `origin`.

    `known` is "bad" or "good" where somebody knows; it is for the summary, never for the answer.
    """

    series: str
    target: str
    origin: str
    known: str = ""


@dataclass(frozen=True)
class Task:
    """One backport to examine in one repository. Small, so that it travels to any worker."""

    repository: str
    config: str
    compiles: bool
    made: Made


def listed(file: Path) -> tuple[Made, ...]:
    """The backports of a CSV file with at least the columns series, target and origin; `known` is read if there.

    Raises UserError for a file without them.
    """
    return tuple(
        Made(row["series"], row["target"], row["origin"], row.get("known") or "") for row in rows(file, _COLUMNS)
    )


def within(repository: Repository, revisions: str) -> tuple[Made, ...]:
    """The backports among some commits: `A..B`, or one commit. What names no origin is not a backport.

    Raises UserError for a revision that is unknown.
    """
    first, dots, last = revisions.partition("..")
    if not dots:
        commits: Iterator[Commit] = iter((repository.commit(repository.resolve(first)),))
    else:
        hide = (repository.resolve(first),) if first else ()
        commits = repository.walk(repository.resolve(last or "HEAD"), hide)
    return tuple(
        Made("", commit.id, sources[0])
        for commit in commits
        if len(commit.parents) == 1 and (sources := chain(commit.message))
    )


def exam(bench: Bench, origin: str, target: str, series: str, compiles: bool) -> Exam:
    """The exam of a person's backport `target` of `origin`, both revisions.

    Raises UserError for what is unknown, a merge, a root, or an origin that changes nothing.
    """
    objects = bench.repository
    source = objects.source(objects.resolve(origin))
    commit = objects.commit(objects.resolve(target))
    if len(commit.parents) != 1:
        raise UserError(f"{target} has {len(commit.parents)} parents", "a backport is a commit with one parent")
    before = objects.commit(commit.parents[0]).tree
    said = said_of(bench, source, series)
    return Exam(
        objects=objects,
        origin=source,
        before=before,
        after=commit.tree,
        translator=words(bench, source, before).translator,
        dialect=bench.project.DIALECT,
        message=commit.message,
        series=series,
        compiler=compiler(bench.config, bench.project) if compiles else None,
        rules=hints(bench, source, series) if series else (),
        wanted=said.wanted,
        instruction=said.sentence,
        otherwise=said.otherwise,
    )


def audit(task: Task) -> Row:
    """Examine one backport: what was found, and the verdict."""
    started = time.perf_counter()
    bench = worker_bench(task.repository, task.config)
    made = task.made
    try:
        found = findings(bench, exam(bench, made.origin, made.target, made.series, task.compiles), task.compiles)
    except UserError as error:
        found = (Finding("audit", Severity.OPEN, error.message, evidence=(error.way_out,)),)
    return columns(task) | {
        "verdict": str(decide(found)),
        "findings": [asdict(finding) | {"fingerprint": finding.fingerprint} for finding in found],
        "ms": round((time.perf_counter() - started) * 1000, 2),
    }


def columns(task: Task) -> Row:
    """What the row of a backport has when there is no answer."""
    made = task.made
    named: Row = {"series": made.series, "target": made.target, "origin": made.origin}
    return named | {"verdict": str(Verdict.UNKNOWN), "findings": [], "ms": 0.0}


JOB = Job(audit, columns)


def findings(bench: Bench, asked: Exam, compiles: bool) -> tuple[Finding, ...]:
    """What the configured checks find, suppressions applied."""
    skipped = bench.config.skipped_checks
    checks = [check for check in CHECKS if check.name not in skipped and (compiles or not check.compiles)]
    found = examine(asked, checks, bench.library)
    return suppress(found, bench.config.suppressions, date.today())


@dataclass(frozen=True)
class Tally:
    """What one check did in an audit: backports with a finding that counts, and those of them known bad or good."""

    check: str
    hard: int
    soft: int
    bad: int
    good: int


def tally(rows: Sequence[Row], known: dict[str, str], checks: Sequence[Check] = CHECKS) -> tuple[Tally, ...]:
    """Count by check; a check that found nothing is counted as well."""
    return tuple(_tally(check.name, rows, known) for check in checks)


def _tally(check: str, rows: Sequence[Row], known: dict[str, str]) -> Tally:
    hits = {severity: {row["target"] for row in rows if _hit(row, check, severity)} for severity in ("hard", "soft")}
    either = hits["hard"] | hits["soft"]
    count = {kind: sum(known.get(target) == kind for target in either) for kind in ("bad", "good")}
    return Tally(check, len(hits["hard"]), len(hits["soft"]), count["bad"], count["good"])


def _hit(row: Row, check: str, severity: str) -> bool:
    return any(finding["check"] == check and finding["severity"] == severity for finding in row["findings"])
