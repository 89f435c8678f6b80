"""What differs between two revisions, step by step: from every state of the one, each event under both."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backport.core.behaviour import Behaviour, Status
from backport.csource.lift.errors import CannotLift, OutOfFuel
from backport.csource.lift.source import Source
from backport.models.base import Blueprint, Comparable, Move, S
from backport.models.check import examined
from backport.models.explore import USUAL, Limits


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
    """How two revisions differ: `steps` compared, how many of each kind differ, `missing` states that the other
    revision cannot be in, `reason` when not everything was compared."""

    before: Behaviour
    after: Behaviour
    steps: int = 0
    differing: int = 0
    differences: tuple[tuple[Difference, int], ...] = ()
    missing: int = 0
    reason: str = ""

    @property
    def told_apart(self) -> bool:
        """Whether a property is violated before and holds after."""
        fixed = {p.name for p in self.after.properties if p.status is Status.HOLDS}
        return any(p.status is Status.VIOLATED and p.name in fixed for p in self.before.properties)

    @property
    def kinds(self) -> frozenset[Difference]:
        """The kinds of step that differ."""
        return frozenset(kind for kind, _ in self.differences)


def delta(
    blueprint: Blueprint,
    before: Source,
    after: Source,
    options: Mapping[str, str] | None = None,
    limits: Limits = USUAL,
    revisions: tuple[str, str] = ("before", "after"),
) -> Delta:
    """Run a model on two revisions and compare every step from every state of the second."""
    options = options or {}
    one, first, _ = examined(blueprint, before, options, limits, revisions[0], "before")
    other, second, found = examined(blueprint, after, options, limits, revisions[1], "after")
    if first is None or second is None or found is None:
        return Delta(one, other, reason=one.reason or other.reason)
    return _compared(one, other, first, second, list(found.origin), limits)


def _compared(
    one: Behaviour, other: Behaviour, first: Comparable[Any], second: Comparable[Any], states: list[S], limits: Limits
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
