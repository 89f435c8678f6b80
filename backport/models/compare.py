"""What differs between two revisions, step by step: from every state of the one, each event under both."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from backport.core.behaviour import Behaviour, Status
from backport.csource.lift.errors import Absent, CannotLift, OutOfFuel
from backport.csource.lift.source import Source
from backport.models.base import Blueprint, Comparable, Move, S
from backport.models.changes import unread
from backport.models.check import built, searched, unlifted
from backport.models.explore import USUAL, Limits

_OTHER = "the other revision cannot be lifted"
_SHOWN = 5


@dataclass(frozen=True, order=True)
class Difference:
    """A kind of step that differs: who does what, where, and which fields come out differently, and how often.

    `where` and `outcome` are in the model's words, so that two branches' differences can be compared.
    """

    actor: str
    label: str
    where: tuple[tuple[str, str], ...]
    outcome: tuple[tuple[str, str, str], ...]  # field, in the first revision, in the second


@dataclass(frozen=True)
class Delta:
    """How two revisions differ.

    `changed` are the functions that differ, `entered` those of them that ran, `assumed` those that the model replaces.
    `steps` is how many were compared, `differing` how many of them differ, by kind; steps that enter no changed
    function are the same and are not counted. `missing` states are none that the other revision can be in. `reason`
    says why not everything was compared, `uncovered` why the model cannot tell what a difference between the trees
    does.
    """

    before: Behaviour
    after: Behaviour
    steps: int = 0
    differing: int = 0
    differences: tuple[tuple[Difference, int], ...] = ()
    missing: int = 0
    reason: str = ""
    changed: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    uncovered: str = ""

    @property
    def told_apart(self) -> bool:
        """Whether a property is violated before and holds after."""
        return bool(self.repaired)

    @property
    def repaired(self) -> frozenset[str]:
        """The properties that are violated before and hold after."""
        return _names(self.before, Status.VIOLATED) & _names(self.after, Status.HOLDS)

    @property
    def broken(self) -> frozenset[str]:
        """The properties that hold before and are violated after."""
        return _names(self.before, Status.HOLDS) & _names(self.after, Status.VIOLATED)

    @property
    def kinds(self) -> frozenset[Difference]:
        """The kinds of step that differ."""
        return frozenset(kind for kind, _ in self.differences)


def _names(behaviour: Behaviour, status: Status) -> frozenset[str]:
    return frozenset(p.name for p in behaviour.properties if p.status is status)


def delta(
    blueprint: Blueprint,
    before: Source,
    after: Source,
    options: Mapping[str, str] | None = None,
    limits: Limits = USUAL,
    revisions: tuple[str, str] = ("before", "after"),
) -> Delta:
    """Run a model on two revisions and compare the steps from every state of the second that can differ."""
    first, second = (built(blueprint, source, options or {}) for source in (before, after))
    if isinstance(first, CannotLift) or isinstance(second, CannotLift):
        return _unlifted(blueprint, first, second, revisions)
    watch = second.watch(first)
    other, found = searched(blueprint, second, limits, revisions[1], "after")
    if watch.anywhere or watch.entered or other.reason:
        one, _ = searched(blueprint, first, limits, revisions[0], "before")
    else:  # nothing that differs ever ran: the other search would be the same
        one = replace(other, role="before", revision=revisions[0])
    states = found.origin if watch.anywhere else (state for state in watch.states if state in found.origin)
    compared = _compared(one, other, first, second, states, limits)
    outside = () if watch.changed or watch.anywhere else unread(before, after, first.reads | second.reads)
    replaced = {name for model in (first, second) for name in model.assumptions}
    compared = replace(
        compared,
        changed=tuple(sorted(watch.changed)),
        entered=tuple(sorted(watch.entered)),
        assumed=tuple(sorted(watch.changed & replaced)),
    )
    return replace(compared, uncovered=_uncovered(compared, watch.anywhere, outside))


def _unlifted(
    blueprint: Blueprint,
    first: Comparable[Any] | CannotLift,
    second: Comparable[Any] | CannotLift,
    revisions: tuple[str, str],
) -> Delta:
    reasons = [model for model in (first, second) if isinstance(model, CannotLift)]
    one, other = (
        unlifted(blueprint, revision, role, model if isinstance(model, CannotLift) else CannotLift(_OTHER, ""))
        for revision, role, model in zip(revisions, ("before", "after"), (first, second), strict=True)
    )
    why = str(reasons[0])
    absent = len(reasons) == sum(isinstance(reason, Absent) for reason in reasons)
    return Delta(one, other, uncovered=why) if absent else Delta(one, other, reason=why)


def _uncovered(compared: Delta, anywhere: bool, outside: tuple[str, ...]) -> str:
    """Why the model cannot tell what a change does; empty when it ran through what differs, or nothing does."""
    if compared.assumed:
        return f"the model replaces what differs: {_few(compared.assumed)}"
    if compared.changed and not compared.entered and not anywhere:
        return f"the model runs through nothing that differs: {_few(compared.changed)}"
    return f"the model does not read what differs: {_few(outside)}" if outside else ""


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _compared(
    one: Behaviour,
    other: Behaviour,
    first: Comparable[Any],
    second: Comparable[Any],
    states: Iterable[S],
    limits: Limits,
) -> Delta:
    kinds: Counter[Difference] = Counter()
    steps = missing = 0
    begun, reason = time.monotonic(), one.reason or other.reason
    try:
        for state in states:
            twin = first.adopt(second.export(state))
            if twin is None:
                missing += 1
                continue
            count, found = _state(first, second, twin, state)
            steps += count
            kinds.update(found)
            if time.monotonic() - begun > limits.seconds:
                reason = reason or f"comparison takes more than {limits.seconds:g} s"
                break
    except (CannotLift, OutOfFuel) as error:
        reason = str(error)
    return Delta(one, other, steps, sum(kinds.values()), tuple(sorted(kinds.items())), missing, reason)


def _state(first: Comparable[S], second: Comparable[S], twin: S, state: S) -> tuple[int, list[Difference]]:
    """The steps of one state compared: how many, and those that differ."""
    mine = {_key(m): m for m in first.moves(twin)}
    theirs = {_key(m): m for m in second.moves(state)}
    differing = []
    for key in mine.keys() | theirs.keys():
        a, b = mine.get(key), theirs.get(key)
        if a is not None and b is not None and a.broken == b.broken and _same(first, second, a, b):
            continue
        differing.append(_difference(first, second, a, b, second.describe(state)))
    return len(mine.keys() | theirs.keys()), differing


def _key(move: Move[S]) -> tuple[str, str, tuple[int, ...]]:
    return move.event.actor, move.event.label, move.choices


def _same(first: Comparable[S], second: Comparable[S], a: Move[S], b: Move[S]) -> bool:
    if a.broken is not None:
        return True
    one, other = first.export(a.state), second.export(b.state)
    return one == other or all(one[k] == other[k] for k in one.keys() & other.keys())


def _difference(
    first: Comparable[S], second: Comparable[S], a: Move[S] | None, b: Move[S] | None, where: Mapping[str, str]
) -> Difference:
    event = (a or b).event  # type: ignore[union-attr]  # one of them is there
    one = _outcome(first, a)
    other = _outcome(second, b)
    fields = tuple((k, one.get(k, ""), other.get(k, "")) for k in {**one, **other} if one.get(k) != other.get(k))
    place = tuple(item for item in where.items() if item[0] in first.context)
    return Difference(event.actor, event.label, place, fields)


def _outcome(model: Comparable[S], move: Move[S] | None) -> Mapping[str, str]:
    if move is None:
        return {"": "does not happen"}
    return {"": f"breaks {move.broken[0]}"} if move.broken is not None else model.describe(move.state)
