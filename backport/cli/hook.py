"""backport hook: a pre-push hook that examines what is pushed."""

import sys
from pathlib import Path

import click

from backport.cli import options
from backport.cli.console import echo
from backport.config import load
from backport.core.batch import Batch
from backport.core.errors import Exit, UserError
from backport.core.limits import Limits
from backport.core.verdict import Verdict
from backport.pipeline.batch import examine
from backport.pipeline.bench import Bench, bench
from backport.pipeline.judge import STATIC, judge
from backport.pipeline.pushed import known_there, pushes, worth
from backport.vcs import hooks
from backport.vcs.repository import Repository

_NAME, _MARK = "pre-push", "# backport hook"
_SCRIPT = f"""\
#!/bin/sh
{_MARK}: examines the backports among the commits that are pushed; 'git push --no-verify' passes it by
exec backport hook --run "$@"
"""


@click.command(epilog="\b\nExamples:\n  backport hook               # print the script\n  backport hook --install")
@options.repo
@options.config
@click.option("--install", is_flag=True, help="Write it to the repository; a hook that is not ours is left alone.")
@click.option("--remove", is_flag=True, help="Take it away again.")
@click.option("--run", "remote", nargs=2, metavar="REMOTE URL", help="What git calls; reads the refs from stdin.")
@click.option("--strict", is_flag=True, help="With --run: anything but SOUND stops the push, not only UNSOUND.")
def command(
    repo: Path, config: Path | None, install: bool, remove: bool, remote: tuple[str, str] | None, strict: bool
) -> Exit:
    """Print a pre-push hook, or install it where that is asked for.

    It examines the pushed commits that are backports, as `backport ci --fast` does, and stops the push when one is
    UNSOUND. What cannot be examined is told and passes.
    """
    if remote is not None:
        return _run(repo, config, remote[0], strict)
    if install and remove:
        raise UserError("--install and --remove are both given", "give one of them")
    if install:
        echo(str(hooks.install(Repository.open(repo), _NAME, _SCRIPT, _MARK)))
    elif remove:
        gone = hooks.remove(Repository.open(repo), _NAME, _MARK)
        echo(str(gone) if gone is not None else "there is none")
    else:
        click.echo(_SCRIPT, nl=False)
    return Exit.DONE


def _run(repo: Path, config: Path | None, remote: str, strict: bool) -> Exit:
    """Examine what is pushed. What stands in the way of that is told, and does not stop the push."""
    try:
        repository = Repository.open(repo)
        with bench(repository, load(repository, config)) as at:
            found = _examined(at, remote)
    except UserError as error:
        echo(f"backport: the push was not examined: {error.message}", err=True)
        return Exit.DONE
    bad = {Verdict.UNSOUND, *((Verdict.DOUBTFUL, Verdict.UNKNOWN) if strict else ())}
    stopped = [case for batch in found for case in batch.cases if case.verdict in bad]
    if stopped:
        echo("backport: the push was stopped; 'git push --no-verify' pushes all the same", err=True)
    return Exit.FINDINGS if stopped else Exit.DONE


def _examined(at: Bench, remote: str) -> list[Batch]:
    hide = known_there(at, remote)
    found = []
    for push in pushes(sys.stdin):
        why = worth(at, push, hide)
        if why:
            echo(f"backport: {push.name} is not examined: {why}", err=True)
            continue
        name = push.name.removeprefix("refs/heads/")
        batch = examine(at, judge(STATIC), push.there, push.here, name, hide, limits=Limits())
        for case in batch.cases:
            _tell(case.verdict, case.commit or "", case.message.partition("\n")[0])
            for finding in case.findings if case.verdict != Verdict.SOUND else ():
                echo(f"  {finding.severity} {finding.check}: {finding.message}", err=True)
        found.append(batch)
    return found


def _tell(verdict: Verdict, commit: str, subject: str) -> None:
    echo(f"backport: {verdict} {commit[:12]} {subject}", err=True)
