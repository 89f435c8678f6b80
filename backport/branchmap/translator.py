"""A text of one generation in the words of another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from backport.branchmap.edits import Edit, render
from backport.branchmap.lexical import words
from backport.branchmap.paths import PathNames
from backport.branchmap.shapes import trigger
from backport.branchmap.stage import Hit, Stage
from backport.branchmap.table import Sides, in_scope, usable
from backport.branchmap.values import Route
from backport.core.rule import Kind, Rule

_C = (".c", ".h")
Exists = Callable[[str], bool]
Scopes = tuple[bool, ...]  # which of the rules that hold in some files only hold in this one


@dataclass(frozen=True)
class Translated:
    """The text, the ids of the rules that changed it in order of use, and what is open: no rule may decide it."""

    data: bytes
    used: tuple[str, ...] = ()
    open: tuple[Hit, ...] = ()


class Translator:
    """Renames along a route, whole identifiers only.

    Strings stay. In comments a name is translated where it cannot be a word of prose: it has an underscore or a
    capital after its first letter, or stands right before a parenthesis or arrow, or after an arrow or `struct`.
    `extra` rules are tried first, and the names they give are the target's: the map leaves them alone.
    """

    def __init__(self, route: Route, extra: Sequence[Rule] = (), include_roots: Sequence[str] = ()) -> None:
        self.route = route
        self.extra = tuple(extra)
        self._roots = tuple(include_roots)
        self._steps = (*((self.extra,) if self.extra else ()), *route.steps)
        self._paths = PathNames(self._steps, self._roots)
        self._final = frozenset(rule.older.rpartition(" ")[2].lstrip(".").encode() for rule in self.extra)
        self._scoped = [(n, rule) for n, step in enumerate(self._steps) for rule in step if rule.where.paths]
        self._triggers = [
            frozenset(trigger(rule.newer) for rule in usable(step) if rule.kind is Kind.CALL) for step in self._steps
        ]
        self._stages: dict[tuple[Scopes, int, int], Stage] = {}

    def path(self, path: str) -> str:
        """Where the file `path` is in the target's generation."""
        return self._paths.path(path)

    def text(self, path: str, data: bytes, exists: Exists | None = None) -> Translated:
        """The text `data` of the file `path` (by the name it has beside that text), translated.

        With `exists` (does this identifier occur in the target?), a name stays that the target has while it lacks the
        translation: it was brought there ahead of the rename, or kept. The same `data` when nothing changes.
        """
        if not self._steps:
            return Translated(data)
        present = frozenset(words(data))
        if not path.endswith(_C):
            edits = [Edit(*named) for named in self._paths.named(data, present, None)]
            used = dict.fromkeys(rule for edit in edits for rule in edit.rules)
            return Translated(render(data, edits) if edits else data, tuple(used))
        return self._c(self._paths.along(path), data, present, exists)

    def _c(self, sides: tuple[Sides, ...], data: bytes, present: frozenset[bytes], exists: Exists | None) -> Translated:
        scopes = tuple(in_scope(rule, sides[step]) for step, rule in self._scoped)
        whole = self._stage(scopes, sides, 0, len(self._steps))
        kept = whole.table.kept(present, exists) if exists else frozenset()
        reached = present | whole.table.reached(present)
        used: dict[str, None] = {}
        hits: list[Hit] = []
        for first, last in self._passes(reached):
            # What the extra rules give is the target's already: the steps after the first leave it alone.
            held = kept | self._final if self.extra else kept
            stage = self._stage(scopes, sides, first, last)
            made = stage.run(data, present, kept if first == 0 and last == 1 else held)
            data, present = made.data, present | made.words
            used |= dict.fromkeys(made.used)
            hits += made.open
        return Translated(data, tuple(used), tuple(sorted(hits)))

    def _passes(self, reached: frozenset[bytes]) -> list[tuple[int, int]]:
        """Steps with a call shape that may match, and the extra rules, go alone; the others together."""
        alone = [
            (bool(self.extra) and step == 0) or not reached.isdisjoint(self._triggers[step])
            for step in range(len(self._steps))
        ]
        made: list[tuple[int, int]] = []
        for single, steps in groupby(range(len(alone)), key=alone.__getitem__):
            run = list(steps)
            made += [(step, step + 1) for step in run] if single else [(run[0], run[-1] + 1)]
        return made

    def _stage(self, scopes: Scopes, sides: tuple[Sides, ...], first: int, last: int) -> Stage:
        key = scopes, first, last
        if key not in self._stages:
            self._stages[key] = Stage(self._steps[first:last], sides[first:last], self._roots)
        return self._stages[key]
