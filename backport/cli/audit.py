"""backport audit: examine backports that exist, one, a range, or thousands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import click

from backport.cli import options
from backport.cli.console import Cell, echo, table, verdict
from backport.cli.swept import bugs, rows_of
from backport.core.errors import Exit, UserError
from backport.core.limits import Limits
from backport.core.verdict import Verdict
from backport.pipeline.audit import JOB, Made, Task, listed, tally, within
from backport.pipeline.rowfile import Row
from backport.pipeline.worker import able
from backport.vcs.repository import Repository


@click.command(
    epilog="\b\nExamples:\n  backport audit v2.9.1..v2.9.2 --repo haproxy\n"
    "  backport audit --pairs made.csv --output audit.jsonl --jobs 8"
)
@click.argument("range", required=False)
@options.repo
@options.config
@click.option(
    "--pairs",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="CSV: series, target, origin, and known (bad or good) where it is known.",
)
@click.option("--no-compiler", is_flag=True, help="Only the checks that read; the compiler's word is left out.")
@click.option("--every", default=1, show_default=True, metavar="N", type=click.IntRange(min=1), help="Every Nth only.")
@options.jobs
@options.cluster
@click.option(
    "--output",
    metavar="FILE.jsonl",
    type=click.Path(path_type=Path),
    help="A JSON line per backport; an interrupted audit goes on.",
)
@options.progress
@options.limits
def command(
    range: str | None,
    repo: Path,
    config: Path | None,
    file: Path | None,
    no_compiler: bool,
    every: int,
    jobs: int,
    cluster: str | None,
    output: Path | None,
    progress: bool,
    limits: Limits,
) -> int:
    """Examine the backports of RANGE (A..B or one commit; HEAD if nothing is said), or those that FILE lists.

    In a range a backport is a commit whose message says what it was picked from. The later history is not looked at.
    """
    if range is not None and file is not None:
        raise UserError("both a range and --pairs are given", "give one of them")
    chosen = (listed(file) if file is not None else within(Repository.open(repo), range or "HEAD"))[::every]
    where = (str(repo.absolute()), str(config.absolute() if config else ""))
    rows = rows_of(
        "audit",
        replace(JOB, limits=limits),
        [Task(*where, not no_compiler, made) for made in chosen],
        output=output,
        jobs=jobs,
        cluster=cluster,
        able=able(*where),
        progress=progress,
    )
    _print(chosen, rows)
    unsound = any(row["verdict"] != Verdict.SOUND for row in rows)
    return bugs(rows) or (Exit.FINDINGS if unsound else Exit.DONE)


def _print(chosen: Sequence[Made], rows: Sequence[Row]) -> None:
    if not rows:
        echo("no backports found: no message names a commit it was picked from")
        return
    _findings(rows)
    known = {made.target: made.known for made in chosen if made.known}
    counts = Counter(row["verdict"] for row in rows)
    lines = [
        (one.check, str(one.hard), str(one.soft), *((str(one.bad), str(one.good)) if known else ()))
        for one in tally(rows, known)
    ]
    table(("check", "proved", "doubts", *(("known bad", "known good") if known else ())), lines)
    echo()
    echo(f"{len(rows)} backports: " + ", ".join(f"{counts[value]} {value.lower()}" for value in Verdict))
    echo(f"median {median(row['ms'] for row in rows):.0f} ms")


def _counting(row: Row) -> list[dict[str, Any]]:
    """The findings that count; where nothing could be examined, why."""
    if "reason" in row:
        return [{"check": "audit", "message": row["reason"], "path": "", "line": 0}]
    return [finding for finding in row["findings"] if finding["severity"] != "note"]


def _findings(rows: Sequence[Row]) -> None:
    """Every backport that is not sound, with the reasons."""
    for row in rows:
        if row["verdict"] != Verdict.SOUND:
            lines = [
                (
                    verdict(Verdict(row["verdict"])) if not number else Cell(""),
                    "" if number else row["target"][:12],
                    f"{finding['check']}: {finding['message']}",
                    f"{finding['path']}:{finding['line']}" if finding["line"] else finding["path"],
                )
                for number, finding in enumerate(_counting(row))
            ]
            table((row["series"] or "verdict", "commit", "finding", "where"), lines, fixed=(0, 1))
            echo()
