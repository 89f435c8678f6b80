"""A port that waits for a person, on the command line: begin, continue, skip, abort, status."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from backport.cli import console
from backport.cli.document import document
from backport.config import load
from backport.core.case import Run, Target
from backport.core.errors import UserError
from backport.core.verdict import Verdict
from backport.pipeline.bench import Bench, kept
from backport.pipeline.deliver import deliver
from backport.pipeline.line import Line
from backport.pipeline.session import moves
from backport.pipeline.session import state as states
from backport.pipeline.session.desk import Desk, Waiting, tree_folder, view_file
from backport.pipeline.session.state import State
from backport.vcs.repository import Repository

_FORMAT = 1  # of the status document
Lines = Callable[[Bench, State], Line]


@dataclass(frozen=True)
class Answer:
    """What a move came to: the run with its branches once nothing waits any more, else None and the status was told."""

    run: Run | None
    state: State


def begin(
    repository: Repository, config: Path | None, state: State, targets: Sequence[Target], lines: Lines, as_json: bool
) -> Answer:
    """Port, and lay out what needs a person. Raises UserError where a port of this repository waits already."""
    folder = states.folder_of(repository)
    with states.held(folder):
        if states.waiting(folder):
            subject = states.load(folder).run.subject
            raise UserError(f"a port waits already: {subject}", "'backport port --continue', --status or --abort")
        states.clear(folder)
        try:
            with _desk(folder, repository, config, state, lines) as desk:
                return _settled(desk, moves.begin(desk, state.run.origin, targets, state), as_json)
        finally:
            if not states.waiting(folder):
                states.remove(folder)


def go_on(repository: Repository, lines: Lines, as_json: bool) -> Answer:
    """Take what a person finished, and go on with the others."""
    with _waiting(repository, lines) as (desk, state):
        return _settled(desk, moves.go_on(desk, state), as_json)


def skip(repository: Repository, lines: Lines, series: str, as_json: bool) -> Answer:
    """Give one series up (the first that waits, where none is named) and go on with the others."""
    with _waiting(repository, lines) as (desk, state):
        name = series or next((one.series for one in state.open), "")
        return _settled(desk, moves.skip(desk, state, name) if name else state, as_json)


def abort(repository: Repository) -> None:
    """Take the port away with all that belongs to it. The user's repository was never touched."""
    folder = states.folder_of(repository)
    if not folder.is_dir():
        states.load(folder)
    with states.held(folder):
        states.remove(folder)


def status(repository: Repository, lines: Lines, as_json: bool) -> None:
    """Tell what is done and what waits."""
    with _waiting(repository, lines) as (desk, state):
        _tell(desk, state, as_json)


@contextmanager
def _waiting(repository: Repository, lines: Lines) -> Iterator[tuple[Desk, State]]:
    folder = states.folder_of(repository)
    state = states.load(folder)
    with states.held(folder):
        state = states.load(folder)
        home = Repository.open(state.repository)
        config = Path(state.config) if state.config else None
        with _desk(folder, home, config, state, lines) as desk:
            yield desk, state


@contextmanager
def _desk(folder: Path, repository: Repository, config: Path | None, state: State, lines: Lines) -> Iterator[Desk]:
    with kept(repository, load(repository, config), folder / states.SCRATCH) as bench:
        yield Desk(folder, lines(bench, state))


def _settled(desk: Desk, state: State, as_json: bool) -> Answer:
    """The answer of a port that may be complete: then its results are handed over, and nothing of it is kept."""
    if state.open:
        _tell(desk, state, as_json)
        way_on = "Edit the files in the work trees, then: backport port --continue (or --skip SERIES, --abort)"
        console.echo(f"\n{way_on}", err=as_json)
        return Answer(None, state)
    run = deliver(desk.bench, state.run, state.delivery.branch, state.delivery.patches)
    states.remove(desk.folder)
    return Answer(run, replace(state, run=run))


def _tell(desk: Desk, state: State, as_json: bool) -> None:
    waiting = {one.series: desk.waiting(state, one) for one in state.open}
    if as_json:
        click.echo(document(_FORMAT, _plain(desk, state, waiting)))
        return
    console.echo(f"{state.run.subject}\n{state.run.origin[:12]} in {state.repository}\n")
    rows = [
        (case.target.series, console.verdict(case.verdict), _state(state, case.target.series, waiting))
        for case in state.run.cases
    ]
    console.table(("Target", "Verdict", "State"), rows, fixed=(0, 1))
    for series, files in waiting.items():
        console.echo(f"\n{series}: {tree_folder(desk.folder, series)}")
        for file in files:
            left = f"{file.conflicts} to resolve" if file.conflicts else "look at it, then 'git add' it"
            console.echo(f"  {file.path}: {left}")
        console.echo(f"  what the map knows: {view_file(desk.folder, series)}")


def _state(state: State, series: str, waiting: dict[str, tuple[Waiting, ...]]) -> str:
    if series in waiting:
        return "waits for a person" if waiting[series] else "finished, not taken yet: --continue"
    return "skipped" if series in state.skipped else str(state.case(series).application.outcome)


def _plain(desk: Desk, state: State, waiting: dict[str, tuple[Waiting, ...]]) -> dict[str, object]:
    rows = []
    for case in state.run.cases:
        series = case.target.series
        row: dict[str, object] = {
            "series": series,
            "state": _state(state, series, waiting),
            "verdict": Verdict(case.verdict),
            "commit": case.commit,
        }
        if series in waiting:
            place = {"worktree": tree_folder(desk.folder, series), "view": view_file(desk.folder, series)}
            row |= {**place, "files": waiting[series]}
        rows.append(row)
    return {"origin": state.run.origin, "subject": state.run.subject, "folder": desk.folder, "series": rows}
