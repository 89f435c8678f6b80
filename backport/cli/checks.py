"""backport checks: what a backport is examined for, and how well each check did when it was measured."""

from dataclasses import asdict

import click

from backport.cli import options
from backport.cli.console import echo, prose, table
from backport.cli.document import document
from backport.stages.verify.check import Check
from backport.stages.verify.measured import Measured, measured
from backport.stages.verify.table import CHECKS

FORMAT = 1


@click.command(epilog="\b\nExample:\n  backport checks")
@options.as_json
def command(as_json: bool) -> None:
    """List the checks with their measured precision and recall."""
    record = measured()
    if as_json:
        rows = [_plain(check, record.checks.get(check.name)) for check in CHECKS]
        click.echo(document(FORMAT, {"measured_on": record.what, "checks": rows}))
        return
    table(
        ("check", "what has to hold", f"of {record.bad} bad", f"of {record.good} good", f"of {record.sample}"),
        [(check.name, check.prose, *_cells(record.checks.get(check.name))) for check in CHECKS],
        fixed=(0,),
    )
    echo()
    prose(f"Measured on {record.what}.")
    prose("Bad: found with the right reason. Good, and any: flagged. docs/CHECKS.md says more.")


def _cells(figures: Measured | None) -> tuple[str, ...]:
    return ("-", "-", "-") if figures is None else (str(figures.rightly), str(figures.good), str(figures.sample))


def _plain(check: Check, figures: Measured | None) -> dict[str, object]:
    plain: dict[str, object] = {"name": check.name, "prose": check.prose, "compiles": check.compiles}
    return plain | {"measured": asdict(figures) if figures is not None else None}
