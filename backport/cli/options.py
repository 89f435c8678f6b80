"""Options that several verbs share, each a decorator."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click

from backport.cli.progress import wanted
from backport.core.limits import Limits

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

_DEFAULT = Limits()
Option = Callable[[Callable[..., int]], Callable[..., int]]


def _timeout(meaning: str) -> Option:
    return click.option(
        "--timeout",
        default=_DEFAULT.seconds,
        show_default=True,
        metavar="SECONDS",
        type=click.FloatRange(min=0),
        help=f"{meaning} 0: no limit.",
    )


def _max_memory(meaning: str) -> Option:
    return click.option(
        "--max-memory",
        default=_DEFAULT.megabytes,
        show_default=True,
        metavar="MB",
        type=click.IntRange(min=0),
        help=f"{meaning} 0: no limit.",
    )


max_memory_of_all = _max_memory("Give up where more is needed.")


def limits(command: Callable[..., int]) -> Callable[..., int]:
    """`--timeout` and `--max-memory`, given to the command as `limits`."""

    @_timeout("Of work on one target; what takes longer is UNKNOWN.")
    @_max_memory("For one target; what needs more is UNKNOWN.")
    @wraps(command)
    def limited(timeout: float, max_memory: int, **others: object) -> int:
        return command(limits=Limits(timeout, max_memory), **others)

    return limited


def limits_of_all(command: Callable[..., int]) -> Callable[..., int]:
    """The same two, for all that a verb does."""

    @_timeout("Give up after so long.")
    @max_memory_of_all
    @wraps(command)
    def limited(timeout: float, max_memory: int, **others: object) -> int:
        return command(limits=Limits(timeout, max_memory), **others)

    return limited
