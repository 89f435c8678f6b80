"""backport model: the behavioural model of one revision, or what differs between two."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from backport.branchmap.folder import Folder
from backport.cli import model_replay, options
from backport.cli.bounded import bounded, bounded_searches
from backport.cli.console import echo, table
from backport.cli.document import document
from backport.cli.group import Group
from backport.cli.lifting import check_lift
from backport.cli.mutate import mutate
from backport.cli.oracle import oracle
from backport.cli.resume import go_on
from backport.core.behaviour import Behaviour, PropertyResult, Status
from backport.core.errors import Exit, UserError
from backport.csource.lift.source import Source
from backport.models.base import Blueprint
from backport.models.check import run as run_model
from backport.models.compare import Delta, delta
from backport.models.explore import USUAL, Limits
from backport.projects import PROJECTS, project, recognise
from backport.vcs.repository import Repository

_ALL = "all"
_model = click.option(
    "--model", "name", metavar="NAME", help=f"Which model, or {_ALL}  [default: the project's first; compare: {_ALL}]."
)
_option = click.option(
    "--option", "chosen", metavar="NAME=VALUE", multiple=True, help="An option of the model; `model list` shows them."
)
_states = click.option(
    "--max-states",
    "states",
    default=USUAL.states,
    show_default=True,
    metavar="N",
    type=click.IntRange(min=1),
    help="Give up (unknown) beyond so many states.",
)
_timeout = click.option(
    "--timeout",
    "seconds",
    default=USUAL.seconds,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    help="Give up (unknown) after so many seconds per search.",
)
_trees = click.option(
    "--tree",
    "folders",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A source tree in a folder, instead of a revision.",
)


@dataclass(frozen=True)
class _Tree:
    """A tree to look at, with the name under which the user gave it."""

    label: str
    source: Source


@click.group(cls=Group, epilog="\b\nExample:\n  backport model compare --repo haproxy v2.4.16 v2.4.17")
def command() -> None:
    """The behavioural model: the branch's own code, searched for what can go wrong."""


command.add_command(check_lift)
command.add_command(mutate)
command.add_command(oracle)


@command.command(name="list", epilog="\b\nExample:\n  backport model list --repo haproxy")
@click.option(
    "--revision", metavar="REV", default="HEAD", show_default=True, help="The revision that tells the project."
)
@options.repo
@options.as_json
@bounded
def list_(revision: str, repo: Path, as_json: bool) -> int:
    """The models of the repository's project, with their properties and options; of every project without one."""
    found = _known(revision, repo)
    if as_json:
        echo(document(1, {"models": [_listed(model) for model in found]}))
        return Exit.DONE
    for model in found:
        echo(f"{model.name}: {model.prose}")
        rows = [[p.name, p.kind.value, p.prose] for p in model.properties]
        table(("property", "kind", "what it says"), rows, fixed=(0, 1))
        for option in model.options:
            echo(f"--option {option.name}={'|'.join(option.values)}: {option.prose}")
    return Exit.DONE


@command.command(name="run", epilog="\b\nExample:\n  backport model run --repo haproxy --option be=h2 v2.0.29")
@click.argument("revision", metavar="[REV]", required=False)
@_trees
@options.repo
@_model
@_option
@_states
@_timeout
@click.option("--compact", is_flag=True, help="Remember a state by 64 bits: more fit into memory, one may be missed.")
@click.option(
    "--resume",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where a search that meets a limit is kept, and goes on from.",
)
@options.as_json
@bounded_searches
def run(
    revision: str | None,
    folders: tuple[Path, ...],
    repo: Path,
    name: str | None,
    chosen: tuple[str, ...],
    states: int,
    seconds: float,
    compact: bool,
    resume: Path | None,
    as_json: bool,
) -> int:
    """What the models say of a revision: exit 0 when every property holds, 1 when one is violated or unknown.

    With --json: `model`, `revision`, `verdict`, `properties` (each with its `status`, `steps` and the `path` that
    breaks it), `states`, `transitions` and `seconds`; of several models, that together, and one by one in `models`.
    With --compact, `risk` is how likely it is, at most, that a state has been left out.
    """
    tree = _one(_given((revision,) if revision else (), folders, repo), 1)[0]
    limits = Limits(states, seconds)
    models = _models(tree, name)[: None if name else 1]
    ways = _options(models, chosen)
    if resume and (compact or len(models) > 1):
        raise UserError(
            "only one model's search can go on, with whole states", "name it with --model, without --compact"
        )
    if resume:
        found = [go_on(models[0], tree.source, ways[models[0].name], limits, tree.label, resume)]
    else:
        found = [run_model(m, tree.source, ways[m.name], limits, tree.label, compact=compact) for m in models]
    results = [result for result in found if result.properties] or found
    if as_json:
        echo(document(1, _documents(results)))
    else:
        for result in results:
            _report(result)
    return Exit.DONE if all(result.status is Status.HOLDS for result in results) else Exit.FINDINGS


@command.command(name="compare", epilog="\b\nExample:\n  backport model compare --repo haproxy v2.4.16 v2.4.17")
@click.argument("revisions", metavar="[REV_A REV_B]", nargs=-1)
@_trees
@options.repo
@_model
@_option
@_states
@_timeout
@options.as_json
@bounded_searches
def compare(
    revisions: tuple[str, ...],
    folders: tuple[Path, ...],
    repo: Path,
    name: str | None,
    chosen: tuple[str, ...],
    states: int,
    seconds: float,
    as_json: bool,
) -> int:
    """What differs between two revisions: verdicts, and every step from every state of the second under both.

    Exit 0 when nothing differs, 1 when something does or not everything could be compared.
    """
    before, after = _one(_given(revisions, folders, repo), 2)
    limits = Limits(states, seconds)
    labels = before.label, after.label
    models = _models(after, name)
    ways = _options(models, chosen)
    found = [delta(model, before.source, after.source, ways[model.name], limits, labels) for model in models]
    found = [d for d in found if d.before.properties or d.after.properties] or found
    if as_json:
        echo(document(1, _delta_documents(found)))
    else:
        _report_deltas(found)
    same = all(not (d.differing or d.reason or d.uncovered or d.missing) for d in found)
    return Exit.DONE if same else Exit.FINDINGS


command.add_command(model_replay.command)


# ---- what the user named -------------------------------------------------------------------------------------------


def _given(revisions: tuple[str, ...], folders: tuple[Path, ...], repo: Path) -> Iterator[_Tree]:
    if revisions:
        repository = Repository.open(repo)
        for revision in revisions:
            yield _Tree(revision, repository.tree(repository.commit(repository.resolve(revision)).tree))
    for folder in folders:
        yield _Tree(str(folder), Folder(folder))


def _one(trees: Iterator[_Tree], wanted: int) -> list[_Tree]:
    found = list(trees)
    if len(found) != wanted:
        what = "a revision" if wanted == 1 else "two revisions"
        raise UserError(f"{len(found)} trees given", f"name {what}, or folders with --tree")
    return found


def _known(revision: str, repo: Path) -> list[Blueprint]:
    try:
        tree = next(_given((revision,), (), repo))
    except UserError:
        return [model for name in PROJECTS for model in project(name).models()]
    return list(recognise(tree.source)[0].models())


def _models(tree: _Tree, name: str | None) -> list[Blueprint]:
    found = recognise(tree.source)[0]
    models = [model for model in found.models() if name in (None, _ALL, model.name)]
    if not models:
        known = ", ".join(model.name for model in found.models())
        what = f"{found.TITLE} has no model {name!r}" if name else f"{found.TITLE} has no behavioural model"
        raise UserError(what, f"models: {known}" if known else "a model belongs to a project: see docs/MODEL.md")
    return models


def _options(models: list[Blueprint], chosen: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """The options of each model: one that a model does not have is another's."""
    found: dict[str, dict[str, str]] = {model.name: {} for model in models}
    for text in chosen:
        name, _, value = text.partition("=")
        having = [m for m in models if any(o.name == name and value in o.values for o in m.options)]
        if not having:
            ways = "; ".join(f"{o.name}={'|'.join(o.values)}" for model in models for o in model.options)
            raise UserError(f"no model has an option {text!r}", f"options: {ways}")
        for model in having:
            found[model.name][name] = value
    return found


# ---- what is printed -----------------------------------------------------------------------------------------------


def _listed(model: Blueprint) -> Mapping[str, object]:
    properties = [{"name": p.name, "kind": p.kind, "prose": p.prose} for p in model.properties]
    return {"name": model.name, "prose": model.prose, "properties": properties, "options": model.options}


def _documents(results: list[Behaviour]) -> Mapping[str, object]:
    """One document of all models: the worst verdict, every property."""
    if len(results) == 1:
        return _document(results[0])
    each = [_document(result) for result in results]
    order = (Status.VIOLATED, Status.UNKNOWN, Status.HOLDS)
    return {
        "model": ", ".join(result.model for result in results),
        "revision": results[0].revision,
        "verdict": min((result.status for result in results), key=order.index),
        "properties": [{"model": one.model, **p} for one in results for p in _properties(one)],
        "states": sum(result.states for result in results),
        "transitions": sum(result.transitions for result in results),
        "seconds": round(sum(result.seconds for result in results), 3),
        "reason": "; ".join(dict.fromkeys(result.reason for result in results if result.reason)),
        "models": each,
    }


def _properties(result: Behaviour) -> list[dict[str, object]]:
    return [
        {
            "name": p.name,
            "prose": p.prose,
            "status": p.status,
            "steps": len(p.path) if p.path else None,
            "path": p.path,
            "reason": p.reason,
        }
        for p in result.properties
    ]


def _document(result: Behaviour) -> Mapping[str, object]:
    return {
        "model": result.model,
        "revision": result.revision,
        "verdict": result.status,
        "properties": _properties(result),
        "states": result.states,
        "transitions": result.transitions,
        "seconds": result.seconds,
        "reason": result.reason,
        "risk": result.risk,
    }


def _delta_documents(found: list[Delta]) -> Mapping[str, object]:
    """One document of all models: whether one tells the revisions apart, and what each says."""
    each = [{"model": one.after.model, **_delta_document(one)} for one in found]
    if len(each) == 1:
        return each[0]
    covering = [one for one in found if one.entered or one.differing]
    return {
        "told_apart": any(one.told_apart for one in found),
        "covered_by": [one.after.model for one in covering],
        "uncovered": "" if covering else "; ".join(dict.fromkeys(one.uncovered or one.reason for one in found)),
        "models": each,
    }


def _delta_document(found: Delta) -> Mapping[str, object]:
    kinds = [
        {
            "actor": kind.actor,
            "label": kind.label,
            "where": dict(kind.where),
            "outcome": [{"name": name, "before": one, "after": other} for name, one, other in kind.outcome],
            "count": count,
        }
        for kind, count in found.differences
    ]
    return {
        "before": _document(found.before),
        "after": _document(found.after),
        "told_apart": found.told_apart,
        "steps": found.steps,
        "differing": found.differing,
        "missing": found.missing,
        "differences": kinds,
        "reason": found.reason,
        "changed": found.changed,
        "entered": found.entered,
        "uncovered": found.uncovered,
    }


def _report(result: Behaviour) -> None:
    counts = f"{result.states} states, {result.transitions} steps, {result.seconds:.1f} s"
    echo(f"{result.revision}: {result.model} {result.status} ({counts})")
    if result.reason:
        echo(f"  not everything was searched: {result.reason}")
    if result.risk:
        echo(f"  a state has been left out with a probability of at most {result.risk:.1e}")
    for property_ in result.properties:
        if property_.status is Status.VIOLATED:
            _report_path(property_)


def _report_path(property_: PropertyResult) -> None:
    echo(f"\n  {property_.name} is violated after {len(property_.path)} steps: {property_.prose}")
    if property_.reason:
        echo(f"  {property_.reason}")
    for number, step in enumerate(property_.path, 1):
        choices = f" (choice {', '.join(map(str, step.choices))})" if step.choices else ""
        echo(f"  {number:3}. {step.actor} {step.label}{choices}")
        for change in step.changes:
            echo(f"         {change.name}: {change.before} -> {change.after}")


def _report_deltas(found: list[Delta]) -> None:
    """Those that run through what differs in full, the others in a line each."""
    told = [one for one in found if one.entered or one.differing or len(found) == 1]
    for one in told:
        _report_delta(one)
    for one in found:
        if one not in told and (one.uncovered or one.reason):
            echo(f"{one.after.model}: unknown what the change does: {one.uncovered or one.reason}")


def _report_delta(found: Delta) -> None:
    _report(found.before)
    _report(found.after)
    echo(f"\n{found.differing} of {found.steps} steps differ, of {len(found.differences)} kinds")
    if found.missing:
        echo(f"{found.missing} states of {found.after.revision} are none of {found.before.revision}")
    if found.reason:
        echo(f"not everything was compared: {found.reason}")
    if found.uncovered:
        echo(f"unknown what the change does: {found.uncovered}")
    for kind, count in found.differences:
        where = ", ".join(f"{name} {value}" for name, value in kind.where)
        echo(f"  {count:6}  {kind.actor} {kind.label} ({where})")
        for name, one, other in kind.outcome:
            echo(f"            {name}: {one or '-'} | {other or '-'}")
