"""backport replay: make known backports again and compare with what people made."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from backport.cli import options
from backport.cli.console import echo, table
from backport.cli.document import document
from backport.cli.explained import show
from backport.cli.swept import bugs, rows_of
from backport.config import load
from backport.core.errors import Exit, UserError
from backport.core.limits import Limits
from backport.core.ward import Ward
from backport.pipeline.bench import bench
from backport.pipeline.explain import Explained, pair_of
from backport.pipeline.explain import explain as explain_pair
from backport.pipeline.replay import JOB, Mode, Task, pairs
from backport.pipeline.score import Count, Score, score
from backport.pipeline.worker import able
from backport.vcs.repository import Repository

_FORMAT = 1


@click.command(
    epilog="\b\nExamples:\n  backport replay --repo haproxy --pairs pairs.csv --mode direct --output direct.jsonl\n"
    "  backport replay --repo haproxy --explain TARGET --mode hop"
)
@options.repo
@options.config
@click.option(
    "--pairs",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="CSV: series, target, parent, origin, source.",
)
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default="direct",
    show_default=True,
    help="From mainline, or from the neighbouring branch.",
)
@click.option(
    "--every", default=1, show_default=True, metavar="N", type=click.IntRange(min=1), help="Only every Nth pair."
)
@options.jobs
@options.cluster
@click.option(
    "--output",
    metavar="FILE.jsonl",
    type=click.Path(path_type=Path),
    help="A JSON line per pair; an interrupted run goes on.",
)
@click.option("--explain", metavar="TARGET", help="One backport in full, ours against theirs; without --pairs too.")
@options.as_json
@options.progress
@options.limits
def command(
    repo: Path,
    config: Path | None,
    file: Path | None,
    mode: str,
    every: int,
    jobs: int,
    cluster: str | None,
    output: Path | None,
    explain: str | None,
    as_json: bool,
    progress: bool,
    limits: Limits,
) -> int:
    """Reproduce the backports of FILE from what was known when they were made, and count how many come out equal."""
    if explain is not None:
        with Ward(partial(_explained, repo, config, file, Mode(mode)), limits) as worker:
            found = worker(explain)
        if as_json:
            click.echo(document(_FORMAT, found))
        else:
            show(found)
        return Exit.DONE
    if file is None:
        raise UserError("--pairs is missing", "name a CSV file: series, target, parent, origin, source")
    chosen = pairs(file)[::every]
    where = (str(repo.absolute()), str(config.absolute() if config else ""))
    rows = rows_of(
        f"replay {mode}",
        replace(JOB, limits=limits),
        [Task(*where, Mode(mode), pair) for pair in chosen],
        output=output,
        jobs=jobs,
        cluster=cluster,
        able=able(*where),
        progress=progress,
        fits=lambda row: row.get("mode") == mode,
    )
    result = score(Mode(mode), chosen, rows)
    if as_json:
        click.echo(document(_FORMAT, result))
    else:
        _print(result)
    return bugs(rows) or Exit.DONE


def _explained(repo: Path, config: Path | None, file: Path | None, mode: Mode, target: str) -> Explained:
    repository = Repository.open(repo)
    wanted = repository.resolve(target)
    with bench(repository, load(repository, config)) as at:
        listed = {pair.target: pair for pair in pairs(file)} if file is not None else {}
        return explain_pair(at, mode, listed.get(wanted) or pair_of(at, wanted))


def _print(result: Score) -> None:
    for title, counts in result.groups:
        _table(title, counts)
    total, sound = result.total, result.sound
    echo(f"exact {total.exact} of {total.pairs} ({total.share:.2%})")
    share = sound.other / max(1, sound.pairs)
    echo(
        f"SOUND {sound.pairs} ({sound.pairs / max(1, total.pairs):.2%}), of these different {sound.other} ({share:.2%})"
    )
    if total.unknown:
        echo(f"not compared, because what was made is not in the repository: {total.unknown}")
    echo(f"time per pair: median {result.median:.1f} ms, mean {result.mean:.1f} ms")


def _table(title: str, counts: Sequence[Count]) -> None:
    rows = [(one.name, *map(str, (one.pairs, one.exact, one.other, one.none)), f"{one.share:.1%}") for one in counts]
    table((title, "pairs", "exact", "other tree", "no tree", "exact"), rows)
    echo()
