"""backport audit: examine backports that exist, one, a range, or thousands."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import click

from backport.cli import options
from backport.cli.console import Cell, echo, table, verdict
from backport.cli.pool import executor
from backport.cli.progress import display
from backport.core.errors import Exit, UserError
from backport.core.verdict import Verdict
from backport.pipeline.audit import Made, Task, audit, listed, tally, within
from backport.pipeline.sweep import Row, finished, sweep
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
) -> int:
    """Examine the backports of RANGE (A..B or one commit; HEAD if nothing is said), or those that FILE lists.

    In a range a backport is a commit whose message says what it was picked from. The later history is not looked at.
    """
    if range is not None and file is not None:
        raise UserError("both a range and --pairs are given", "give one of them")
    chosen = (listed(file) if file is not None else within(Repository.open(repo), range or "HEAD"))[::every]
    done = finished(output, "target") if output is not None else {}
    tasks = [
        Task(str(repo.absolute()), str(config.absolute() if config else ""), not no_compiler, made)
        for made in chosen
        if made.target not in done
    ]
    rows = [done[made.target] for made in chosen if made.target in done]
    with executor(jobs, cluster) as pool, display("audit", len(tasks), progress) as bar:
        rows += bar.track(sweep(pool, audit, tasks, output))
    order = {made.target: number for number, made in enumerate(chosen)}
    rows.sort(key=lambda row: order[row["target"]])
    _print(chosen, rows)
    return Exit.FINDINGS if any(row["verdict"] != Verdict.SOUND for row in rows) else Exit.DONE


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
                for number, finding in enumerate(f for f in row["findings"] if f["severity"] != "note")
            ]
            table((row["series"] or "verdict", "commit", "finding", "where"), lines, fixed=(0, 1))
            echo()
