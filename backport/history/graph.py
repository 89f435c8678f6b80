"""Who reaches whom: the commit graph in memory, as numbers that grow from parents to children."""

import heapq
from collections.abc import Collection, Iterator, Sequence


class Graph:
    """`parents[n]` are the parents of commit `n`; every parent has a smaller number. `dates` are committer dates."""

    def __init__(self, parents: Sequence[tuple[int, ...]], dates: Sequence[int]) -> None:
        self.parents = parents
        self.dates = dates

    def masks(self, tips: Sequence[int]) -> list[int]:
        """For each commit the tips that reach it, tip `i` as bit `i`; a commit reaches itself."""
        masks = [0] * len(self.parents)
        for bit, tip in enumerate(tips):
            masks[tip] |= 1 << bit
        parents = self.parents
        for n in range(max(tips, default=-1), -1, -1):
            mask = masks[n]
            if mask:
                for parent in parents[n]:
                    masks[parent] |= mask
        return masks

    def between(self, base: int | None, tip: int) -> set[int]:
        """Commits that `tip` reaches and `base` does not: git's `base..tip`."""
        masks = self.masks([tip] if base is None else [tip, base])
        return {n for n, mask in enumerate(masks) if mask == 1}

    def merge_base(self, one: int, others: Sequence[int]) -> int | None:
        """The newest commit that `one` and any of `others` reach (the first of git's `merge-base --all`)."""
        mine, theirs = self.masks([one]), self.masks(others)
        return next((n for n in range(len(mine) - 1, -1, -1) if mine[n] and theirs[n]), None)

    def newest_first(self, chosen: Collection[int]) -> Iterator[int]:
        """The commits in git log's order: by committer date, never a parent before the child that led to it."""
        inside = chosen if isinstance(chosen, set | frozenset) else set(chosen)
        led_to = {parent for n in inside for parent in self.parents[n]}
        queue = [(-self.dates[n], order, n) for order, n in enumerate(n for n in sorted(inside) if n not in led_to)]
        heapq.heapify(queue)
        seen = {n for _, _, n in queue}
        order = len(queue)
        while queue:
            _, _, n = heapq.heappop(queue)
            yield n
            for parent in self.parents[n]:
                if parent in inside and parent not in seen:
                    seen.add(parent)
                    order += 1
                    heapq.heappush(queue, (-self.dates[parent], order, parent))
