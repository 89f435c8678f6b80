"""A model's search that goes on where an earlier one met a limit."""

from collections.abc import Mapping
from pathlib import Path

from backport.cli.console import echo
from backport.core.behaviour import Behaviour
from backport.core.errors import UserError
from backport.csource.lift.errors import CannotLift
from backport.csource.lift.source import Source
from backport.models.base import Blueprint
from backport.models.check import built, searched, unlifted
from backport.models.checkpoint import load, save
from backport.models.explore import Limits
from backport.pipeline.remember import key


def go_on(
    blueprint: Blueprint, source: Source, options: Mapping[str, str], limits: Limits, revision: str, file: Path
) -> Behaviour:
    """What a model says, from the search that the file holds if there is one.

    A search that meets a limit is kept in the file, and it is removed when one ends. `UserError` when the file holds
    something else or cannot be written.
    """
    model = built(blueprint, source, options)
    if isinstance(model, CannotLift):
        return unlifted(blueprint, revision, "", model)
    name = key(blueprint, (source,), options)
    try:
        begun = load(file, name, model) if file.exists() else None
        if begun is None and file.exists():
            raise UserError(f"{file} holds no search of this model and this code", "name another file, or remove it")
        said, found = searched(blueprint, model, limits, revision, "", begun)
        if found.limited:
            save(file, name, model, found)
            echo(f"the search can go on: --resume {file}", err=True)
        elif begun is not None:
            file.unlink()
    except OSError as error:
        raise UserError(f"{file}: {error.strerror}", "name a file that can be written") from error
    return said
