"""`backport demo`: the whole line on a small project that is built on the spot."""

import tempfile
from pathlib import Path

import click

from backport.cli import console, options, port
from backport.core.errors import Exit
from backport.demo import build


@click.command()
@click.option(
    "--folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to build  [default: a new temporary folder].",
)
@options.progress
@click.pass_context
def command(ctx: click.Context, folder: Path | None, progress: bool) -> Exit:
    """Build a miniature proxy with five stable branches and bring one fix to each of them.

    On one branch the fix is there already, on one it cannot be applied, on one it applies cleanly and is wrong.

    \b
    Example:  backport demo
    """
    top = folder or Path(tempfile.mkdtemp(prefix="backport-demo-"))
    made = build(top / "relay")
    page = top / "report.html"
    ctx.invoke(port.command, commit=made.fix, repo=made.folder, html=page, progress=progress)
    console.echo(f"\nthe project  {made.folder}")
    console.echo(f"the report   {page}")
    console.echo(f"try          cd {made.folder}")
    console.echo("             backport port main --onto 2.1 --branch 'bp/{series}'")
    return Exit.DONE
