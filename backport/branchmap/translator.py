"""A text of one generation in the words of another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backport.branchmap.edits import Edit, render
from backport.branchmap.lexical import words
from backport.branchmap.stage import Hit, Pass
from backport.branchmap.values import Route
from backport.branchmap.way import Way
from backport.core.rule import Kind, Rule

_C = (".c", ".h")
_NAMES = (Kind.FUNCTION, Kind.MACRO, Kind.TYPE, Kind.FIELD)
_NOTHING: frozenset[bytes] = frozenset()
Exists = Callable[[str], bool]


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

    def __init__(
        self,
        route: Route,
        extra: Sequence[Rule] = (),
        include_roots: Sequence[str] = (),
        beyond: Sequence[Sequence[Rule]] = (),
    ) -> None:
        """`beyond` holds the steps that lead on from both ends of the route, turned away from it, nearest first."""
        self.route = route
        self.extra = tuple(extra)
        steps = (*((self.extra,) if self.extra else ()), *route.steps)
        self._way = Way(steps, include_roots, first_alone=bool(self.extra))
        self._beyond = [Way([[rule for rule in step if rule.kind in _NAMES]]) for step in beyond]
        self._final = frozenset(rule.older.rpartition(" ")[2].lstrip(".").encode() for rule in self.extra)

    def path(self, path: str, exists: Exists | None = None) -> str:
        """Where the file `path` is in the target's generation.

        With `exists` (is there a file of this path in the target?) the path stays where the target has it and lacks
        the other: code that was taken out of a file later may have been taken out of it in the target as well.
        """
        other = self._way.paths.path(path)
        return path if exists and other != path and exists(path) and not exists(other) else other

    def text(self, path: str, data: bytes, exists: Exists | None = None) -> Translated:
        """The text `data` of the file `path` (by the name it has beside that text), translated.

        With `exists` (does this identifier occur in the target?) the tree has the last word: a name stays that the
        target has while it lacks the translation, and where the target lacks both it gets the name that a step beyond
        the route gives and the target has. So a rename that was brought to a branch ahead of its generation, or has
        not reached this point of it yet, does no harm. The same `data` when nothing changes.
        """
        present = frozenset(words(data))
        if not path.endswith(_C):
            edits = [Edit(*named) for named in self._way.paths.named(data, present, None)]
            used = dict.fromkeys(rule for edit in edits for rule in edit.rules)
            return Translated(render(data, edits) if edits else data, tuple(used))
        kept = self._way.table(path).kept(present, exists) if exists else _NOTHING
        made = self._way.run(path, data, present, kept, self._final)
        if exists:
            made = self._go_beyond(self.path(path), made, exists)
        return Translated(made.data, made.used, tuple(sorted(made.open)))

    def _go_beyond(self, path: str, made: Pass, exists: Exists) -> Pass:
        for way in self._beyond:
            table = way.table(path)
            wanted = table.missing(made.words, exists) - self._final
            if wanted:
                done = way.run(path, made.data, made.words, table.names - wanted, _NOTHING)
                used = tuple(dict.fromkeys((*made.used, *done.used)))
                made = Pass(done.data, used, made.open, done.words)
        return made
