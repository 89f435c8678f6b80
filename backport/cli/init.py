"""`backport init`: a first configuration, written from what is to be seen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from backport.cli import console, options
from backport.config import Config, Series, development, guess, series
from backport.config.habits import Habits, habits
from backport.config.revision import NAME
from backport.config.write import as_toml
from backport.core.errors import Exit, UserError
from backport.vcs.repository import Repository

_FETCH = (
    "Fetch the branch that fixes come from (git fetch URL +refs/heads/NAME:refs/remotes/upstream/NAME), and name it "
    'in the file: development = "upstream/NAME"'
)


@click.command()
@options.repo
@click.option("--config", "file", metavar="FILE", type=click.Path(path_type=Path), help=f"Where to write  [{NAME}].")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def command(repo: Path, file: Path | None, force: bool) -> Exit:
    """Write a commented backport.toml: the project, its development branch, its series.

    \b
    Example:  backport init --repo DIR
    """
    repository = Repository.open(repo)
    target = file or _at_top(repository)
    config = guess(repository)
    found = series(config, repository)
    seen = habits(repository, found, development(config, repository).tip)
    config = replace(config, trailers=replace(config.trailers, style=seen.style))
    _write(target, as_toml(config, repository), force)
    console.echo(f"project      {config.project}  ({', '.join(config.evidence)})")
    console.echo(f"development  {config.development}")
    if found:
        rows = [(one.name, one.ref, one.tip[:12], "" if one.living else "no fixes any more") for one in found]
        console.echo()
        console.table(("series", "stands at", "commit", ""), rows, fixed=(0, 2))
    for line in _missing(repository, config, found, seen):
        console.echo()
        console.prose(line, "  ")
    console.echo(f"\nwritten to {target}: read it, it is a guess")
    return Exit.DONE


def _missing(repository: Repository, config: Config, found: Sequence[Series], seen: Habits) -> Iterator[str]:
    """What the guess lacks, and what to do about it."""
    if seen.named:
        style = seen.style.format("…")
        yield (
            f"{seen.named} of {seen.looked} newer commits of the series name their origin, mostly as: {style}  "
            f"{seen.here} of these origins are here."
        )
    if not found:
        yield "missing: no series was found; list them in the file"
        return
    tip = development(config, repository).tip
    apart = [one.name for one in found if one.folder == repository.folder and not repository.merge_base(tip, one.tip)]
    if apart:
        yield (
            f"missing: {config.development} has no commit in common with {', '.join(apart[:3])}"
            f"{' and others' if len(apart) > 3 else ''}. {_FETCH}"
        )
    elif seen.named > 2 * seen.here or seen.asked > 2 * seen.inside:
        yield f"missing: most of these origins are not in {config.development}. {_FETCH}"


def _at_top(repository: Repository) -> Path:
    if repository.work_tree is None:
        raise UserError("a bare repository has no place for a configuration", "name one: --config FILE")
    return repository.work_tree / NAME


def _write(target: Path, text: str, force: bool) -> None:
    try:
        with target.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UserError(f"{target} is there already", "--force replaces it") from error
    except OSError as error:
        raise UserError(f"{target} cannot be written: {error.strerror}", "name another place: --config FILE") from error
