"""backport port: one fix to every stable branch, with a verdict for each."""

import sys
from pathlib import Path

import click

from backport import report
from backport.cli import options
from backport.cli.progress import display
from backport.config import Config, living, load, resolve_onto
from backport.core.case import Target
from backport.core.errors import Exit, UserError
from backport.pipeline.behaviour import behaving
from backport.pipeline.bench import bench
from backport.pipeline.events import Event
from backport.pipeline.judge import STATIC, judge
from backport.pipeline.line import Line
from backport.pipeline.publish import publish
from backport.pipeline.step import Manner
from backport.stages.verify.table import CHECKS
from backport.vcs.repository import Repository


@click.command(epilog="\b\nExample:\n  backport port COMMIT --repo haproxy --onto 2.5 --onto 2.4 --html report.html")
@click.argument("commit")
@options.repo
@options.config
@click.option("--onto", multiple=True, metavar="SERIES[=REV]", help="A target; repeat for more  [default: all living].")
@click.option(
    "--branch", "template", metavar="TEMPLATE", help="Write each result to a new branch, like bp/{series}/{commit}."
)
@click.option("--no-note", is_flag=True, help="No bracketed note of what was adapted in the message.")
@click.option("--no-compile", is_flag=True, help="Do not ask the compiler.")
@click.option("--no-model", is_flag=True, help="Do not run the behavioural models.")
@click.option("--direct", is_flag=True, help="Start every target from COMMIT itself, not from the neighbouring branch.")
@options.as_json
@click.option("--html", metavar="FILE", type=click.Path(path_type=Path), help="Write the report there as well.")
@options.progress
def command(
    commit: str,
    repo: Path,
    config: Path | None,
    onto: tuple[str, ...],
    template: str | None,
    no_note: bool,
    no_compile: bool,
    no_model: bool,
    direct: bool,
    as_json: bool,
    html: Path | None,
    progress: bool,
) -> int:
    """Plan, translate, apply and verify COMMIT for each target.

    Nothing is written into the repository unless --branch says so.
    """
    repository = Repository.open(repo)
    settings = load(repository, config)
    origin = repository.resolve(commit)
    targets = _targets(settings, repository, onto)
    with bench(repository, settings) as at, display("port", len(targets), progress) as bar:

        def watch(event: Event) -> None:
            bar.label(f"{event.series}: {event.stage}")
            bar.advance(1 if event.done else 0)

        judged = judge(STATIC if no_compile else CHECKS)
        line = Line(at, judged if no_model else behaving(judged), Manner(not no_note, direct), watch)
        run = line.port(origin, targets)
        run = publish(at, run, template) if template else run
    if html:
        report.write(run, "html", html)
    report.write(run, "json" if as_json else "text", sys.stdout)
    return Exit.FINDINGS if run.failed else Exit.DONE


def _targets(settings: Config, repository: Repository, onto: tuple[str, ...]) -> tuple[Target, ...]:
    if onto:
        return tuple(resolve_onto(settings, repository, one) for one in onto)
    found = living(settings, repository)
    if not found:
        raise UserError("no stable series found", "name targets with --onto SERIES=REV, or list them: 'backport init'")
    return tuple(resolve_onto(settings, repository, one.name) for one in found)
