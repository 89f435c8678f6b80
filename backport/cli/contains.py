"""backport contains: whether versions have a fix, by history, by patch and by code."""

from collections.abc import Sequence
from pathlib import Path

import click

from backport.cli import options
from backport.cli.bounded import bounded
from backport.cli.console import Cell, echo, table
from backport.cli.document import document
from backport.cli.indexed import indexed, no_cache
from backport.config import Config, load, resolve_onto
from backport.core.case import Target
from backport.core.commit import SourceCommit
from backport.core.errors import Exit, UserError
from backport.core.plan import Containment, Presence
from backport.core.printable import one_line
from backport.pipeline.bench import bench
from backport.pipeline.planning import means
from backport.stages.plan.contains import contains
from backport.vcs.repository import Repository

_STYLES = {Presence.YES: "green", Presence.NO: "bold red", Presence.UNSURE: "yellow"}
_FORMAT = 1


@click.command(epilog="\b\nExample:\n  backport contains COMMIT 2.4 v2.4.17 mybranch --repo haproxy")
@click.argument("fix", metavar="FIX[,FIX…]")
@click.argument("versions", nargs=-1, required=True, metavar="VERSION|REV…")
@options.repo
@options.config
@click.option("--no-code", is_flag=True, help="Decide by history alone; do not look at the code.")
@click.option("--by-code", is_flag=True, help="Let the code alone tell what is there: ignore history and trailers.")
@options.as_json
@no_cache
@options.progress
@bounded
def command(
    fix: str,
    versions: tuple[str, ...],
    repo: Path,
    config: Path | None,
    no_code: bool,
    by_code: bool,
    as_json: bool,
    no_cache: bool,
    progress: bool,
) -> int:
    """Tell whether each VERSION (a series, a release or any revision) has FIX, and how that is known: the commit
    itself, a commit that names it, one with the same patch, or the code, in that version's own words. Several fixes
    are given with commas between them. Exit code 1 where any has it not, or not surely.
    """
    if no_code and by_code:
        raise UserError("--no-code and --by-code leave nothing to look at", "give one of them")
    repository = Repository.open(repo)
    settings = load(repository, config)
    origins = list(dict.fromkeys(repository.resolve(each) for each in fix.split(",")))
    targets = [_target(settings, repository, version) for version in versions]
    tips = [*origins, *(target.revision for target in targets)]
    found: list[tuple[SourceCommit, tuple[Containment, ...]]] = []
    with indexed(repository, settings, tips, no_cache, progress) as index, bench(repository, settings) as at:
        for origin in origins:
            source = at.scratch.source(origin)
            found.append((source, contains(index, source, targets, means(at, source, not no_code, by_code))))
    if as_json:
        click.echo(document(_FORMAT, _plain(found)))
    else:
        _print(found)
    every = (each.presence is Presence.YES for _, contained in found for each in contained)
    return Exit.DONE if all(every) else Exit.FINDINGS


def _plain(found: Sequence[tuple[SourceCommit, tuple[Containment, ...]]]) -> dict[str, object]:
    """All under `fixes`; a single one also by itself."""
    fixes = [{"fix": one.id, "subject": one.commit.subject, "versions": contained} for one, contained in found]
    return {**(fixes[0] if len(fixes) == 1 else {}), "fixes": fixes}


def _print(found: Sequence[tuple[SourceCommit, tuple[Containment, ...]]]) -> None:
    for number, (source, contained) in enumerate(found):
        if len(found) > 1:
            echo(("\n" if number else "") + f"{source.id[:12]} {one_line(source.commit.subject)}")
        table(("version", "has it", "how that is known"), [_row(each) for each in contained], fixed=(0, 1))


def _target(settings: Config, repository: Repository, version: str) -> Target:
    """A series, a revision, or a release whose tag has a `v` before it."""
    try:
        return resolve_onto(settings, repository, version)
    except UserError:
        if not version[:1].isdigit():
            raise
        try:
            return resolve_onto(settings, repository, f"v{version}")
        except UserError:
            pass
        raise


def _row(found: Containment) -> tuple[Cell, ...]:
    how = "; ".join(f"{witness.way}: {witness.reason}" for witness in found.witnesses)
    return Cell(found.target.series), Cell(found.presence.value, _STYLES[found.presence]), Cell(how or "no trace of it")
