"""backport plan: what each series needs of a fix, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from backport.cli import options
from backport.cli.console import Cell, echo, prose, table
from backport.cli.document import document
from backport.cli.indexed import indexed, no_cache
from backport.cli.progress import display, shown
from backport.config import Config, living, load, resolve_onto
from backport.core.case import Target
from backport.core.errors import Exit, UserError
from backport.core.limits import Limits, each_within
from backport.core.plan import Action, Plan, Related, Step
from backport.core.ward import Ward
from backport.history.index import Index
from backport.pipeline.bench import Bench, bench
from backport.pipeline.planning import means
from backport.stages.plan import plan
from backport.stages.plan.follow_ups import CHANGES_AGAIN
from backport.vcs.repository import Repository

_STYLES = {
    Action.PICK: "bold",
    Action.THERE: "green",
    Action.NOT_AFFECTED: "dim",
    Action.WAITS: "yellow",
    Action.PERSON: "magenta",
}
_FORMAT = 1


@click.command(
    epilog="\b\nExamples:\n  backport plan master~3 --repo haproxy\n  backport plan v3.4.0..master --onto 3.4 --todo"
)
@click.argument("commits", nargs=-1, required=True, metavar="COMMIT…|RANGE")
@options.repo
@options.config
@click.option("--onto", multiple=True, metavar="SERIES[=REV]", help="A target; repeat for more  [default: all living].")
@click.option("--todo", is_flag=True, help="Leave out what is there already and what is not affected.")
@click.option("--no-code", is_flag=True, help="Decide by history and messages alone; do not look at the code.")
@click.option("--by-code", is_flag=True, help="Let the code alone tell what is there: ignore history and trailers.")
@options.as_json
@no_cache
@options.progress
@options.limits
def command(
    commits: tuple[str, ...],
    repo: Path,
    config: Path | None,
    onto: tuple[str, ...],
    todo: bool,
    no_code: bool,
    by_code: bool,
    as_json: bool,
    no_cache: bool,
    progress: bool,
    limits: Limits,
) -> int:
    """Tell what each series needs of each COMMIT (or each commit of a RANGE A..B): a pick, nothing since it is there or
    the series is not affected, to wait for something, or a person; and why. Exit code 1 where something is to be done.
    """
    if no_code and by_code:
        raise UserError("--no-code and --by-code leave nothing to look at", "give one of them")
    # All of it happens in one process: the connection to the index must not be shared.
    with shown(progress), Ward(_plans, limits, own_time=True) as worker:
        plans = worker(repo, config, commits, onto, (not no_code, by_code), no_cache, progress, limits.seconds)
    wanted = [each for each in ([_left(each) for each in plans] if todo else plans) if each.steps]
    if as_json:
        click.echo(document(_FORMAT, {"plans": wanted}))
    else:
        _print(wanted)
    return Exit.FINDINGS if any(_left(each).steps for each in plans) else Exit.DONE


def _plans(
    repo: Path,
    config: Path | None,
    commits: Sequence[str],
    onto: Sequence[str],
    how: tuple[bool, bool],
    no_cache: bool,
    progress: bool,
    seconds: float,
) -> list[Plan]:
    repository = Repository.open(repo)
    settings = load(repository, config)
    targets = _targets(settings, repository, onto)
    named = _named(repository, commits)
    tips = [*(each for pair in named for each in pair if each), *(target.revision for target in targets)]
    with indexed(repository, settings, tips, no_cache, progress) as index, bench(repository, settings) as at:
        fixes = list(_fixes(index, named))
        with display("plan", len(fixes), progress) as bar:
            return [_plan(at, index, fix, targets, *how) for fix in each_within(bar.track(fixes), seconds)]


def _targets(settings: Config, repository: Repository, onto: Sequence[str]) -> tuple[Target, ...]:
    names = onto or [one.name for one in living(settings, repository)]
    if not names:
        raise UserError("no stable series found", "name targets with --onto SERIES=REV, or list them: 'backport init'")
    return tuple(resolve_onto(settings, repository, one) for one in names)


def _named(repository: Repository, commits: Sequence[str]) -> list[tuple[str | None, str]]:
    """The base (None for a single commit) and the tip of everything that was named, as full ids."""
    pairs = []
    for each in commits:
        base, dots, tip = each.partition("..")
        pairs.append(
            (repository.resolve(base or "HEAD") if dots else None, repository.resolve(tip or "HEAD" if dots else each))
        )
    return pairs


def _fixes(index: Index, named: Sequence[tuple[str | None, str]]) -> Iterator[str]:
    """The commits that were named, those of ranges oldest first; a range's merges and empty commits are left out."""
    for base, tip in named:
        if base is None:
            yield tip
            continue
        inside = list(index.graph.newest_first(index.graph.between(index.number(base), index.number(tip))))
        for commit in (index.id(n) for n in reversed(inside) if len(index.graph.parents[n]) == 1):
            objects = index.holder(commit)
            value = objects.commit(commit)
            if value.tree != objects.commit(value.parents[0]).tree:
                yield commit


def _plan(at: Bench, index: Index, fix: str, targets: Sequence[Target], look: bool, by_code: bool) -> Plan:
    source = at.scratch.source(fix)
    return plan(index, source, targets, means(at, source, look, by_code))


def _left(found: Plan) -> Plan:
    """The plan with only what is to be done or decided."""
    done = (Action.THERE, Action.NOT_AFFECTED)
    return replace(found, steps=tuple(step for step in found.steps if step.action not in done))


def _print(plans: Sequence[Plan]) -> None:
    for number, each in enumerate(plans):
        if number:
            echo()
        prose(f"{each.fix[:12]} {each.subject}", " " * 13)
        table(("series", "action", "why", "pick from"), [_row(step) for step in each.steps], fixed=(0, 1))
        for label, related in (("prerequisite", _all_needs(each)), ("follow-up", each.follow_ups)):
            for one in related:
                prose(f"  {label}: {one.commit[:12]} {one.subject} ({one.relation})", "    ")


def _row(step: Step) -> tuple[Cell, ...]:
    lacking = ", ".join(each.commit[:12] for each in step.follow_ups if each.relation != CHANGES_AGAIN)
    why = step.reason + (f"; lacks the follow-up {lacking}" if lacking else "")
    source = step.source[:12] if step.source else f"{step.after}, once it is there" if step.after else ""
    return Cell(step.target.series), Cell(step.action.value, _STYLES[step.action]), Cell(why), Cell(source)


def _all_needs(found: Plan) -> tuple[Related, ...]:
    needs = {each.commit: each for step in found.steps for each in step.needs}
    return tuple(needs.values())
