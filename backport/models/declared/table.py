"""A set of packed states that takes whole arrays at once: open addressing, one probe of all that are left per round."""

import numpy as np
from numpy.typing import NDArray

from backport.models.declared.packed import Words

Indices = NDArray[np.int64]
Bits = NDArray[np.bool_]
Keys = NDArray[np.uint64]
_MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)
_TOP = np.uint64(1 << 63)  # no field has this bit
_SHIFT = np.uint64(32)


def keys(states: Words) -> Keys:
    """A number per state, never 0, that depends on all its bits; of one-word states no two have the same.

    Multiplying with an odd number and adding the upper half to the lower can both be undone, so nothing is lost.
    """
    found: Keys = states[0] | _TOP
    for i, word in enumerate(states):
        if i:
            found ^= word
        found *= np.uint64(_MULTIPLIERS[i % len(_MULTIPLIERS)])
        found ^= found >> _SHIFT
    if len(states) > 1:
        found[found == 0] = 1
    return found


class Seen:
    """The states met so far, numbered in the order in which they came."""

    def __init__(self, words: int) -> None:
        self.count = 0
        self._states: Words = np.empty((words, 1 << 10), dtype=np.uint64)
        self._keys: Keys = np.zeros(1 << 12, dtype=np.uint64)  # 0: free
        # the number of the state that has a slot, and while states are added -n - 1 for the candidate n
        self._owner: Indices = np.zeros(1 << 12, dtype=np.int64)

    def __getitem__(self, part: slice) -> Words:
        return self._states[:, : self.count][:, part]

    @property
    def bytes(self) -> int:
        """The memory it takes."""
        return self._states.nbytes + self._keys.nbytes + self._owner.nbytes

    def add(self, candidates: Words) -> Indices:
        """Add states; the columns of those that were new, each once, in their order."""
        self._grow(self.count + candidates.shape[1])
        slots = self._insert(candidates)
        fresh = np.flatnonzero(slots >= 0)
        end = self.count + len(fresh)
        if end > self._states.shape[1]:
            room = np.empty((len(self._states), max(2 * self._states.shape[1], end)), dtype=np.uint64)
            room[:, : self.count] = self._states[:, : self.count]
            self._states = room
        self._states[:, self.count : end] = candidates[:, fresh]
        self._owner[slots[fresh]] = np.arange(self.count, end)
        self.count = end
        return fresh

    def _insert(self, candidates: Words) -> Indices:
        """Find a slot for each state that is not in the table: its number, or -1."""
        wanted = keys(candidates)
        mask = len(self._keys) - 1
        at = (wanted & np.uint64(mask)).astype(np.int64)
        found = np.full(len(at), -1, dtype=np.int64)
        left = np.arange(len(at))
        while len(left):
            held = self._keys[at]
            free = held == 0
            other = ~free & (held != wanted)
            if len(candidates) > 1:
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
        self._keys = np.zeros(size, dtype=np.uint64)
        self._owner = np.zeros(size, dtype=np.int64)
        if self.count:
            self._owner[self._insert(self[:])] = np.arange(self.count)
