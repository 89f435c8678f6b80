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
_timeout = click.option(
    "--timeout",
    default=_DEFAULT.seconds,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    help="Of work on one target; what takes longer is UNKNOWN. 0: no limit.",
)
_max_memory = click.option(
    "--max-memory",
    default=_DEFAULT.megabytes,
    show_default=True,
    metavar="MB",
    type=click.IntRange(min=0),
    help="For one target; what needs more is UNKNOWN. 0: no limit.",
)


timeout_of_all = click.option(
    "--timeout",
    default=_DEFAULT.seconds,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    help="Give up after so long. 0: no limit.",
)
max_memory_of_all = click.option(
    "--max-memory",
    default=_DEFAULT.megabytes,
    show_default=True,
    metavar="MB",
    type=click.IntRange(min=0),
    help="Give up where more is needed. 0: no limit.",
)


def limits(command: Callable[..., int]) -> Callable[..., int]:
    """`--timeout` and `--max-memory`, given to the command as `limits`."""

    @_timeout
    @_max_memory
    @wraps(command)
    def limited(timeout: float, max_memory: int, **others: object) -> int:
        return command(limits=Limits(timeout, max_memory), **others)

    return limited


def limits_of_all(command: Callable[..., int]) -> Callable[..., int]:
    """The same two, for all that a verb does."""

    @timeout_of_all
    @max_memory_of_all
    @wraps(command)
    def limited(timeout: float, max_memory: int, **others: object) -> int:
        return command(limits=Limits(timeout, max_memory), **others)

    return limited
