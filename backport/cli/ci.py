"""backport ci: examine the backports that a branch or a merge request adds."""

import os
import sys
from pathlib import Path

import click

from backport import services
from backport.cli import options
from backport.cli.progress import display
from backport.config import Config, guess, load
from backport.config.revision import NAME
from backport.core.batch import Batch
from backport.core.errors import Exit, UserError
from backport.core.limits import Limits
from backport.core.verdict import Verdict
from backport.pipeline.batch import examine
from backport.pipeline.behaviour import behaving
from backport.pipeline.bench import bench
from backport.pipeline.judge import STATIC, judge
from backport.report import batch as reports
from backport.report.index import pages
from backport.stages.verify.table import CHECKS
from backport.vcs.repository import Repository

# What `--fail-on` asks for, mildest first: a verdict fails the job where it is as bad or worse.
_BAD = (Verdict.DOUBTFUL, Verdict.UNKNOWN, Verdict.UNSOUND)


@click.command(
    epilog="\b\nExamples:\n  backport ci --base origin/2.9\n"
    "  backport ci --fast --report junit=backport.xml --report sarif=backport.sarif"
)
@options.repo
@options.config
@click.option("--base", default="", metavar="REV", help="What the commits are compared with  [default: told by CI].")
@click.option("--head", default="", metavar="REV", help="The last commit to look at  [default: told by CI].")
@click.option("--branch", default="", metavar="NAME", help="The branch they go to  [default: told by CI].")
@click.option("--fast", is_flag=True, help="Only the checks that read: no compiler, no behavioural models.")
@click.option(
    "--fail-on",
    default="doubtful",
    show_default=True,
    type=click.Choice([verdict.value.lower() for verdict in _BAD]),
    help="The mildest verdict that makes the job fail.",
)
@click.option("--no-opt-out", is_flag=True, help="Examine commits whose message opts out, too.")
@click.option(
    "--report", "wanted", multiple=True, metavar="FORMAT=FILE", help=f"Also write {', '.join(reports.FORMATS)}."
)
@click.option("--site", metavar="DIR", type=click.Path(path_type=Path), help="A page per backport and an index there.")
@options.as_json
@options.progress
@options.limits
def command(
    repo: Path,
    config: Path | None,
    base: str,
    head: str,
    branch: str,
    fast: bool,
    fail_on: str,
    no_opt_out: bool,
    wanted: tuple[str, ...],
    site: Path | None,
    as_json: bool,
    progress: bool,
    limits: Limits,
) -> int:
    """Examine each backport among the commits that a branch or a merge request adds.

    GitHub Actions and GitLab CI say which commits these are; elsewhere it is what HEAD has and its upstream has not. A
    commit counts as a backport when its message names what it was made from, or when the development branch has the
    like of it. A trailer `Backport-check: skip, REASON` opts out. On GitHub findings become annotations, and the job
    gets a summary.
    """
    files = [_report(one) for one in wanted]
    repository = Repository.open(repo)
    added = services.find(os.environ, repository, base, head, branch)
    with (
        bench(repository, _settings(repository, config, added)) as at,
        display("ci", None, progress) as bar,
    ):
        found = examine(
            at,
            judge(STATIC) if fast else behaving(judge(CHECKS)),
            added.base,
            added.head,
            added.branch,
            added.hide,
            not no_opt_out,
            lambda done, total, name: bar.at(done, total, name),
            limits,
        )
    for name, file in files:
        reports.write(found, name, file)
    if site:
        pages(found, site)
    _tell(found, added.service, as_json)
    return Exit.FINDINGS if _fails(found, fail_on) else Exit.DONE


def _settings(repository: Repository, file: Path | None, added: services.Added) -> Config:
    """What FILE says; in CI what the base says, for the commits themselves may be anybody's."""
    if file is not None or added.service == "plain" or not added.base:
        return load(repository, file)
    if repository.read(repository.commit(added.base).tree, NAME) is None:
        return guess(repository)
    return load(repository, Path(f"{added.base}:{NAME}"))


def _report(wanted: str) -> tuple[str, Path]:
    name, equals, file = wanted.partition("=")
    if name not in reports.FORMATS or not equals or not file:
        known = ", ".join(reports.FORMATS)
        raise UserError(f"--report {wanted!r:.80} is not FORMAT=FILE", f"formats: {known}; like --report junit=out.xml")
    return name, Path(file)


def _tell(found: Batch, service: str, as_json: bool) -> None:
    """The report on stdout; on GitHub the annotations and the job's summary as well."""
    reports.write(found, "json" if as_json else "text", sys.stdout)
    if service != "github":
        return
    if not as_json:
        reports.write(found, "github", sys.stdout)
    summary = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if summary:
        with Path(summary).open("a", encoding="utf-8", errors="backslashreplace") as file:
            reports.write(found, "summary", file)


def _fails(found: Batch, fail_on: str) -> bool:
    names = [verdict.value.lower() for verdict in _BAD]
    return any(found.verdicts[verdict] for verdict in _BAD[names.index(fail_on) :])
