"""Breadth-first search: the first state that violates a property ends a shortest path to it."""

import gc
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic

from backport.csource.lift.errors import CannotLift, OutOfFuel
from backport.models.base import Cause, Model, Move, Restart, S

_RESTARTS = 20
_BESIDE = (
    400  # bytes that a search keeps for each state beside the state itself: how it was reached, two tables' entries
)
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Where a search stops and says UNKNOWN: distinct states, seconds of wall clock, megabytes for the states.

    With `violations` it also stops when so many properties are violated; what else is true is then unknown.
    """

    states: int = 300_000
    seconds: float = 120.0
    megabytes: float = 2_000.0
    violations: int = 0


USUAL = Limits()


@dataclass
class Exploration(Generic[S]):
    """What a search found: how each state was reached first, and the first violation of each property.

    A violation is a state, and the move out of it where the move itself is what breaks the property. `stopped` says
    why the search is not complete; empty when it is, and `limited` that it was a limit, so that it can go on. The
    states from number `expanded` on wait for their turn.
    """

    origin: dict[S, tuple[S, Move[S]] | None]
    transitions: int = 0
    seconds: float = 0.0
    stopped: str = ""
    violations: dict[str, tuple[S, Move[S] | None]] = field(default_factory=dict)
    expanded: int = 0
    limited: bool = False

    def path(self, state: S, last: Move[S] | None = None) -> list[Move[S]]:
        """The moves from the beginning to a state, then `last` if given."""
        moves = [last] if last is not None else []
        while (came := self.origin[state]) is not None:
            state, move = came
            moves.append(move)
        return moves[::-1]


def explore(model: Model[S], limits: Limits = USUAL, begun: Exploration[S] | None = None) -> Exploration[S]:
    """Search all reachable states, nearest first; with `begun` go on with a search that met a limit."""
    started = time.monotonic()
    with _without_collector():
        found = _searched(model, limits, started, begun)
    found.seconds += time.monotonic() - started
    return found


@contextmanager
def _without_collector() -> Iterator[None]:
    """States are many and never in a cycle: the time to look for cycles among them is lost."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _searched(model: Model[S], limits: Limits, started: float, begun: Exploration[S] | None) -> Exploration[S]:
    for _ in range(_RESTARTS):
        found: Exploration[S] = begun or Exploration({model.initial(): None})
        begun = None
        try:
            found.stopped = _search(model, found, limits, started)
            found.limited = bool(found.stopped)
            model.finish()
        except (CannotLift, OutOfFuel) as error:
            found.stopped, found.limited = str(error), False
        except Restart as error:
            found.stopped = str(error)
            continue
        break
    return found


def _search(model: Model[S], found: Exploration[S], limits: Limits, started: float) -> str:
    origin, violations = found.origin, found.violations
    queue = deque(islice(origin, found.expanded, None))
    held = sum(sys.getsizeof(state) + _BESIDE for state in origin)
    while queue:
        if stopped := _over(found, limits, held, started):
            return stopped
        state = queue.popleft()
        held -= sys.getsizeof(state)
        internal = 0
        for move in model.moves(state):
            found.transitions += 1
            internal += move.event.cause is Cause.INTERNAL
            if move.broken is not None:
                violations.setdefault(move.broken[0], (state, move))
            elif move.state not in origin:
                origin[move.state] = (state, move)
                queue.append(move.state)
                held += sys.getsizeof(move.state) + _BESIDE
        for name in model.violated(state, internal):
            violations.setdefault(name, (state, None))
        found.expanded += 1
        held += sys.getsizeof(state)  # it may be smaller now
    return ""


def _over(found: Exploration[S], limits: Limits, held: int, started: float) -> str:
    """Which limit a search has met; empty when none."""
    if limits.violations and len(found.violations) >= limits.violations:
        return "enough is violated"
    if len(found.origin) > limits.states:
        return f"more than {limits.states} states"
    if held > limits.megabytes * _MEGABYTE:
        return f"more than {limits.megabytes:g} MB"
    return f"more than {limits.seconds:g} s" if time.monotonic() - started > limits.seconds else ""
