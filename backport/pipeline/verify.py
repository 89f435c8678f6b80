"""Examine a backport that exists already, whoever made it, as the tool's own results are examined."""

import time
from dataclasses import replace
from functools import partial

from backport import __version__
from backport.config import series
from backport.core.case import Application, Case, Outcome, Run, Target
from backport.core.commit import Commit, SourceCommit
from backport.core.errors import UserError
from backport.core.limits import NONE, Limits
from backport.core.trailers import chain
from backport.core.verdict import decide
from backport.core.ward import Exceeded, Ward
from backport.pipeline.bench import Bench, words
from backport.pipeline.ported import Judge
from backport.pipeline.step import failed
from backport.stages.apply.ladder import Applied


def verify(
    bench: Bench,
    judge: Judge,
    backport: str,
    origin: str | None = None,
    series_name: str | None = None,
    limits: Limits = NONE,
) -> Run:
    """The run with one case: the commit `backport` as a backport of `origin`, else of what its own message names.

    `series_name` is where it goes where the caller knows; else it is the series that has it. `limits` bound the
    examination: where one is reached, it is UNKNOWN.

    Raises UserError when neither tells the origin, and for commits that have no single change.
    """
    started = time.monotonic()
    made = bench.scratch.source(backport)
    source = bench.scratch.source(origin or _named(bench, made.commit))
    target = Target(series_name or series_of(bench, made.id), made.commit.parents[0], made.base_tree)
    with Ward(partial(_examined, bench, judge), limits) as worker:
        try:
            case = worker(source, made, target)
        except Exceeded as error:
            case = replace(failed(source, target, error).case, commit=made.id)
    return _run(bench, source, case, time.monotonic() - started)


def _examined(bench: Bench, judge: Judge, source: SourceCommit, made: SourceCommit, target: Target) -> Case:
    way = words(bench, source, made.base_tree)
    judged = judge(bench, source, target, Applied(made.commit.tree, ()), way)
    return Case(
        target=target,
        origin=source.id,
        tree=made.commit.tree,
        verdict=decide(judged.findings),
        application=Application(Outcome.APPLIED, source.id, reason=f"made by {made.commit.committer.name}"),
        findings=judged.findings,
        message=made.commit.message,
        checks=judged.checks,
        behaviour=judged.behaviour,
        certificate=judged.certificate,
        diff=bench.scratch.diff(made.base_tree, made.commit.tree),
        original=bench.scratch.diff(source.base_tree, source.commit.tree),
        commit=made.id,
    )


def _named(bench: Bench, commit: Commit) -> str:
    """The mainline commit that a message names as its first source."""
    named = chain(commit.message)
    if not named:
        raise UserError(f"{commit.id[:12]} does not say what it is a backport of", "name the fix with --origin COMMIT")
    try:
        return bench.repository.resolve(named[0])
    except UserError as error:
        way_out = "fetch the branch it is on, or name the fix with --origin COMMIT"
        raise UserError(f"{commit.id[:12]} was picked from {named[0][:12]}, which is not here", way_out) from error


def series_of(bench: Bench, commit: str) -> str:
    """The series that holds a commit: the one it belongs to, or its own short id when no series does."""
    holding = (one for one in series(bench.config, bench.repository) if bench.scratch.is_ancestor(commit, one.tip))
    return next((one.name for one in holding), commit[:12])


def _run(bench: Bench, source: SourceCommit, case: Case, seconds: float) -> Run:
    return Run(
        repository=str(bench.repository.folder),
        project=bench.project.NAME,
        origin=source.id,
        subject=source.commit.subject,
        message=source.commit.message,
        cases=(case,),
        seconds=round(seconds, 3),
        tool=__version__,
    )
