"""backport verify: examine a backport that a person made."""

import sys
from pathlib import Path

import click

from backport import report
from backport.cli import options
from backport.config import load
from backport.core.errors import Exit
from backport.core.limits import Limits
from backport.pipeline.behaviour import behaving
from backport.pipeline.bench import bench
from backport.pipeline.judge import STATIC, judge
from backport.pipeline.verify import verify
from backport.report.json import write_case
from backport.stages.verify.table import CHECKS
from backport.vcs.repository import Repository


@click.command(epilog="\b\nExample:\n  backport verify origin/stable/2.4 --origin COMMIT --html verdict.html")
@click.argument("backport")
@options.repo
@options.config
@click.option("--origin", metavar="COMMIT", help="The fix it is a backport of  [default: what its message names].")
@click.option("--no-compile", is_flag=True, help="Do not ask the compiler.")
@click.option("--no-model", is_flag=True, help="Do not run the behavioural models.")
@options.as_json
@click.option("--html", metavar="FILE", type=click.Path(path_type=Path), help="Write the report there as well.")
@options.limits
def command(
    backport: str,
    repo: Path,
    config: Path | None,
    origin: str | None,
    no_compile: bool,
    no_model: bool,
    as_json: bool,
    html: Path | None,
    limits: Limits,
) -> int:
    """Examine the commit BACKPORT as the tool examines its own results: one case, with its verdict and evidence."""
    repository = Repository.open(repo)
    settings = load(repository, config)
    commit = repository.resolve(backport)
    fix = repository.resolve(origin) if origin else None
    with bench(repository, settings) as at:
        judged = judge(STATIC if no_compile else CHECKS)
        run = verify(at, judged if no_model else behaving(judged), commit, fix, limits=limits)
    if html:
        report.write(run, "html", html)
    if as_json:
        write_case(run.cases[0], sys.stdout)
    else:
        report.write(run, "text", sys.stdout)
    return Exit.FINDINGS if run.failed else Exit.DONE
