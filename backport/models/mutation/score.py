"""A score for the properties of a model: which mutants of the code does it tell from the code as it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from backport.core.behaviour import Behaviour, Status
from backport.csource.lift.source import Source
from backport.models.base import Blueprint
from backport.models.check import run
from backport.models.compare import delta
from backport.models.explore import Limits
from backport.models.mutation.mutants import Mutant, mutants


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"  # a property that held is violated
    SAME = "same"  # from every reachable state every step is what it was
    SURVIVED = "survived"  # some steps differ, and no property minds
    UNKNOWN = "unknown"  # the mutant cannot be lifted, or a limit was met


@dataclass(frozen=True)
class Verdict:
    """A mutant's fate: killed by which property, or why not."""

    mutant: Mutant
    fate: Fate
    reason: str


@dataclass(frozen=True)
class Changed:
    """A tree in which one file is another."""

    tree: Source
    path: str
    text: bytes

    def paths(self) -> Iterable[str]:
        """All paths."""
        return self.tree.paths()

    def read(self, path: str) -> bytes | None:
        """A file's bytes."""
        return self.text if path == self.path else self.tree.read(path)


def found_mutants(blueprint: Blueprint, source: Source, names: Iterable[str]) -> list[Mutant]:
    """The mutants of the named functions (without names those that the project is most concerned with)."""
    lifting = blueprint.lifting
    wanted = tuple(names) or (lifting.mutated if lifting is not None else ())
    files = [p for p in source.paths() if lifting is not None and _belongs(p, lifting.sources, lifting.folders)]
    texts = {path: source.read(path) or b"" for path in files}
    found: list[Mutant] = []
    for name in wanted:
        for path, text in sorted(texts.items()):
            if name.encode() in text:
                found += mutants(path, text, name)
    return found


def _belongs(path: str, sources: tuple[str, ...], folders: tuple[str, ...]) -> bool:
    return path in sources or (path.endswith(".h") and path.startswith(tuple(f"{f}/" for f in folders if f)))


def verdicts(
    blueprint: Blueprint, source: Source, given: Iterable[Mutant], runs: tuple[Mapping[str, str], ...], limits: Limits
) -> Iterator[Verdict]:
    """The fate of each mutant, under every choice of options in `runs`."""
    first = Limits(limits.states, limits.seconds, limits.megabytes, violations=1)
    sound = [_holding(run(blueprint, source, options, limits)) for options in runs]
    for mutant in given:
        tree = Changed(source, mutant.path, mutant.apply(source.read(mutant.path) or b""))
        yield _verdict(blueprint, source, tree, mutant, list(zip(runs, sound, strict=True)), limits, first)


def _holding(behaviour: Behaviour) -> frozenset[str]:
    return frozenset(p.name for p in behaviour.properties if p.status is Status.HOLDS)


def _verdict(
    blueprint: Blueprint,
    source: Source,
    tree: Changed,
    mutant: Mutant,
    runs: list[tuple[Mapping[str, str], frozenset[str]]],
    limits: Limits,
    first: Limits,
) -> Verdict:
    for options, sound in runs:
        found = run(blueprint, tree, options, first)
        broken = [p.name for p in found.properties if p.status is Status.VIOLATED and p.name in sound]
        if broken:
            return Verdict(mutant, Fate.KILLED, f"{broken[0]}{_said(options)}")
        if found.reason and not any(p.status is Status.VIOLATED for p in found.properties):
            return Verdict(mutant, Fate.UNKNOWN, found.reason)
    differing = entered = 0
    for options, _ in runs:
        parts = delta(blueprint, tree, source, options, limits)
        if parts.reason:
            return Verdict(mutant, Fate.UNKNOWN, parts.reason)
        differing += parts.differing + parts.missing
        entered += len(parts.entered)
        if parts.differing:
            kind = parts.differences[0][0]
            return Verdict(mutant, Fate.SURVIVED, f"{parts.differing} steps differ, as in: {kind.actor} {kind.label}")
    if differing:
        return Verdict(mutant, Fate.SURVIVED, f"{differing} states differ")
    return Verdict(mutant, Fate.SAME, "no step differs" if entered else "the model never runs through it")


def _said(options: Mapping[str, str]) -> str:
    return f" ({', '.join(f'{name}={value}' for name, value in options.items())})" if options else ""


@dataclass(frozen=True)
class Score:
    """How many mutants were killed, are the same, survived, or are unknown."""

    killed: int
    same: int
    survived: int
    unknown: int

    @property
    def share(self) -> float:
        """The killed ones among those that are not the same, unknown ones counted as not killed."""
        others = self.killed + self.survived + self.unknown
        return self.killed / others if others else 1.0


def score(found: Iterable[Verdict]) -> Score:
    """The count of each fate."""
    fates = [verdict.fate for verdict in found]
    return Score(*(fates.count(fate) for fate in (Fate.KILLED, Fate.SAME, Fate.SURVIVED, Fate.UNKNOWN)))
