"""backport replay: make known backports again and compare with what people made."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean, median

import click

from backport.cli import options
from backport.cli.console import echo, table
from backport.cli.pool import executor
from backport.cli.progress import display
from backport.core.errors import Exit, UserError
from backport.pipeline.replay import Mode, Pair, Task, pairs, replay
from backport.pipeline.sweep import Row, finished, sweep


@click.command(
    epilog="\b\nExample:\n  backport replay --repo haproxy --pairs pairs.csv --mode direct --output direct.jsonl"
)
@options.repo
@options.config
@click.option(
    "--pairs",
    "file",
    required=True,
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
@options.progress
def command(
    repo: Path,
    config: Path | None,
    file: Path,
    mode: str,
    every: int,
    jobs: int,
    cluster: str | None,
    output: Path | None,
    progress: bool,
) -> int:
    """Reproduce the backports of FILE from what was known when they were made, and count how many come out equal."""
    chosen = pairs(file)[::every]
    done = finished(output, "target") if output is not None else {}
    if any(row["mode"] != mode for row in done.values()):
        raise UserError(f"{output} holds the other mode's results", "name another --output file")
    tasks = [
        Task(str(repo.absolute()), str(config or ""), Mode(mode), pair) for pair in chosen if pair.target not in done
    ]
    rows = [done[pair.target] for pair in chosen if pair.target in done]
    with executor(jobs, cluster) as pool, display(f"replay {mode}", len(tasks), progress) as bar:
        rows += bar.track(sweep(pool, replay, tasks, output))
    _print(mode, chosen, rows)
    return Exit.DONE


def _print(mode: str, chosen: Sequence[Pair], rows: Iterable[Row]) -> None:
    known = {pair.target: dict(pair.known) for pair in chosen}
    by_class: defaultdict[str, Counter[str]] = defaultdict(Counter)
    by_series: defaultdict[str, Counter[str]] = defaultdict(Counter)
    by_verdict: defaultdict[str, Counter[str]] = defaultdict(Counter)
    by_rung: defaultdict[str, Counter[str]] = defaultdict(Counter)
    times: list[float] = []
    for row in rows:
        facts = known[row["target"]]
        git = " ".join(filter(None, (facts.get(f"{mode}_git", ""), facts.get(f"{mode}_class", "")))) or "all"
        outcome = "exact" if row["exact"] else "other" if row["tree"] else "none"
        for counter, key in (
            (by_class, git),
            (by_series, row["series"]),
            (by_verdict, row["verdict"]),
            (by_rung, row["rung"]),
        ):
            counter[key][outcome] += 1
        times.append(row["ms"])
    for title, counter in (
        ("git and class", by_class),
        ("series", by_series),
        ("rung", by_rung),
        ("verdict", by_verdict),
    ):
        _table(title, counter)
    if times:
        _summary(by_verdict, times)


def _summary(by_verdict: Mapping[str, Counter[str]], times: Sequence[float]) -> None:
    total: Counter[str] = sum(by_verdict.values(), Counter())
    count, exact = sum(total.values()), total["exact"]
    sound, wrong = sum(by_verdict["SOUND"].values()), by_verdict["SOUND"]["other"]
    echo(f"exact {exact} of {count} ({exact / count:.2%})")
    echo(f"SOUND {sound} ({sound / count:.2%}), of these different {wrong} ({wrong / max(1, sound):.2%})")
    echo(f"time per pair: median {median(times):.1f} ms, mean {mean(times):.1f} ms")


def _table(title: str, counter: dict[str, Counter[str]]) -> None:
    rows = []
    for key in sorted(counter):
        counts = counter[key]
        count = sum(counts.values())
        rows.append(
            (
                key,
                str(count),
                str(counts["exact"]),
                str(counts["other"]),
                str(counts["none"]),
                f"{counts['exact'] / count:.1%}",
            )
        )
    table((title, "pairs", "exact", "other tree", "no tree", "exact"), rows)
    echo()
