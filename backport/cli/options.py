"""Options that several verbs share, each a decorator."""

from pathlib import Path

import click

from backport.cli.progress import wanted

repo = click.option(
    "--repo",
    default=".",
    show_default="the current folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The repository: a work tree, a bare repository or a folder inside one.",
)

config = click.option(
    "--config",
    default=None,
    metavar="FILE|REV:FILE",
    type=click.Path(path_type=Path),
    help="The configuration, also of a revision  [default: backport.toml at the repository's top, else a guess].",
)

as_json = click.option("--json", "as_json", is_flag=True, help="A JSON document on stdout, nothing else.")

progress = click.option(
    "--progress/--no-progress",
    "progress",
    default=None,
    callback=lambda _ctx, _param, value: wanted(value),
    help="Show progress on stderr  [default: when stderr is a terminal].",
)

jobs = click.option(
    "--jobs",
    default=0,
    metavar="N",
    type=click.IntRange(min=0),
    help="Processes to work with  [default: one per core].",
)

cluster = click.option(
    "--cluster", metavar="ADDRESS", help="A dask scheduler, like tcp://HOST:8786, instead of processes here."
)
