"""backport man: the manual as man pages."""

from pathlib import Path

import click

from backport.cli import manual
from backport.cli.manual.roff import roff
from backport.core.errors import Exit, UserError
from backport.runs.atomic import write_text


@click.command(epilog="\b\nExamples:\n  backport man port | man -l -\n  backport man --output ~/.local/share/man/man1")
@click.argument("verb", nargs=-1)
@click.option("--output", metavar="DIR", type=click.Path(path_type=Path), help="Write a page for every verb there.")
def command(verb: tuple[str, ...], output: Path | None) -> Exit:
    """Print the man page of VERB, or of backport itself."""
    from backport.cli import cli

    if output is not None:
        _write(cli, output)
        return Exit.DONE
    page = manual.page(cli, "backport", verb)
    if page is None:
        raise UserError(f"there is no verb {' '.join(verb)!r:.60}", "'backport --help' lists them")
    click.echo(roff(page), nl=False)
    return Exit.DONE


def _write(cli: click.Command, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for page in manual.pages(cli, "backport"):
            write_text(folder / f"{page.name.replace(' ', '-')}.1", roff(page))
    except OSError as error:
        raise UserError(f"cannot write {folder}: {error.strerror}", "name another folder: --output DIR") from error
