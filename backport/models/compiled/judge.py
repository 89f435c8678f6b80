"""Whether both sides did the same with an input, and if not, what is different."""

from array import array
from operator import itemgetter

from backport.models.compiled.plan import ABSENT, ARGUMENTS, CALLS, HEAD, Plan

Outcome = tuple[list[int], list[int]] | None  # result and calls, cells; None for a crash


class Judge:
    """Compares results by one plan; `looked_at` are the numbers of the cells that count."""

    def __init__(self, plan: Plan, looked_at: list[int]) -> None:
        self._plan, self._looked_at = plan, looked_at
        self.width = HEAD + len(plan.slots)
        places = [HEAD + k for k in looked_at]
        self._cells = itemgetter(*places) if len(places) > 1 else lambda words: tuple(words[i] for i in places)

    def difference(self, mine: Outcome, theirs: "array[int]") -> str:
        """What is not the same; empty when everything is."""
        if (mine is None) != (theirs[0] != 0) or theirs[0] > 1:
            said = ("ends", "crashes", "does not end")
            return f"lifted it {said[mine is None]}, compiled it {said[theirs[0]]}:"
        if mine is None:
            return ""
        (result, *calls), cells = mine
        if result != theirs[1]:
            return f"result {result} lifted, {theirs[1]} compiled"
        return self._calls(calls, theirs) or self._changed(cells, self._cells(theirs))

    def _changed(self, mine: list[int], theirs: tuple[int, ...]) -> str:
        if tuple(mine) == theirs:
            return ""
        k = next(i for i, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b)
        slot = self._plan.slots[self._looked_at[k]]
        return f"{slot.thing.name or f'object {slot.thing.number}'}{slot.path}: {mine[k]} lifted, {theirs[k]} compiled"

    def _calls(self, mine: list[int], theirs: "array[int]") -> str:
        """`mine` is the number of calls, and for each the function and its arguments."""
        names = list(self._plan.standins)
        count = min(mine[0], theirs[2], CALLS)
        for i in range(count):
            one = mine[1 + i * (1 + ARGUMENTS) :][: 1 + ARGUMENTS]
            other = [b if a != ABSENT else ABSENT for a, b in zip(one, theirs[3 + i * (1 + ARGUMENTS) :], strict=False)]
            if one != other:
                return f"call {i}: {_said(names, one)} lifted, {_said(names, other)} compiled"
        return "" if mine[0] == theirs[2] else f"{mine[0]} calls lifted, {theirs[2]} compiled"


def _said(names: list[str], call: list[int]) -> str:
    name = names[call[0]] if 0 <= call[0] < len(names) else "?"
    return f"{name}({', '.join(str(value) for value in call[1:] if value != ABSENT)})"
