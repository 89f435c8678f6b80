"""Steps one after the other over a text, in as few passes as the call shapes allow."""

from collections.abc import Sequence
from itertools import groupby

from backport.branchmap.edits import Edit, render
from backport.branchmap.paths import PathNames
from backport.branchmap.shapes import trigger
from backport.branchmap.stage import Pass, Stage
from backport.branchmap.table import Table, in_scope, usable
from backport.core.rule import Kind, Rule

Scopes = tuple[bool, ...]  # which of the rules that hold in some files only hold in this one


class Way:
    """Steps turned so that `newer` is what the text holds; what is compiled for one file serves its like."""

    def __init__(self, steps: Sequence[Sequence[Rule]], roots: Sequence[str] = ()) -> None:
        self.paths = PathNames(steps, roots)
        self._steps = tuple(tuple(step) for step in steps)
        self._roots = tuple(roots)
        self._scoped = [(n, rule) for n, step in enumerate(steps) for rule in step if rule.where.paths]
        self._triggers = [
            frozenset(trigger(rule.newer) for rule in usable(step) if rule.kind is Kind.CALL) for step in steps
        ]
        self._stages: dict[tuple[Scopes, int, int], Stage] = {}

    def table(self, path: str) -> Table:
        """All renames for a file."""
        return self._stage(path, 0, len(self._steps)).table

    def run(self, path: str, data: bytes, present: frozenset[bytes], kept: frozenset[bytes]) -> Pass:
        """The text after all steps; names in `kept` stay. `present` holds at least the text's words."""
        made = Pass(data, words=present)
        for first, last in self._passes(present | self.table(path).reached(present)):
            made = made.then(self._stage(path, first, last).run(made.data, made.words, kept))
        return made

    def elsewhere(self, data: bytes, present: frozenset[bytes]) -> Pass:
        """A text that is not C: only the paths that move."""
        edits = [Edit(*named) for named in self.paths.named(data, present, None)]
        used = tuple(dict.fromkeys(rule for edit in edits for rule in edit.rules))
        return Pass(render(data, edits) if edits else data, used, (), present)

    def _passes(self, reached: frozenset[bytes]) -> list[tuple[int, int]]:
        """Steps with a call shape that may match go alone; the others together."""
        alone = [not reached.isdisjoint(words) for words in self._triggers]
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
