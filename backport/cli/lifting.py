"""backport model check-lift: lifted functions against the same functions compiled."""

from pathlib import Path

import click

from backport.cli import options
from backport.cli.bounded import bounded_memory
from backport.cli.console import echo, table
from backport.cli.document import document
from backport.core.errors import Exit, UserError
from backport.csource.lift.errors import CannotLift
from backport.csource.lift.source import Source
from backport.models.base import Blueprint
from backport.projects import recognise
from backport.vcs.repository import Repository


@click.command(
    name="check-lift",
    epilog="\b\nExample:\n  backport model check-lift --repo haproxy v2.4.17 si_chk_snd stream_int_notify",
)
@click.argument("revision", metavar="REV")
@click.argument("functions", metavar="[FUNCTION]...", nargs=-1)
@options.repo
@click.option(
    "--inputs", default=2000, show_default=True, metavar="N", type=click.IntRange(min=1), help="Random inputs each."
)
@click.option("--seed", default=0, show_default=True, metavar="N", type=int, help="Of the random inputs.")
@options.as_json
@bounded_memory
def check_lift(revision: str, functions: tuple[str, ...], repo: Path, inputs: int, seed: int, as_json: bool) -> int:
    """Compile a revision's own functions with gcc and compare them with the lifted ones. Without FUNCTION all that the
    model meets. Exit 0 when no function differs, 1 when one does or none could be compared.

    Each function gets random inputs, and every single change of what it looks at. What the model replaces only notes
    its arguments, on both sides. The compiled code runs in a process of its own with bounded memory and time.
    """
    from backport.models.compiled.check import check_model  # most verbs do without it

    blueprint, source = lifted_model(revision, repo)
    try:
        found = list(check_model(blueprint, source, functions, inputs, seed))
    except CannotLift as error:
        raise UserError(str(error), "gcc and the tree's headers are needed; see docs/ORACLE.md") from error
    agreeing = [one for one in found if one.agrees]
    differing = [one for one in found if one.mismatch]
    if as_json:
        echo(document(1, {"revision": revision, "model": blueprint.name, "functions": found}))
    else:
        rows = [
            [c.name, str(c.inputs), str(c.crashes), str(c.refused), c.mismatch or c.reason or "same"] for c in found
        ]
        table(("function", "inputs", "crash", "refused", "result"), rows, fixed=(0, 1, 2, 3))
        echo(f"{len(agreeing)} of {len(found)} functions the same on every input, {len(differing)} differ")
    return Exit.DONE if agreeing and not differing else Exit.FINDINGS


def lifted_model(revision: str, repo: Path) -> tuple[Blueprint, Source]:
    """The first model of the revision's project whose code is lifted, and the revision's tree."""
    repository = Repository.open(repo)
    source = repository.tree(repository.commit(repository.resolve(revision)).tree)
    project = recognise(source)[0]
    blueprint = next((model for model in project.models() if model.lifting is not None), None)
    if blueprint is None:
        raise UserError(
            f"{project.TITLE} has no model of lifted code", "a model belongs to a project: see docs/MODEL.md"
        )
    return blueprint, source
