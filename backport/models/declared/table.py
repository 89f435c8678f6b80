"""A set of packed states that takes whole arrays at once: open addressing, one probe of all that are left per round."""

import secrets

import numpy as np
from numpy.typing import NDArray

from backport.models.declared.packed import Words

Indices = NDArray[np.int64]
Bits = NDArray[np.bool_]
Keys = NDArray[np.uint64]
_MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)
_TOP = np.uint64(1 << 63)  # no field has this bit
_SHIFT = np.uint64(32)


def keys(states: Words, salt: int = 0) -> Keys:
    """A number per state, never 0, that depends on all its bits; of one-word states no two have the same.

    Multiplying with an odd number and adding the upper half to the lower can both be undone, so nothing is lost. With a
    salt the multipliers are others.
    """
    found: Keys = states[0] | _TOP
    for i, word in enumerate(states):
        if i:
            found ^= word
        found *= np.uint64((_MULTIPLIERS[i % len(_MULTIPLIERS)] ^ salt) | 1)
        found ^= found >> _SHIFT
    if len(states) > 1:
        if salt:  # nothing but the key will tell states apart: once more
            found *= np.uint64(_MULTIPLIERS[0])
            found ^= found >> _SHIFT
        found[found == 0] = 1
    return found


class Seen:
    """The states met so far, numbered in the order in which they came.

    With `compact` states of more than one word are told apart by their keys alone, which a salt makes unlike those of
    any other search; only the states that have not been forgotten are held.
    """

    def __init__(self, words: int, compact: bool = False) -> None:
        self.count = 0
        self.by_key = words == 1 or compact
        self._salt = secrets.randbits(62) << 1 if compact and words > 1 else 0
        self._forgotten = 0  # states
        self._states: Words = np.empty((words, 1 << 10), dtype=np.uint64)
        self._keys: Keys = np.zeros(1 << 12, dtype=np.uint64)  # 0: free
        # the number of the state that has a slot, and while states are added -n - 1 for the candidate n
        self._owner: Indices = np.zeros(1 << 12, dtype=np.int64)

    def __getitem__(self, part: slice) -> Words:
        start = part.start - self._forgotten
        return self._states[:, start : part.stop - self._forgotten]

    @property
    def bytes(self) -> int:
        """The memory it takes."""
        return self._states.nbytes + self._keys.nbytes + self._owner.nbytes

    @property
    def risk(self) -> float:
        """How likely it is that two of the states have the same key, so that one has been left out."""
        return self.count * (self.count - 1) / 2 / (1 << 64) if self._salt else 0.0

    def forget(self, before: int) -> None:
        """Hold the states before this number no longer: they are only known by their keys."""
        if self._salt:
            self._states = self._states[:, before - self._forgotten : self.count - self._forgotten].copy()
            self._forgotten = before

    def add(self, candidates: Words) -> Indices:
        """Add states; the columns of those that were new, each once, in their order."""
        self._grow(self.count + candidates.shape[1])
        slots = self._insert(keys(candidates, self._salt), candidates)
        fresh = np.flatnonzero(slots >= 0)
        held, end = self.count - self._forgotten, self.count - self._forgotten + len(fresh)
        if end > self._states.shape[1]:
            room = np.empty((len(self._states), max(2 * self._states.shape[1], end)), dtype=np.uint64)
            room[:, :held] = self._states[:, :held]
            self._states = room
        self._states[:, held:end] = candidates[:, fresh]
        self._owner[slots[fresh]] = np.arange(self.count, self.count + len(fresh))
        self.count += len(fresh)
        return fresh

    def _insert(self, wanted: Keys, candidates: Words | None) -> Indices:
        """Find a slot for each state that is not in the table: its number, or -1. Without states all are new."""
        mask = len(self._keys) - 1
        at = (wanted & np.uint64(mask)).astype(np.int64)
        found = np.full(len(at), -1, dtype=np.int64)
        left = np.arange(len(at))
        while len(left):
            held = self._keys[at]
            free = held == 0
            other = ~free & (held != wanted) if candidates is not None else ~free
            if candidates is not None and not self.by_key:
                same = np.flatnonzero(~free & ~other)
                other[same] = self._differ(candidates, left[same], at[same])
            lost = self._claim(left[free], at[free], wanted[free], found)
            again, on = np.flatnonzero(free)[lost], np.flatnonzero(other)
            which = np.concatenate((again, on))
            at = np.concatenate((at[again], at[on] + 1 & mask))
            left, wanted = left[which], wanted[which]
        return found

    def _claim(self, who: Indices, where: Indices, wanted: Keys, found: Indices) -> Bits:
        """Give free slots away, one that several want to the first of them; those who lost must look again."""
        self._owner[where[::-1]] = -who[::-1] - 1
        won: Bits = self._owner[where] == -who - 1
        self._keys[where[won]] = wanted[won]
        found[who[won]] = where[won]
        return np.logical_not(won)

    def _differ(self, candidates: Words, who: Indices, where: Indices) -> Bits:
        """Whether candidates are not the states whose slots have their keys."""
        owner = self._owner[where]
        known = owner >= 0
        different: Bits = np.zeros(len(who), dtype=np.bool_)
        for word in range(len(candidates)):
            old = self._states[word][np.where(known, owner, 0)]
            new = candidates[word][np.where(known, 0, -owner - 1)]
            different |= np.where(known, old, new) != candidates[word][who]
        return different

    def _grow(self, count: int) -> None:
        size = len(self._keys)
        if 2 * count <= size:
            return
        while size < 2 * count:
            size *= 2
        taken = np.flatnonzero(self._keys)
        held, owners = self._keys[taken], self._owner[taken]
        self._keys = np.zeros(size, dtype=np.uint64)
        self._owner = np.zeros(size, dtype=np.int64)
        self._owner[self._insert(held, None)] = owners
