"""backport status: which commits are in which branch, and what a cascade has lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from backport.cli import options
from backport.cli.bounded import bounded
from backport.cli.cascade import checked
from backport.cli.document import document
from backport.cli.indexed import indexed, no_cache
from backport.cli.limited import Limited, files
from backport.config import Config, development, living, load, resolve_onto
from backport.core.errors import Exit, UserError
from backport.history.grep import finder
from backport.history.guess import guessed_base
from backport.history.index import Index
from backport.history.matrix import Choice, Column, Matrix, Query, matrix
from backport.report import show_backports
from backport.report.matrix import FORMATS
from backport.vcs.repository import Repository

_FORMATS = ("table", "show-backports", "json", "csv", "markdown", "html")


@dataclass(frozen=True)
class _Wish:
    """The command line, as far as it says what to look for."""

    reference: str | None
    base: str | None
    onto: tuple[str, ...]
    log: str | None
    subject: str | None
    text: bool
    missing: bool
    files: tuple[str, ...]


@click.command(
    cls=Limited,
    epilog="\b\nExamples:\n"
    "  backport status v3.2.0..master --onto 3.2 --onto 3.0 -m\n"
    "  backport status --format show-backports -q -m -r master -b v3.2.0 --onto 3.2\n"
    "  backport status v3.2.0..master --onto 3.2 -- src/h1.c include/haproxy\n"
    "  backport status --check -s BUG/",
)
@click.argument("range_", metavar="[RANGE]", required=False)
@options.repo
@options.config
@click.option("--onto", multiple=True, metavar="[BASE..]SERIES[=REV]", help="A branch; repeat for more  [all living].")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True, help="How to print.")
@click.option(
    "-r", "reference", metavar="REF", help="The branch whose commits are looked for  [the development branch]."
)
@click.option("-b", "base", metavar="REV", help="Where to begin  [where the branches were cut].")
@click.option("-m", "missing", is_flag=True, help="Only what is missing somewhere; no release commits.")
@click.option("-L", "since_last", is_flag=True, help="What is newer than the last backport to the first branch.")
@click.option("-u", "upstream", is_flag=True, help="Name commits by their upstream's id.")
@click.option("-s", "subject", metavar="PATTERN", help="Only lines `ID SUBJECT` that match (grep's basic patterns).")
@click.option("-l", "log", metavar="PATTERN", help="Only commits whose message matches (git log --grep).")
@click.option("-H", "text", is_flag=True, help="Look for the same author, date and text as well.")
@click.option("-q", "quiet", is_flag=True, help="Print the title once.")
@click.option(
    "--check", is_flag=True, help="Fixes of an older series that a newer one forgot; exit 1 if there are any."
)
@options.as_json
@no_cache
@options.progress
@bounded
def command(
    range_: str | None,
    repo: Path,
    config: Path | None,
    onto: tuple[str, ...],
    form: str,
    reference: str | None,
    base: str | None,
    missing: bool,
    since_last: bool,
    upstream: bool,
    subject: str | None,
    log: str | None,
    text: bool,
    quiet: bool,
    check: bool,
    as_json: bool,
    no_cache: bool,
    progress: bool,
) -> int:
    """Show which commits of RANGE (BASE..REF) are in which branch, and under which id.

    A cell is HASH-N: found as HASH, N picks away; HASH+N: found through the commit's own source; HASH+?: by author,
    date and text; - is missing. With FILEs, only commits that touch one of them, or a file below one.
    """
    repository = Repository.open(repo)
    settings = load(repository, config)
    begin, end = _split(range_)
    wish = _Wish(reference or end, base or begin, onto, log, subject, text, missing, files())
    columns = _columns(settings, repository, wish)
    with indexed(repository, settings, _revisions(repository, wish, columns), no_cache, progress) as index:
        if check and wish.files:
            raise UserError("--check looks at whole series", "leave the files out, or choose by -s")
        if check:
            mainline = _reference(index, settings, wish)[1]
            return checked(index, settings, columns, mainline, _either(wish), as_json)
        found = matrix(index, _query(index, settings, columns, wish))
        chosen = show_backports.Options(quiet, missing, upstream, since_last)
        _print(index, found, "json" if as_json else form, chosen)
    return Exit.DONE


def _split(range_: str | None) -> tuple[str | None, str | None]:
    base, dots, tip = (range_ or "").partition("..")
    return (base or None, tip.lstrip(".") or None) if dots else (None, base or None)


def _columns(settings: Config, repository: Repository, wish: _Wish) -> tuple[Column, ...]:
    names = wish.onto or tuple(one.name for one in living(settings, repository))
    if not names:
        raise UserError("no stable series found", "name branches with --onto BRANCH, or list them: 'backport init'")
    return tuple(_column(settings, repository, name) for name in names)


def _column(settings: Config, repository: Repository, name: str) -> Column:
    base, dots, branch = name.rpartition("..")
    target = resolve_onto(settings, repository, branch)
    return Column(target.series, target.revision, repository.resolve(base) if dots and base else None)


def _revisions(repository: Repository, wish: _Wish, columns: tuple[Column, ...]) -> list[str]:
    named = [repository.resolve(each) for each in (wish.reference, wish.base) if each]
    return [*named, *(column.tip for column in columns), *(column.base for column in columns if column.base)]


def _query(index: Index, settings: Config, columns: tuple[Column, ...], wish: _Wish) -> Query:
    reference, tip = _reference(index, settings, wish)
    base = index.repository.resolve(wish.base) if wish.base else guessed_base(index, tip, columns)
    return Query(reference, tip, base, columns, wish.text, _rows(index, wish), _either(wish), wish.files)


def _reference(index: Index, settings: Config, wish: _Wish) -> tuple[str, str]:
    if wish.reference:
        return wish.reference, index.repository.resolve(wish.reference)
    branch = development(settings, index.repository)
    return branch.name, branch.tip


def _rows(index: Index, wish: _Wish) -> Choice | None:
    if wish.log is None:
        return None
    found = finder(wish.log)
    return lambda commit, _subject: found(index.holder(commit).commit(commit).message)


def _either(wish: _Wish) -> Choice | None:
    if wish.subject is None:
        return None
    found = finder(wish.subject)
    return lambda commit, subject: found(f"{commit} {subject}")


def _print(index: Index, found: Matrix, form: str, chosen: show_backports.Options) -> None:
    if form == "show-backports":
        _lines(show_backports.lines(found, chosen, _subjects(index)))
        return
    shown = show_backports.chosen(found, chosen)
    if form == "json":
        click.echo(document(1, shown))
    elif form == "html":
        from backport.report.matrix_page import page

        click.echo(page(shown))
    else:
        _lines(FORMATS[form](shown))


def _lines(lines: Iterator[str]) -> None:
    click.echo("".join(f"{line}\n" for line in lines), nl=False)


def _subjects(index: Index) -> Callable[[str], str]:
    def subject(short: str) -> str:
        full = index.one(short)
        known = index.get(full) if full is not None else None
        if known is not None:
            return known.subject
        try:  # an upstream commit that no branch reaches can still be among the objects
            return index.repository.commit(index.repository.resolve(short)).subject
        except UserError:
            return ""

    return subject
