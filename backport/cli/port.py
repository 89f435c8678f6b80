"""backport port: one fix to every stable branch, with a verdict for each."""

import sys
from pathlib import Path

import click

from backport import report, runs
from backport.cli import console, options, waiting
from backport.cli.progress import Bar, display
from backport.config import Config, living, load, resolve_onto
from backport.config.revision import names_revision
from backport.core.case import Run, Target
from backport.core.errors import Exit, UserError
from backport.core.limits import Limits
from backport.pipeline.behaviour import behaving
from backport.pipeline.bench import Bench, bench
from backport.pipeline.deliver import deliver
from backport.pipeline.events import Event
from backport.pipeline.judge import NAMED, NAMED_STATIC, judge
from backport.pipeline.line import Line
from backport.pipeline.ported import Manner
from backport.pipeline.session.state import Delivery, State
from backport.pipeline.step import BUG
from backport.vcs.repository import Repository

_FIRST = "\0first"  # --skip without a name


@click.command(
    epilog="\b\nExamples:\n  backport port COMMIT --repo haproxy --onto 2.5 --onto 2.4 --html report.html\n"
    "  backport port COMMIT --resolve --branch 'bp/{series}/{commit}'\n  backport port --continue"
)
@click.argument("commit", required=False)
@options.repo
@options.config
@click.option("--onto", multiple=True, metavar="SERIES[=REV]", help="A target; repeat for more  [default: all living].")
@click.option(
    "--branch", "template", metavar="TEMPLATE", help="Write each result to a new branch, like bp/{series}/{commit}."
)
@click.option(
    "--format-patch",
    "patches",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write each result as a patch to mail, in a folder per target.",
)
@click.option("--signoff/--no-signoff", "sign_off", default=None, help="Sign off  [default: as configured].")
@click.option("-S", "--gpg-sign", "signed", is_flag=True, help="Let git sign the commits.")
@click.option("--signing-key", "key", metavar="KEY", help="Sign with this key  [default: git's user.signingKey].")
@click.option("--no-note", is_flag=True, help="No bracketed note of what was adapted in the message.")
@click.option("--no-compile", is_flag=True, help="Do not ask the compiler.")
@click.option("--no-model", is_flag=True, help="Do not run the behavioural models.")
@click.option("--direct", is_flag=True, help="Start every target from COMMIT itself, not from the neighbouring branch.")
@click.option("--resolve", is_flag=True, help="Lay conflicts out as work trees to finish; then --continue.")
@click.option("--continue", "go_on", is_flag=True, help="Take what was finished, go on with the remaining targets.")
@click.option("--skip", is_flag=False, flag_value=_FIRST, metavar="[SERIES]", help="Leave one target out, go on.")
@click.option("--abort", is_flag=True, help="Give the waiting port up; nothing is left of it.")
@click.option("--status", is_flag=True, help="What is done and what waits.")
@options.as_json
@click.option("--html", metavar="FILE", type=click.Path(path_type=Path), help="Write the report there as well.")
@options.progress
@options.limits
def command(
    commit: str | None,
    repo: Path,
    config: Path | None,
    onto: tuple[str, ...],
    template: str | None,
    patches: Path | None,
    sign_off: bool | None,
    signed: bool,
    key: str | None,
    no_note: bool,
    no_compile: bool,
    no_model: bool,
    direct: bool,
    resolve: bool,
    go_on: bool,
    skip: str | None,
    abort: bool,
    status: bool,
    as_json: bool,
    html: Path | None,
    progress: bool,
    limits: Limits,
) -> int:
    """Plan, translate, apply and verify COMMIT for each target.

    Nothing is written into the repository unless --branch says so. What needs a person is a conflict with the exit
    code 1; with --resolve it becomes a work tree, and the port waits until --continue, --skip or --abort.
    """
    repository = Repository.open(repo)
    if _one_of(commit, go_on, skip is not None, abort, status):
        return _resume(repository, go_on, skip, abort, as_json, progress, limits)
    settings = load(repository, config)
    origin = repository.resolve(commit or "")
    targets = _targets(settings, repository, onto)
    state = State(
        repository=str(repository.folder),
        config=_kept(config),
        run=Run("", "", origin, "", "", ()),
        manner=Manner(not no_note, direct, sign_off, key or ("" if signed else None)),
        compiles=not no_compile,
        models=not no_model,
        delivery=Delivery(template or "", *(str(path.absolute()) if path else "" for path in (patches, html))),
    )
    with display("port", len(targets), progress) as bar:
        if resolve:
            found = waiting.begin(repository, config, state, targets, _lines(bar, limits), as_json)
            return _end(found.run, found.state, as_json) if found.run is not None else Exit.FINDINGS
        with bench(repository, settings) as at:
            run = _lines(bar, limits)(at, state).port(origin, targets)
            run = deliver(at, run, template or "", state.delivery.patches)
    return _end(run, state, as_json)


def _one_of(commit: str | None, *moves: bool) -> bool:
    """Whether a waiting port is meant. Raises UserError for a fix and such an option, for several, and for neither."""
    if sum(moves) + (commit is not None) != 1:
        raise UserError("what is to be done?", "name one COMMIT, or one of --continue, --skip, --abort, --status")
    return any(moves)


def _resume(
    repository: Repository, go_on: bool, skip: str | None, abort: bool, as_json: bool, progress: bool, limits: Limits
) -> int:
    if abort:
        waiting.abort(repository)
        return Exit.DONE
    with display("port", None, progress) as bar:
        if skip is not None:
            found = waiting.skip(repository, _lines(bar, limits), "" if skip == _FIRST else skip, as_json)
        elif go_on:
            found = waiting.go_on(repository, _lines(bar, limits), as_json)
        else:
            waiting.status(repository, _lines(bar, limits), as_json)
            return Exit.DONE
    return _end(found.run, found.state, as_json) if found.run is not None else Exit.FINDINGS


def _lines(bar: Bar, limits: Limits) -> waiting.Lines:
    """How a line is made for a port, at whatever bench."""

    def watch(event: Event) -> None:
        bar.label(f"{event.series}: {event.stage}")
        bar.advance(1 if event.done else 0)

    def made(at: Bench, state: State) -> Line:
        judged = judge(NAMED if state.compiles else NAMED_STATIC)
        return Line(at, behaving(judged) if state.models else judged, state.manner, watch, limits)

    return made


def _end(run: Run, state: State, as_json: bool) -> int:
    """Keep the run, write the reports."""
    try:
        runs.save(run)
    except UserError as error:  # the results are there all the same
        if not as_json:
            console.echo(f"not kept for 'backport report': {error.message}", err=True)
    if state.delivery.html:
        report.write(run, "html", Path(state.delivery.html))
    report.write(run, "json" if as_json else "text", sys.stdout)
    if any(finding.check == BUG for case in run.cases for finding in case.findings):
        return Exit.BUG
    return Exit.FINDINGS if run.failed else Exit.DONE


def _targets(settings: Config, repository: Repository, onto: tuple[str, ...]) -> tuple[Target, ...]:
    if onto:
        return tuple(resolve_onto(settings, repository, one) for one in onto)
    found = living(settings, repository)
    if not found:
        raise UserError("no stable series found", "name targets with --onto SERIES=REV, or list them: 'backport init'")
    return tuple(resolve_onto(settings, repository, one.name) for one in found)


def _kept(config: Path | None) -> str:
    """The configuration as another call finds it again, wherever it is made from."""
    return "" if config is None else str(config if names_revision(config) else config.absolute())
