"""backport model mutate: how many mistakes in the code the properties of a model notice."""

from pathlib import Path

import click

from backport.cli import options
from backport.cli.bounded import bounded_memory
from backport.cli.console import echo, table
from backport.cli.document import document
from backport.cli.lifting import lifted_model
from backport.core.errors import Exit, UserError
from backport.models.explore import USUAL, Limits
from backport.projects import recognise


@click.command(epilog="\b\nExample:\n  backport model mutate --repo haproxy v2.4.17 stream_int_chk_snd_conn")
@click.argument("revision", metavar="REV")
@click.argument("functions", metavar="[FUNCTION]...", nargs=-1)
@options.repo
@click.option("--every", default=1, show_default=True, metavar="N", type=click.IntRange(min=1), help="Each Nth mutant.")
@click.option("--wanted", default=0.75, show_default=True, metavar="SHARE", help="The share that has to be killed.")
@options.as_json
@bounded_memory
def mutate(revision: str, functions: tuple[str, ...], repo: Path, every: int, wanted: float, as_json: bool) -> int:
    """Change functions of a revision in small ways and see which changes the model's properties notice. Without
    FUNCTION those that the project is most concerned with. Exit 0 when the wanted share is killed.

    All models that run a function are asked, with every option. A mutant is killed when a property is violated that
    holds in the revision itself. It is the same when in none of them a step from a reachable state differs; only the
    others count.
    """
    from backport.models.mutation.score import found_mutants, score, trials, verdicts  # most verbs do without it

    blueprint, source = lifted_model(revision, repo)
    models = recognise(source)[0].models()
    mutants = found_mutants(blueprint, source, functions)[::every]
    if not mutants:
        raise UserError(f"{revision} has none of these functions", "name functions of the files that the model reads")
    limits = Limits(USUAL.states, USUAL.seconds)
    found = list(verdicts(source, mutants, trials(models, source, limits), limits))
    total = score(found)
    if as_json:
        said = {"killed": total.killed, "same": total.same, "survived": total.survived, "unknown": total.unknown}
        echo(document(1, {"revision": revision, "share": round(total.share, 3), **said, "mutants": found}))
    else:
        rows = [
            [v.fate.value, f"{v.mutant.function}:{v.mutant.line}", v.mutant.kind, _short(v.mutant.was), v.reason]
            for v in found
        ]
        table(("fate", "where", "change", "text", "reason"), rows, fixed=(0, 1, 2))
        echo(
            f"{total.killed} killed, {total.survived} survived, {total.unknown} unknown, {total.same} the same: "
            f"{100 * total.share:.0f} % of those that are not the same"
        )
    return Exit.DONE if total.share >= wanted else Exit.FINDINGS


def _short(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= 40 else f"{whole[:37]}..."
