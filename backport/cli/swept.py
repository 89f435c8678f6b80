"""What verbs that sweep have in common: go on where a file ends, show progress, tell at the end what was not done."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TypeVar

from backport.cli import console
from backport.cli.pool import workers
from backport.cli.progress import display
from backport.core.errors import Exit, UserError
from backport.pipeline.rowfile import Row, RowFile
from backport.pipeline.sweep import BUG, LOST, Job, sweep

_T = TypeVar("_T")
_SHOWN = 3  # rows that were not answered, on stderr


def rows_of(
    label: str,
    job: Job[_T],
    tasks: Sequence[_T],
    *,
    output: Path | None,
    jobs: int,
    cluster: str | None,
    able: Callable[[], str],
    progress: bool,
    fits: Callable[[Row], bool] = lambda row: True,
) -> list[Row]:
    """The rows of all tasks in their order, those that `output` has already and those made now.

    `output` has a row per target. Rows that were not answered by our fault, or by the loss of a worker, are made
    again. Raises UserError for a file whose rows do not fit.
    """
    names = [job.columns(task)["target"] for task in tasks]
    with RowFile(output, "target", _unanswered) if output is not None else nullcontext() as file:
        done = file.done if file is not None else {}
        if not all(map(fits, done.values())):
            raise UserError(f"{output} holds results of another kind", "name another --output file")
        found = {name: done[name] for name in names if name in done}
        open_ = [task for name, task in zip(names, tasks, strict=True) if name not in found]
        with workers(jobs, cluster, able) as hands, display(label, len(open_), progress) as bar:
            for row in bar.track(sweep(hands, job, open_, file)):
                found[row["target"]] = row
    return [found[name] for name in names]


def _unanswered(row: Row) -> bool:
    return BUG in row or LOST in row


def bugs(rows: Sequence[Row]) -> Exit | None:
    """Tell on stderr which rows were not answered; the exit code where that was our fault, else None."""
    for kind, what in ((BUG, "a bug of backport"), (LOST, "the loss of a worker")):
        failed = [row for row in rows if kind in row]
        if failed:
            console.echo(f"{len(failed)} of {len(rows)} were not answered because of {what}:", err=True)
        for row in failed[:_SHOWN]:
            frames = str(row[kind]) if kind == BUG else ""
            console.echo(f"  {row['target'][:12]} {row['reason']}\n{frames}".rstrip(), err=True)
    return Exit.BUG if any(BUG in row for row in rows) else None
