"""Steps one after the other over a text, in as few passes as the call shapes allow."""

from collections.abc import Sequence
from itertools import groupby

from backport.branchmap.paths import PathNames
from backport.branchmap.shapes import trigger
from backport.branchmap.stage import Pass, Stage
from backport.branchmap.table import Table, in_scope, usable
from backport.core.rule import Kind, Rule

Scopes = tuple[bool, ...]  # which of the rules that hold in some files only hold in this one
_NOTHING: frozenset[bytes] = frozenset()


class Way:
    """Steps turned so that `newer` is what the text holds; what is compiled for one file serves its like."""

    def __init__(self, steps: Sequence[Sequence[Rule]], roots: Sequence[str] = (), first_alone: bool = False) -> None:
        """With `first_alone` the first step is a pass of its own."""
        self.paths = PathNames(steps, roots)
        self._steps = tuple(tuple(step) for step in steps)
        self._roots = tuple(roots)
        self._first_alone = first_alone
        self._scoped = [(n, rule) for n, step in enumerate(steps) for rule in step if rule.where.paths]
        self._triggers = [
            frozenset(trigger(rule.newer) for rule in usable(step) if rule.kind is Kind.CALL) for step in steps
        ]
        self._stages: dict[tuple[Scopes, int, int], Stage] = {}

    def table(self, path: str) -> Table:
        """All renames for a file."""
        return self._stage(path, 0, len(self._steps)).table

    def run(
        self, path: str, data: bytes, present: frozenset[bytes], kept: frozenset[bytes], final: frozenset[bytes]
    ) -> Pass:
        """The text after all steps. Names in `kept` stay; so do those in `final`, once the first step is done."""
        made = Pass(data, words=present)
        for first, last in self._passes(present | self.table(path).reached(present)):
            stage = self._stage(path, first, last)
            done = stage.run(made.data, made.words, kept | final if last > 1 else kept)
            used = tuple(dict.fromkeys((*made.used, *done.used)))
            made = Pass(done.data, used, (*made.open, *done.open), made.words | done.words)
        return made

    def _passes(self, reached: frozenset[bytes]) -> list[tuple[int, int]]:
        """Steps with a call shape that may match go alone; the others together."""
        alone = [not reached.isdisjoint(words) for words in self._triggers]
        if alone and self._first_alone:
            alone[0] = True
        made: list[tuple[int, int]] = []
        for single, steps in groupby(range(len(alone)), key=alone.__getitem__):
            run = list(steps)
            made += [(step, step + 1) for step in run] if single else [(run[0], run[-1] + 1)]
        return made

    def _stage(self, path: str, first: int, last: int) -> Stage:
        sides = self.paths.along(path)
        key = tuple(in_scope(rule, sides[step]) for step, rule in self._scoped), first, last
        if key not in self._stages:
            self._stages[key] = Stage(self._steps[first:last], sides[first:last], self._roots)
        return self._stages[key]
