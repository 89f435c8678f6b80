"""Run a model on a tree: what holds, what does not, and a path as evidence."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from backport.core.behaviour import Behaviour, Change, PropertyResult, Status, Step
from backport.csource.lift.errors import Absent, CannotLift, Crash, OutOfFuel
from backport.csource.lift.source import Source
from backport.models.base import Blueprint, Comparable, Model, Move, Property, S
from backport.models.compact import Compact, Named
from backport.models.explore import USUAL, Exploration, Limits, explore

_WORST = (Status.VIOLATED, Status.UNKNOWN)


def run(
    blueprint: Blueprint,
    source: Source,
    options: Mapping[str, str] | None = None,
    limits: Limits = USUAL,
    revision: str = "",
    role: str = "",
    compact: bool = False,
) -> Behaviour:
    """What a model says of one tree; UNKNOWN, with the reason, where something cannot be lifted or a limit is met.

    With `compact` states are remembered by 64 bits each.
    """
    model = built(blueprint, source, options or {})
    if isinstance(model, CannotLift):
        return unlifted(blueprint, revision, role, model)
    if compact:
        return compacted(blueprint, model, limits, revision, role)
    return searched(blueprint, model, limits, revision, role)[0]


def built(blueprint: Blueprint, source: Source, options: Mapping[str, str]) -> Comparable[Any] | CannotLift:
    """The model of one tree, or why there is none."""
    try:
        return blueprint.build(source, options)
    except CannotLift as error:
        return error
    except (Crash, OutOfFuel, RecursionError) as error:
        return CannotLift(str(error) or type(error).__name__, "")


def unlifted(blueprint: Blueprint, revision: str, role: str, why: CannotLift) -> Behaviour:
    """What is said of a tree that has no model: nothing, with the reason; no properties where it has no such code."""
    reason = str(why)
    named = () if isinstance(why, Absent) else blueprint.properties
    unknown = tuple(PropertyResult(p.name, p.prose, Status.UNKNOWN, (), reason) for p in named)
    return Behaviour(blueprint.name, role, revision, Status.UNKNOWN, unknown, reason=reason)


def searched(
    blueprint: Blueprint,
    model: Comparable[Any],
    limits: Limits,
    revision: str,
    role: str,
    begun: Exploration[Any] | None = None,
) -> tuple[Behaviour, Exploration[Any]]:
    """What a model says, and the search it says it from; with `begun` that search goes on."""
    found = explore(model, limits, begun)
    return _said(blueprint, model, found, revision, role, found.path), found


def compacted(blueprint: Blueprint, model: Comparable[Any], limits: Limits, revision: str, role: str) -> Behaviour:
    """What a model says when its states are remembered by 64 bits each; `risk` says how likely one was left out."""
    compact: Compact[Any] = Compact(model)
    found = explore(compact, limits)

    def path(state: Named[Any], last: Move[Named[Any]] | None) -> list[Move[Any]]:
        return compact.unfolded(found.path(state, last))

    said = _said(blueprint, model, found, revision, role, path)
    return replace(said, risk=compact.risk(len(found.origin)))


def _said(
    blueprint: Blueprint,
    model: Comparable[Any],
    found: Exploration[Any],
    revision: str,
    role: str,
    path: Callable[[Any, Move[Any] | None], list[Move[Any]]],
) -> Behaviour:
    results = tuple(_result(model, found, property_, path) for property_ in model.properties)
    return Behaviour(
        model=blueprint.name,
        role=role,
        revision=revision,
        status=next((s for s in _WORST if any(r.status is s for r in results)), Status.HOLDS),
        properties=results,
        states=len(found.origin),
        transitions=found.transitions,
        seconds=round(found.seconds, 3),
        reason=found.stopped,
        assumptions=model.assumptions,
    )


def _result(
    model: Model[S],
    found: Exploration[Any],
    property_: Property,
    way: Callable[[Any, Move[Any] | None], list[Move[S]]],
) -> PropertyResult:
    if property_.name in found.violations:
        path = way(*found.violations[property_.name])
        broken = path[-1].broken if path else None
        return PropertyResult(
            property_.name, property_.prose, Status.VIOLATED, evidence(model, path), broken[1] if broken else ""
        )
    status = Status.UNKNOWN if found.stopped else Status.HOLDS
    return PropertyResult(property_.name, property_.prose, status, (), found.stopped)


def evidence(model: Model[S], path: list[Move[S]]) -> tuple[Step, ...]:
    """A path as plain data: who did what, and what it changed."""
    steps = []
    before = model.describe(model.initial())
    for move in path:
        after = model.describe(move.state)
        changes = tuple(Change(k, before.get(k, ""), v) for k, v in after.items() if before.get(k) != v)
        steps.append(Step(move.event.actor, move.event.label, changes, move.choices))
        before = after
    return tuple(steps)


def replay(model: Model[S], steps: tuple[Step, ...]) -> S | None:
    """The state that a path leads to in a model; None where the model cannot go that way."""
    state = model.initial()
    for step in steps:
        wanted = (step.actor, step.label, step.choices)
        moves = (m for m in model.moves(state) if (m.event.actor, m.event.label, m.choices) == wanted)
        move = next(moves, None)
        if move is None:
            return None
        state = move.state
    return state
