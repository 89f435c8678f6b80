"""`backport init`: a first configuration, written from what is to be seen."""

from pathlib import Path

import click

from backport.cli import console, options
from backport.config import guess, series
from backport.config.revision import NAME
from backport.config.write import as_toml
from backport.core.errors import Exit, UserError
from backport.vcs.repository import Repository


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
    _write(target, as_toml(config, repository), force)
    found = series(config, repository)
    console.echo(f"project      {config.project}  ({', '.join(config.evidence)})")
    console.echo(f"development  {config.development}")
    if found:
        rows = [(one.name, one.ref, one.tip[:12], "" if one.living else "no fixes any more") for one in found]
        console.echo()
        console.table(("series", "stands at", "commit", ""), rows, fixed=(0, 2))
    else:
        console.echo("series       none found: list them in the file")
    console.echo(f"\nwritten to {target}: read it, it is a guess")
    return Exit.DONE


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
