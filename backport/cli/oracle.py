"""backport model oracle: the hand-written models beside those of lifted code, searched, or as Promela for SPIN."""

from dataclasses import dataclass

import click

from backport.cli import options
from backport.cli.bounded import bounded_memory
from backport.cli.console import echo, table
from backport.cli.document import document
from backport.core.errors import Exit, UserError
from backport.models.base import Blueprint
from backport.models.declared.model import Declared
from backport.models.explore import explore
from backport.projects import PROJECTS, project


@dataclass(frozen=True)
class _Said:
    """What a search found: the shortest lengths of the paths to what is violated."""

    states: int
    steps: int
    violated: dict[str, int]


@click.command(
    epilog="\b\nExample:\n  backport model oracle --option be=h2 2.0\n  backport model oracle --promela 2.2 > a.pml"
)
@click.argument("names", metavar="[GENERATION]...", nargs=-1)
@click.option("--option", "chosen", metavar="NAME=VALUE", multiple=True, help="An option of the model.")
@click.option("--promela", is_flag=True, help="Print the model for SPIN instead of searching it.")
@options.as_json
@bounded_memory
def oracle(names: tuple[str, ...], chosen: tuple[str, ...], promela: bool, as_json: bool) -> int:
    """What a model that was written by hand says of a generation of the code: an independent judge of the model that
    runs the code itself. Without GENERATION all of them. Exit 0 when every property holds in each.

    SPIN gives the same states with `spin -o2 -a`; with -DCHECK=N it looks at the Nth property (from 0).
    """
    blueprint = _blueprint()
    found = {name: _judge(blueprint, name, chosen) for name in names or tuple(blueprint.judges)}
    if promela:
        from backport.models.declared.promela import promela as text  # most verbs do without it

        for model in found.values():
            echo(text(model).rstrip("\n"))
        return Exit.DONE
    said = {name: _searched(model) for name, model in found.items()}
    if as_json:
        echo(document(1, {"model": blueprint.name, "generations": said}))
    else:
        rows = [
            [name, str(s.states), str(s.steps), ", ".join(f"{p}: {n} steps" for p, n in s.violated.items()) or "holds"]
            for name, s in said.items()
        ]
        table(("generation", "states", "steps", "verdict"), rows, fixed=(0, 1, 2))
    return Exit.FINDINGS if any(s.violated for s in said.values()) else Exit.DONE


def _blueprint() -> Blueprint:
    return next(model for name in PROJECTS for model in project(name).models() if model.judges)


def _judge(blueprint: Blueprint, name: str, chosen: tuple[str, ...]) -> Declared:
    if name not in blueprint.judges:
        raise UserError(f"no generation {name!r}", f"generations: {', '.join(blueprint.judges)}")
    known = {f"{option.name}={value}": (option.name, value) for option in blueprint.options for value in option.values}
    wrong = [text for text in chosen if text not in known]
    if wrong:
        raise UserError(f"no option {wrong[0]!r}", f"options: {', '.join(known)}")
    return blueprint.judges[name](dict(known[text] for text in chosen))


def _searched(model: Declared) -> _Said:
    """States, steps, and how long the shortest path to each violation is."""
    try:
        from backport.models.declared.search import search
    except ImportError:  # without numpy: state by state
        plain = explore(model)
        violated = {name: len(plain.path(*found)) for name, found in plain.violations.items()}
        return _Said(len(plain.origin), plain.transitions, violated)
    quick = search(model)
    violated = {name: len(path) for name, path in quick.paths.items()}
    return _Said(quick.states, quick.transitions, violated)
