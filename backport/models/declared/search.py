"""Breadth-first search of a declared model, a whole level at once."""

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from backport.models.base import Cause, Move
from backport.models.declared.model import Declared, Values
from backport.models.declared.packed import Packing, Words
from backport.models.declared.symmetry import Parts, Quotient
from backport.models.declared.table import Seen
from backport.models.explore import USUAL, Limits

_CHUNK = 1 << 15  # states whose successors are computed at once
_MEGABYTE = 1 << 20


@dataclass
class Searched:
    """What a search found; `transitions` counts the steps out of all states, `depth` the steps to the farthest state.

    `paths` has a shortest path to each violation: the first state, then moves. `stopped` says why the search is not
    complete; empty when it is. `risk` is how likely it is that a state was taken for another one and left out.
    """

    states: int = 1
    transitions: int = 0
    depth: int = 0
    seconds: float = 0.0
    bytes: int = 0
    stopped: str = ""
    risk: float = 0.0
    paths: dict[str, list[Move[Values]]] = field(default_factory=dict)


class _Search:
    def __init__(self, model: Declared, limits: Limits, alike: Parts, compact: bool) -> None:
        self.model, self.limits = model, limits
        self.packing = Packing(model)
        self.quotient = Quotient(model, alike) if alike else None
        self.ordered = self.packing.ordering(alike) if alike else None
        self.rules = [(self.packing.test(r.guard), self.packing.change(r)) for r in model.rules]
        self.inside = [r.event.cause is Cause.INTERNAL for r in model.rules]
        self.claims = {c.property.name: (self.packing.test(c.bad), c.stuck) for c in model.claims}
        self.seen = Seen(self.packing.words, compact)
        self.parents: list[NDArray[np.int64]] = [np.array([-1])]
        self.by: list[NDArray[np.int16]] = [np.array([-1], dtype=np.int16)]
        self.bad: dict[str, int] = {}
        self.found = Searched()

    def run(self) -> Searched:
        found, seen = self.found, self.seen
        begun = time.monotonic()
        seen.add(self.packing.pack(self.model.initial()))
        start, end = 0, 1
        while start < end and not found.stopped:
            for at in range(start, end, _CHUNK):
                self._expand(at, seen[at : min(at + _CHUNK, end)])
                found.stopped = self._over(time.monotonic() - begun)
                if found.stopped:
                    break
            start, end = end, seen.count
            found.depth += start < end
            seen.forget(start)
        found.states, found.bytes, found.risk = seen.count, self._bytes(), seen.risk
        found.paths = {name: self._path(state) for name, state in self.bad.items()}
        found.seconds = time.monotonic() - begun
        return found

    def _bytes(self) -> int:
        return self.seen.bytes + sum(a.nbytes for a in self.parents) + sum(a.nbytes for a in self.by)

    def _over(self, seconds: float) -> str:
        limits = self.limits
        if self.seen.count > limits.states:
            return f"more than {limits.states} states"
        if self._bytes() > limits.megabytes * _MEGABYTE:
            return f"more than {limits.megabytes:g} MB"
        return f"more than {limits.seconds:g} s" if seconds > limits.seconds else ""

    def _expand(self, start: int, states: Words) -> None:
        """The successors of some states, which are numbered from `start` on."""
        parts, parents, by = [], [], []
        internal = np.zeros(states.shape[1], dtype=np.bool_)
        for number, (test, change) in enumerate(self.rules):
            at = np.flatnonzero(test(states))
            if not len(at):
                continue
            if self.inside[number]:
                internal[at] = True
            parts.append(change(states if len(at) == states.shape[1] else states[:, at]))
            parents.append(at + start)
            by.append(np.full(len(at), number, dtype=np.int16))
        self._judge(start, states, internal)
        if not parts:
            return
        candidates = np.concatenate(parts, axis=1)
        self.found.transitions += candidates.shape[1]
        if self.ordered is not None:
            candidates = self.ordered(candidates)
        fresh = self.seen.add(candidates)
        self.parents.append(np.concatenate(parents)[fresh])
        self.by.append(np.concatenate(by)[fresh])

    def _judge(self, start: int, states: Words, internal: NDArray[np.bool_]) -> None:
        for name, (test, stuck) in self.claims.items():
            if name not in self.bad:
                bad = test(states) & ~internal if stuck else test(states)
                if bad.any():
                    self.bad[name] = start + int(bad.argmax())

    def _path(self, state: int) -> list[Move[Values]]:
        """The moves to a state: its ancestors' rules, followed from the beginning."""
        parents, by = np.concatenate(self.parents), np.concatenate(self.by)
        rules: list[int] = []
        while parents[state] >= 0:
            rules.append(int(by[state]))
            state = int(parents[state])
        values, moves = self.model.initial(), []
        for rule in reversed(rules):
            values = self.model.after(values, rule)
            values = self.quotient.canonical(values) if self.quotient else values
            moves.append(Move(self.model.rules[rule].event, values))
        return self.quotient.unfolded(moves) if self.quotient else moves


def search(model: Declared, limits: Limits = USUAL, alike: Parts = (), compact: bool = False) -> Searched:
    """Search all reachable states of a declared model, nearest first.

    `alike` names the variables of parts that are all alike (see `Quotient`): of the states that differ only in which
    part is which one is searched. With `compact` states that take more than a word are remembered by 64 bits each.
    """
    return _Search(model, limits, alike, compact).run()
