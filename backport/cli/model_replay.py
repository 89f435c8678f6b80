"""backport model replay: walk a path of `model run --json` again, in its own revision and beside another."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from backport.cli import options
from backport.cli.bounded import bounded
from backport.cli.console import echo
from backport.cli.document import document
from backport.core.behaviour import Step
from backport.core.errors import Exit, UserError
from backport.csource.lift.errors import CannotLift
from backport.csource.lift.source import Source
from backport.models.base import Blueprint, Comparable
from backport.models.check import built
from backport.models.walk import Parting, Walked, part, walk
from backport.projects import recognise
from backport.vcs.repository import Repository

_SHOWN = ".c"  # to a reader; helpers in headers are in the JSON


@click.command(name="replay", epilog="\b\nExample:\n  backport model replay --repo haproxy hang.json --against v2.4.17")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--property", "wanted", metavar="NAME", help="Whose path  [default: the first that has one].")
@click.option("--against", metavar="REV", help="Say at which step this revision goes another way.")
@click.option("--option", "chosen", metavar="NAME=VALUE", multiple=True, help="The options the path was found with.")
@options.repo
@options.as_json
@bounded
def command(
    file: Path, wanted: str | None, against: str | None, chosen: tuple[str, ...], repo: Path, as_json: bool
) -> int:
    """Make the steps of a path again: who acts, which functions of the branch run (file and line), what changes.

    Exit 0 when the whole path can be walked, 1 when the revision cannot go that way.
    """
    revision, name, steps = _evidence(file, wanted)
    repository = Repository.open(repo)
    ways = dict(text.partition("=")[::2] for text in chosen)
    model = _model(_source(repository, revision), name, ways)
    walked = list(walk(model, steps))
    other = _model(_source(repository, against), name, ways) if against else None
    parting = part(model, other, steps) if other is not None else None
    if as_json:
        echo(
            document(1, {"steps": [_said(one) for one in walked], "whole": len(walked) == len(steps), "parts": parting})
        )
    else:
        _report(walked, len(steps), against, parting)
    return Exit.DONE if len(walked) == len(steps) else Exit.FINDINGS


def _evidence(file: Path, wanted: str | None) -> tuple[str, str, tuple[Step, ...]]:
    """The revision, the model and the path that the document has of a property."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        results = [p for p in found["properties"] if p["path"] and wanted in (None, p["name"])]
        paths = [tuple(map(_step, result["path"])) for result in results]
        of = [(str(found["revision"]), str(result.get("model") or found["model"])) for result in results]
    except (AttributeError, ValueError, KeyError, TypeError, OSError) as error:
        raise UserError(f"{file} is no document of a model", "make it with: backport model run --json") from error
    if not paths:
        raise UserError(f"{file} has no path to walk", "a path is there where a property is violated")
    return *of[0], paths[0]


def _step(plain: Mapping[str, Any]) -> Step:
    return Step(str(plain["actor"]), str(plain["label"]), (), tuple(int(choice) for choice in plain.get("choices", ())))


def _source(repository: Repository, revision: str) -> Source:
    return repository.tree(repository.commit(repository.resolve(revision)).tree)


def _model(source: Source, name: str, ways: Mapping[str, str]) -> Comparable[Any]:
    blueprint: Blueprint | None = next((m for m in recognise(source)[0].models() if m.name == name), None)
    if blueprint is None:
        raise UserError(f"there is no model {name!r:.60} here", "name the repository of the document with --repo")
    model = built(blueprint, source, ways)
    if isinstance(model, CannotLift):
        raise UserError(f"the model {name} cannot be built here: {model}", "name a revision that it can be built for")
    return model


def _said(one: Walked) -> Mapping[str, object]:
    ran = [{"path": path, "line": line, "function": function} for path, line, function in one.ran]
    return {"actor": one.step.actor, "label": one.step.label, "changes": one.changes, "ran": ran, "broken": one.broken}


def _report(walked: list[Walked], steps: int, against: str | None, parting: Parting | None) -> None:
    for number, one in enumerate(walked, 1):
        echo(f"{number:3}. {one.step.actor} {one.step.label}")
        for path, line, function in one.ran:
            if path.endswith(_SHOWN):
                echo(f"       {path}:{line} {function}")
        for change in one.changes:
            echo(f"     {change.name}: {change.before} -> {change.after}")
        if one.broken:
            echo(f"     breaks {one.broken}")
    if len(walked) < steps:
        echo(f"step {len(walked) + 1} cannot be made in this revision")
    if against and parting is None:
        echo(f"{against} goes the same way to the end")
    elif parting is not None:
        echo(f"{against} goes another way at step {parting.number}:")
        for name, here, there in parting.fields:
            echo(f"     {name}: {here} | {there}")
