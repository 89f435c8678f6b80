"""Every backport among the commits that a branch or a merge request adds, examined one after the other."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from backport import __version__
from backport.config import development, series
from backport.core.batch import Batch, Claim, Claimed, Examined
from backport.core.case import Application, Case, Outcome, Run, Target
from backport.core.errors import UserError
from backport.core.limits import NONE, Limits
from backport.core.verdict import Finding, Severity, Verdict, decide
from backport.core.ward import Ward
from backport.pipeline.bench import Bench
from backport.pipeline.claims import Mainline, claims
from backport.pipeline.ported import Judge
from backport.pipeline.verify import verify

TRAILER, ORIGIN = "trailer", "origin"

Watch = Callable[[int, int, str], None]  # done, total, what is next


def nobody(done: int, total: int, name: str) -> None:
    """Nobody watches."""


def examine(
    bench: Bench,
    judge: Judge,
    base: str,
    head: str,
    branch: str = "",
    hide: tuple[str, ...] = (),
    opt_out: bool = True,
    watch: Watch = nobody,
    limits: Limits = NONE,
) -> Batch:
    """Examine what `head` has and neither `base` nor any of `hide` has (full ids; `base` may be empty).

    `branch` is the name of the branch that the commits go to; `limits` bound the look for what is a backport, and
    each backport. Raises UserError where the development branch is not in the repository: without it nothing can be
    compared; and where that look takes too much.
    """
    started = time.monotonic()
    commits = tuple(reversed(tuple(bench.repository.walk(head, tuple(filter(None, (base, *hide)))))))
    mainline = Mainline(bench.repository, development(bench.config, bench.repository).tip, base or head)
    with Ward(partial(claims, commits, mainline, opt_out), limits) as worker:
        found = worker()
    name = _series(bench, branch)
    added = frozenset(commit.id for commit in commits)
    examined = []
    for number, claimed in enumerate(found):
        watch(number, len(found), claimed.subject)
        examined.append(_examined(bench, judge, mainline, claimed, name, added, limits))
    seconds = round(time.monotonic() - started, 3)
    folder = str(bench.repository.folder)
    return Batch(folder, bench.project.NAME, branch or name, base, head, tuple(examined), seconds, __version__)


def _examined(
    bench: Bench, judge: Judge, mainline: Mainline, claimed: Claimed, series: str, added: frozenset[str], limits: Limits
) -> Examined:
    if claimed.claim not in (Claim.CLAIMS, Claim.RESEMBLES):
        return Examined(claimed)
    origin = claimed.origin if claimed.claim == Claim.RESEMBLES else None
    try:
        run = verify(bench, judge, claimed.commit, origin, series, limits=limits)
    except UserError as error:
        return Examined(claimed, _failed(bench, claimed, series, error))
    doubts = (*_unsaid(claimed), *_strange(bench, mainline, run.origin, added))
    (case,) = run.cases
    found = (*case.findings, *doubts)
    judged = replace(case, findings=found, verdict=decide(found), checks=(*case.checks, TRAILER, ORIGIN))
    return Examined(claimed, replace(run, cases=(judged,)))


def _unsaid(claimed: Claimed) -> tuple[Finding, ...]:
    if claimed.claim != Claim.RESEMBLES:
        return ()
    way_out = "name it in the message, as 'git cherry-pick -x' does, or opt out with a trailer"
    return (
        Finding(TRAILER, Severity.SOFT, f"{claimed.reason}, and the message does not name it", evidence=(way_out,)),
    )


def _strange(bench: Bench, mainline: Mainline, origin: str, added: frozenset[str]) -> tuple[Finding, ...]:
    """Whoever sends a commit can name any other as its origin: only one of a known branch is a fix."""
    tips = (mainline.tip, *(one.tip for one in series(bench.config, bench.repository)))
    if origin not in added and any(bench.scratch.is_ancestor(origin, tip) for tip in tips):
        return ()
    said = f"{origin[:12]}, which it was made from, is in no branch that is known here"
    where = f"looked in {bench.config.development} and the stable series"
    return (Finding(ORIGIN, Severity.SOFT, said, evidence=(where,)),)


def _series(bench: Bench, branch: str) -> str:
    """The series whose branch is called so; the branch's own name where there is none."""
    named = (one for one in series(bench.config, bench.repository) if one.ref.endswith(f"/{branch}"))
    return next((one.name for one in named), branch)


def _failed(bench: Bench, claimed: Claimed, series: str, error: UserError) -> Run:
    """The run of a commit that could not be examined at all."""
    commit = bench.repository.commit(claimed.commit)
    finding = Finding(ORIGIN, Severity.OPEN, error.message, evidence=(error.way_out,) if error.way_out else ())
    parent = commit.parents[0] if commit.parents else ""
    case = Case(
        target=Target(series, parent, bench.repository.commit(parent).tree if parent else ""),
        origin=claimed.origin,
        tree=commit.tree,
        verdict=Verdict.UNKNOWN,
        application=Application(Outcome.SKIPPED, claimed.origin, reason=error.message),
        findings=(finding,),
        message=commit.message,
        checks=(ORIGIN,),
        commit=commit.id,
    )
    return Run(
        repository=str(bench.repository.folder),
        project=bench.project.NAME,
        origin=claimed.origin,
        subject=claimed.subject,
        message=commit.message,
        cases=(case,),
        tool=__version__,
    )
