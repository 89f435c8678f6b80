"""A project's branch map: recognise a tree's generation, and make translators between two."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from backport.branchmap.recognise import recognise
from backport.branchmap.translator import Translator
from backport.branchmap.values import Edge, Generation, Recognised, Route, Source
from backport.core.rule import Rule


@dataclass(frozen=True)
class BranchMap:
    """Generations oldest first, and the edge between each neighbouring pair in the same order."""

    generations: tuple[Generation, ...]
    edges: tuple[Edge, ...] = ()
    include_roots: tuple[str, ...] = ()
    _translators: dict[tuple[str, str], Translator] = field(default_factory=dict, compare=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the generations, oldest first."""
        return tuple(generation.name for generation in self.generations)

    @cached_property
    def _witnesses(self) -> tuple[str, ...]:
        return tuple({evidence for edge in self.edges for rule in edge.rules for evidence in rule.evidence})

    def generation_of(self, source: Source) -> Recognised:
        """Which generation a tree is, from what is in it."""
        return recognise(self.generations, source)

    def route(self, source: str, target: str) -> Route:
        """The way from one generation to another; KeyError for a name that is none of the map's."""
        order = {name: index for index, name in enumerate(self.names)}
        first, last = sorted((order[source], order[target]))
        upward = Route(self.names[first], self.names[last], tuple(edge.rules for edge in self.edges[first:last]))
        # An edge is written newer to older: the steps upward are the inverse of the way down.
        down = Route(upward.target, upward.source, tuple(reversed(upward.steps)))
        return down if order[source] >= order[target] else down.inverted()

    def translator(self, source: str, target: str, extra: Sequence[Rule] = (), fix: str = "") -> Translator:
        """From one generation's vocabulary to another's.

        `extra` rules (hints, learned ones) lead from the text's vocabulary straight to the target's and win over the
        map; their `newer` side is what the text holds when the way leads to an older generation or stays in one.
        Rules of which the commit `fix` is evidence are left out: a rename that is to be ported must not be undone.
        KeyError for a generation that the map does not have.
        """
        made = self._without(source, target, fix) if fix.startswith(self._witnesses) else self._plain(source, target)
        if not extra:
            return made
        return made.with_extra(extra if self._leads_back(made.route) else [rule.inverted() for rule in extra])

    def _plain(self, source: str, target: str) -> Translator:
        if (source, target) not in self._translators:
            route = self.route(source, target)
            self._translators[source, target] = Translator(route, (), self.include_roots, self._beyond(route))
        return self._translators[source, target]

    def _without(self, source: str, target: str, fix: str) -> Translator:
        route = self.route(source, target)
        left = replace(route, steps=_without(route.steps, fix))
        return Translator(left, (), self.include_roots, _without(self._beyond(route), fix))

    def _leads_back(self, route: Route) -> bool:
        return self.names.index(route.source) >= self.names.index(route.target)

    def _beyond(self, route: Route) -> tuple[tuple[Rule, ...], ...]:
        """The steps that lead on from the older end, then from the newer end, each nearest first."""
        first, last = sorted((self.names.index(route.source), self.names.index(route.target)))
        older = self.route(self.names[first], self.names[0]).steps
        newer = self.route(self.names[last], self.names[-1]).steps
        return (*older, *newer)


def _witnessed(rule: Rule, commit: str) -> bool:
    """Whether the commit, by its full id, is evidence of the rule: evidence may be abbreviated."""
    return any(commit.startswith(evidence) for evidence in rule.evidence)


def _without(steps: Sequence[tuple[Rule, ...]], fix: str) -> tuple[tuple[Rule, ...], ...]:
    return tuple(tuple(rule for rule in step if not _witnessed(rule, fix)) for step in steps)
