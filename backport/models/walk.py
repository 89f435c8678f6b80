"""A path walked again in a model: what each step runs and changes, and where two revisions part."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from backport.core.behaviour import Change, Step
from backport.models.base import Comparable, Move, S
from backport.models.lifted import LiftedModel

_LIFTED = "<"  # how the file names of lifted code begin: "<src/x.c:function>"


@dataclass(frozen=True)
class Walked:
    """A step that was made: what it changed, the functions that ran (path, line, name), and what it broke."""

    step: Step
    changes: tuple[Change, ...]
    ran: tuple[tuple[str, int, str], ...] = ()
    broken: str = ""


@dataclass(frozen=True)
class Parting:
    """The first step that two revisions make differently: its number from 1, and field, here, there."""

    number: int
    fields: tuple[tuple[str, str, str], ...]


def walk(model: Comparable[Any], steps: Sequence[Step]) -> Iterator[Walked]:
    """Make the steps one by one; ends early where the model cannot go on."""
    state = model.initial()
    for step in steps:
        ran: list[str] = []
        before = model.describe(state)
        with _watching(ran):
            move = _move(model, state, step)
        if move is None:
            return
        after = model.describe(move.state)
        changes = tuple(Change(k, before.get(k, ""), v) for k, v in after.items() if before.get(k) != v)
        yield Walked(step, changes, _places(model, ran), ": ".join(move.broken) if move.broken else "")
        state = move.state


def part(first: Comparable[Any], second: Comparable[Any], steps: Sequence[Step]) -> Parting | None:
    """The first step after which the revisions stand differently; None when they never do."""
    one, other = first.initial(), second.initial()
    for number, step in enumerate(steps, 1):
        a, b = _move(first, one, step), _move(second, other, step)
        if a is None or b is None:
            said = tuple("cannot be made" if move is None else "is made" for move in (a, b))
            return Parting(number, (("the step", said[0], said[1]),)) if said[0] != said[1] else None
        here, there = _standing(first, a), _standing(second, b)
        fields = tuple(
            (k, here.get(k, "-"), there.get(k, "-")) for k in {**here, **there} if here.get(k) != there.get(k)
        )
        if fields:
            return Parting(number, fields)
        one, other = a.state, b.state
    return None


def _standing(model: Comparable[S], move: Move[S]) -> dict[str, str]:
    return {**model.describe(move.state), **({"breaks": move.broken[0]} if move.broken else {})}


def _move(model: Comparable[S], state: S, step: Step) -> Move[S] | None:
    """The step in this model; where fewer choices are made in it, with those."""
    for move in model.moves(state):
        same = (move.event.actor, move.event.label) == (step.actor, step.label)
        if same and move.choices == step.choices[: len(move.choices)]:
            return move
    return None


@contextmanager
def _watching(ran: list[str]) -> Iterator[None]:
    """Note the lifted functions that are entered; those of events that come before the wanted one are forgotten."""

    def seen(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call":
            return
        if code.co_name == "_run" and code.co_filename.endswith("lifted.py"):
            ran.clear()
        elif code.co_filename.startswith(_LIFTED) and code.co_name.startswith("f_"):
            ran.append(code.co_name.removeprefix("f_"))

    sys.setprofile(seen)
    try:
        yield
    finally:
        sys.setprofile(None)


def _places(model: Comparable[Any], ran: list[str]) -> tuple[tuple[str, int, str], ...]:
    if not isinstance(model, LiftedModel):
        return ()
    functions = model.program.index.functions
    return tuple((functions[name].path, functions[name].line, name) for name in dict.fromkeys(ran) if name in functions)
