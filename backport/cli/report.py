"""backport report: a run that was kept, in any format, and pages over all of them."""

import sys
from pathlib import Path

import click

from backport import report, runs
from backport.cli import console, options
from backport.cli.document import document
from backport.core.errors import UserError
from backport.report import index, summary

_FORMAT = 1  # of the list's JSON document


@click.command(
    epilog="\b\nExample:\n  backport port COMMIT --json > run.json\n"
    "  backport report run.json --format html --output run.html"
)
@click.argument("run", required=False)
@click.option(
    "--format",
    "name",
    type=click.Choice(list(report.FORMATS)),
    default="text",
    show_default=True,
    help="; ".join(f"{name}: {format.summary}" for name, format in report.FORMATS.items()) + ".",
)
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write there  [default: stdout].")
@click.option("--list", "listed", is_flag=True, help="The runs that were kept, newest first.")
@click.option("--site", metavar="DIR", type=click.Path(path_type=Path), help="A page per kept run and one over all.")
@options.as_json
def command(run: str | None, name: str, output: Path | None, listed: bool, site: Path | None, as_json: bool) -> None:
    """Write the report of RUN: the JSON document of a run, its folder, or the id of one that was kept.

    Without RUN it is the newest that was kept.
    """
    if listed:
        _list(as_json)
    elif site:
        console.echo(str(index.site(runs.stored(), site)))
    else:
        report.write(runs.load(run or _newest()), "json" if as_json else name, output or sys.stdout)


def _newest() -> str:
    kept = runs.stored()
    if not kept:
        raise UserError(
            "no run was kept yet", "Name the JSON document of a run: backport port COMMIT --json > run.json."
        )
    return kept[0].id


def _list(as_json: bool) -> None:
    rows = [(one, *_told(one)) for one in runs.stored()]
    if as_json:
        items = [
            {"id": one.id, "folder": one.folder, "when": one.when.isoformat(), "subject": subject, "verdicts": verdicts}
            for one, subject, verdicts in rows
        ]
        click.echo(document(_FORMAT, {"runs": items}))
        return
    console.table(["Run", "Fix", "Verdicts"], [[one.id, subject, verdicts] for one, subject, verdicts in rows], [0])


def _told(one: runs.Stored) -> tuple[str, str]:
    """Subject and verdicts; one damaged run does not hide the others."""
    try:
        run = runs.load(one.folder)
    except UserError as error:
        return "(cannot be read)", error.message
    return run.subject, summary.sentence(run)
