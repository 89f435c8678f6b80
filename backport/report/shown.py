"""A case and the name it goes by in a report: its series in a run, its commit as well among many commits."""

from dataclasses import dataclass

from backport.core.batch import Batch
from backport.core.case import Case, Run
from backport.report.summary import short


@dataclass(frozen=True)
class Shown:
    """`name` is unique in a report as far as the series of a run are."""

    name: str
    case: Case


def of_run(run: Run) -> tuple[Shown, ...]:
    """One case per target, called as the target's series."""
    return tuple(Shown(case.target.series, case) for case in run.cases)


def of_batch(batch: Batch) -> tuple[Shown, ...]:
    """One case per examined commit, called as the commit."""
    return tuple(Shown(short(one.claimed.commit), one.case) for one in batch.commits if one.case is not None)
