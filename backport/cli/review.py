"""`backport review`: the weekly pass over candidates, with keys, notes and a file of decisions."""

import sys
from functools import partial
from pathlib import Path

import click

from backport import projects
from backport.cli import console, options
from backport.cli.bounded import apart
from backport.cli.document import document
from backport.cli.indexed import indexed, no_cache
from backport.config import Config, development, living, load, resolve_onto
from backport.core.errors import Exit, UserError
from backport.core.limits import Limits
from backport.core.printable import one_line
from backport.history import decisions as file_of
from backport.history.candidates import candidates
from backport.history.decisions import MEANINGS, Decision, Letter
from backport.history.matrix import Column, Query
from backport.history.review import KEYS, Candidate, Session
from backport.report import review as page
from backport.runs.atomic import write_text
from backport.vcs.repository import Repository

_JSON = 1  # the number of the document's format
_FILE = "backport-review.toml"
_HELP = "y pick  w wait  u uncertain  n no  Enter as proposed  x undo  e note  m message  j next  k back  q quit"


@click.command(
    epilog="\b\nExamples:\n  backport review v3.2.0..master\n"
    '  backport review v3.2.0..master --set 1234abc=w:"one week" --html review.html'
)
@click.argument("revisions", metavar="BASE..[TIP]")
@options.repo
@options.config
@click.option("--onto", multiple=True, metavar="SERIES[=REV]", help="The branches in question  [all living].")
@click.option("--file", default=_FILE, show_default=True, type=click.Path(path_type=Path), help="The decisions.")
@click.option("--by", default="", metavar="NAME", help="Who decides  [git's user.name].")
@click.option("--set", "given", multiple=True, metavar="COMMIT=LETTER[:NOTE]", help="Decide without keys; repeatable.")
@click.option("--merge", metavar="LINES", type=click.Path(path_type=Path), help="Take over the decisions of this file.")
@click.option("--all", "every", is_flag=True, help="Also what is where it is wanted already.")
@click.option("--html", metavar="FILE", type=click.Path(path_type=Path), help="Write the page.")
@options.as_json
@no_cache
@options.progress
@options.limits_of_all
def command(
    revisions: str,
    repo: Path,
    config: Path | None,
    onto: tuple[str, ...],
    file: Path,
    by: str,
    given: tuple[str, ...],
    merge: Path | None,
    every: bool,
    html: Path | None,
    as_json: bool,
    no_cache: bool,
    progress: bool,
    limits: Limits,
) -> Exit:
    """Go through the commits of BASE..TIP, oldest first, and decide which ones to backport.

    In a terminal each is shown with what its message proposes, and keys decide. Elsewhere, and with --set, --html or
    --json, the list is printed. Every decision is in the file at once.
    """
    repository = Repository.open(repo)
    settings = load(repository, config)
    known = file_of.load(file) | _merged(merge)
    base, _, tip = revisions.partition("..")
    if not base or ".." not in revisions or tip.startswith("."):
        raise UserError(f"{revisions!r} is no range", "write BASE..TIP, or BASE.. for all up to the development branch")
    columns = _columns(settings, repository, onto)
    end = repository.resolve(tip) if tip else development(settings, repository).tip
    query = Query(tip or "development", end, repository.resolve(base), columns)
    found = apart(partial(_candidates, repository, settings, no_cache, progress), limits, progress, query)
    listed = tuple(each for each in found if every or each.open or each.id in known)
    session = Session(listed, known, by=by or (repository.identity() or ("", ""))[0])
    for each in given:
        session = _given(session, each)
    if given or merge:
        _save(file, session)
    if html:
        _write(html, page.render(session, query.reference))
    if as_json:
        click.echo(document(_JSON, {"candidates": session.candidates, "decisions": session.decisions}))
    elif listed and not (given or merge or html) and _interactive():
        session = _pass(session, file)
        console.echo(f"\n{len(listed)} candidates, {session.left} not decided; the decisions are in {file}")
    else:
        _table(session)
    return Exit.DONE


def _candidates(
    repository: Repository, settings: Config, no_cache: bool, progress: bool, query: Query
) -> tuple[Candidate, ...]:
    tips = [query.tip, *(each.tip for each in query.columns)]
    with indexed(repository, settings, tips, no_cache, progress) as index:
        return candidates(index, query, projects.project(settings.project))


def _columns(settings: Config, repository: Repository, onto: tuple[str, ...]) -> tuple[Column, ...]:
    targets = [
        resolve_onto(settings, repository, each) for each in onto or [one.name for one in living(settings, repository)]
    ]
    if not targets:
        raise UserError("no stable series found", "name branches with --onto BRANCH, or list them: 'backport init'")
    return tuple(Column(each.series, each.revision) for each in targets)


def _merged(file: Path | None) -> dict[str, Decision]:
    """The decisions of another file, which has to be there."""
    if file is not None and not file.is_file():
        raise UserError(f"{file} is no file", "save the lines that the page shows, and name that file")
    return file_of.load(file) if file is not None else {}


def _given(session: Session, text: str) -> Session:
    """The session with one decision from the command line; its commit may be abbreviated."""
    name, _, rest = text.partition("=")
    letter, _, note = rest.partition(":")
    places = [n for n, each in enumerate(session.candidates) if len(name) >= 4 and each.id.startswith(name.lower())]
    if letter not in [each.value for each in Letter]:
        raise UserError(f"{text!r} has no verdict", "write COMMIT=LETTER[:NOTE] with y, w, u or n")
    if len(places) != 1:
        way_out = (
            "write more of its id" if places else "name a commit of the range; --all lists those that are done too"
        )
        raise UserError(f"{name!r} names {len(places)} candidates", way_out)
    decided = Session(session.candidates, session.decisions, places[0], session.by).decided(Letter(letter))
    return Session(decided.candidates, decided.decisions, places[0], session.by).noted(note) if note else decided


def _interactive() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _pass(session: Session, file: Path) -> Session:
    """Key by key until q; whatever was decided is on disk before the next key is read."""
    session = session if session.current.id not in session.decisions else session.onward()
    while True:
        before = session.decisions
        _show(session)
        try:
            key = click.getchar()
        except EOFError:  # Ctrl-D
            return session
        if key == "q":
            return session
        if key == "m":
            console.echo(f"\n{session.current.message}")
        elif key == "e":
            session = session.noted(click.prompt("note", default="", show_default=False))
        elif key in KEYS:
            session = KEYS[key](session)
        if session.decisions != before:
            _save(file, session)


def _show(session: Session) -> None:
    one = session.current
    decided = session.decisions.get(one.id)
    console.echo(f"\n{session.at + 1}/{len(session.candidates)}, {session.left} left   {one.id[:12]}  {one.author}")
    console.echo(one_line(one.subject))
    console.echo(f"  asked for: {' '.join(one.asked) or '-'}   there already: {' '.join(one.present) or '-'}")
    console.echo(f"  proposed:  {one.proposed} ({MEANINGS[one.proposed]}): {one_line(one.why)}")
    if decided:
        console.echo(f"  decided:   {_said(decided)}")
    console.echo(f"  [{_HELP}]")


def _said(decision: Decision) -> str:
    by = f" by {decision.by}" if decision.by else ""
    note = f": {one_line(decision.note)}" if decision.note else ""
    return f"{decision.verdict} ({MEANINGS[decision.verdict]}){by}{note}"


def _table(session: Session) -> None:
    rows = []
    for one in session.candidates:
        decided = session.decisions.get(one.id)
        verdict = decided.verdict.value if decided else f"({one.proposed.value})"
        rows.append((one.id[:12], verdict, " ".join(one.lacking), one.subject))
    console.table(("commit", "", "lacks it", "subject"), rows, fixed=(0, 1))
    console.echo(f"\n{len(rows)} candidates, {session.left} not decided; (x) is proposed")


def _save(file: Path, session: Session) -> None:
    _write(file, file_of.text(session.decisions))


def _write(file: Path, text: str) -> None:
    try:
        write_text(file, text)
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}", "name another file") from error
