"""A text of one generation in the words of another."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache

from backport.branchmap.lexical import words
from backport.branchmap.stage import Hit, Pass
from backport.branchmap.values import Route
from backport.branchmap.way import Way
from backport.core.rule import Kind, Rule

_C = (".c", ".h")
_NAMES = (Kind.FUNCTION, Kind.MACRO, Kind.TYPE, Kind.FIELD)
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
        self._roots = tuple(include_roots)
        self._way = Way(route.steps, self._roots)
        self._beyond = [Way([[rule for rule in step if rule.kind in _NAMES]]) for step in beyond]
        self._try_first(extra)

    def with_extra(self, extra: Sequence[Rule]) -> "Translator":
        """The same way with other rules to be tried first; what is compiled of the way is shared."""
        made = copy(self)
        made._try_first(extra)
        return made

    def _try_first(self, extra: Sequence[Rule]) -> None:
        self.extra = tuple(extra)
        self._first = Way([self.extra] if extra else [], self._roots)
        self._final = frozenset(rule.older.rpartition(" ")[2].lstrip(".").encode() for rule in self.extra)

    def path(self, path: str, exists: Exists | None = None) -> str:
        """Where the file `path` is in the target's generation.

        With `exists` (is there a file of this path in the target?) the path stays where the target has it and lacks
        the other: code that was taken out of a file later may have been taken out of it in the target as well.
        """
        first = self._first.paths.path(path)
        other = first if first != path else self._way.paths.path(path)
        return path if exists and other != path and exists(path) and not exists(other) else other

    def text(self, path: str, data: bytes, exists: Exists | None = None) -> Translated:
        """The text `data` of the file `path` (by the name it has beside that text), translated.

        With `exists` (does this identifier occur in the target?) the tree has the last word: a name stays that the
        target has while it lacks the translation, and where the target lacks both it gets the name that a step beyond
        the route gives and the target has. So a rename that was brought to a branch ahead of its generation, or has
        not reached this point of it yet, does no harm. The same `data` when nothing changes.
        """
        if not self.route.steps and not self.extra and not exists:
            return Translated(data)
        present = frozenset(words(data))
        if not path.endswith(_C):
            made = self._first.elsewhere(data, present)
            made = made.then(self._way.elsewhere(made.data, present))
            return Translated(made.data, made.used)
        made = self._first.run(path, data, present, _kept(self._first, path, present, exists))
        # What the extra rules give is the target's already: the map leaves it alone.
        kept = self._final | _kept(self._way, path, present, exists)
        made = made.then(self._way.run(path, made.data, made.words, kept))
        if exists:
            made = self._go_beyond(self.path(path), made, exists)
        return Translated(made.data, made.used, tuple(sorted(made.open)))

    def beyond(self, path: str, present: frozenset[bytes]) -> frozenset[bytes]:
        """Every name that the steps beyond the route may make of the names of the file `path`, these included."""
        for way in self._beyond:
            present |= way.table(self.path(path)).reached(present)
        return present

    def fitted(self, names: Exists, paths: Exists) -> "Fitted":
        """This translator for one target: which identifiers, and which files, it has. Each is asked for once."""
        return Fitted(self, cache(names), cache(paths))

    def _go_beyond(self, path: str, made: Pass, exists: Exists) -> Pass:
        for way in self._beyond:
            table = way.table(path)
            wanted = table.missing(made.words, exists) - self._final
            if wanted:
                made = made.then(way.run(path, made.data, made.words, table.names - wanted))
        return made


def _kept(way: Way, path: str, present: frozenset[bytes], exists: Exists | None) -> frozenset[bytes]:
    return way.table(path).kept(present, exists) if exists else frozenset()


@dataclass(frozen=True)
class Fitted:
    """A translator that knows its target."""

    translator: Translator
    names: Exists
    paths: Exists

    @property
    def route(self) -> Route:
        """The way it leads."""
        return self.translator.route

    @property
    def extra(self) -> tuple[Rule, ...]:
        """The rules that are tried before the map's."""
        return self.translator.extra

    def path(self, path: str) -> str:
        """Where the file is in the target."""
        return self.translator.path(path, self.paths)

    def text(self, path: str, data: bytes) -> Translated:
        """The text of the file `path`, by its own name for it, in the target's words."""
        return self.translator.text(path, data, self.names)
