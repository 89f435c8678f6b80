"""A score for the properties of a model: which mutants of the code does it tell from the code as it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from backport.core.behaviour import Status
from backport.csource.lift.errors import CannotLift
from backport.csource.lift.source import Source
from backport.models.base import Blueprint
from backport.models.check import built, run, searched
from backport.models.compare import delta
from backport.models.explore import Limits
from backport.models.lifted import LiftedModel
from backport.models.mutation.mutants import Mutant, mutants

_SWITCH = ("no", "yes")


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"  # a property that held is violated
    SAME = "same"  # within the models: from every reachable state every step is what it was
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


@dataclass(frozen=True)
class Trial:
    """A model with a choice of options, the properties that hold in the revision itself, the functions it runs."""

    blueprint: Blueprint
    options: Mapping[str, str]
    holding: frozenset[str]
    runs: frozenset[str]
    states: int


def trials(blueprints: Iterable[Blueprint], source: Source, limits: Limits) -> list[Trial]:
    """Every model of lifted code with every choice of options that is worth trying, the smallest first."""
    found = (_trial(blueprint, source, options, limits) for blueprint in blueprints for options in _choices(blueprint))
    return sorted((trial for trial in found if trial is not None), key=lambda trial: trial.states)


def _choices(blueprint: Blueprint) -> tuple[Mapping[str, str], ...]:
    """What a fix is examined with, and each switch by itself: sizes only take more time."""
    switches = (option.name for option in blueprint.options if option.values == _SWITCH)
    return (*blueprint.runs, *({name: _SWITCH[1]} for name in switches))


def _trial(blueprint: Blueprint, source: Source, options: Mapping[str, str], limits: Limits) -> Trial | None:
    model = built(blueprint, source, options)
    if isinstance(model, CannotLift) or not isinstance(model, LiftedModel):
        return None
    behaviour, _ = searched(blueprint, model, limits, "", "")
    holding = frozenset(p.name for p in behaviour.properties if p.status is Status.HOLDS)
    return Trial(blueprint, options, holding, frozenset(model.program.lifted), behaviour.states)


def verdicts(source: Source, given: Iterable[Mutant], tried: list[Trial], limits: Limits) -> Iterator[Verdict]:
    """The fate of each mutant in the models that run its function."""
    first = replace(limits, violations=1)
    for mutant in given:
        tree = Changed(source, mutant.path, mutant.apply(source.read(mutant.path) or b""))
        mine = [trial for trial in tried if mutant.function in trial.runs]
        killed = (reason for trial in mine if (reason := _killed(trial, tree, first)))
        reason = next(killed, "")
        yield Verdict(mutant, Fate.KILLED, reason) if reason else _alive(mutant, mine, source, tree, limits)


def _killed(trial: Trial, tree: Source, first: Limits) -> str:
    """By which property a model kills; empty when it does not."""
    found = run(trial.blueprint, tree, trial.options, first)
    broken = [p.name for p in found.properties if p.status is Status.VIOLATED and p.name in trial.holding]
    return f"{broken[0]} of {trial.blueprint.name}{_said(trial.options)}" if broken else ""


def _alive(mutant: Mutant, mine: list[Trial], source: Source, tree: Source, limits: Limits) -> Verdict:
    """What becomes of a mutant that no property kills: does any model tell it from the code as it is?"""
    if not mine:
        return Verdict(mutant, Fate.SURVIVED, "no model runs through it")
    for trial in mine:
        parts = delta(trial.blueprint, tree, source, trial.options, limits)
        if parts.reason:
            return Verdict(mutant, Fate.UNKNOWN, parts.reason)
        if parts.differing:
            kind = parts.differences[0][0]
            found = f"{parts.differing} steps differ, as in: {kind.actor} {kind.label}"
            return Verdict(mutant, Fate.SURVIVED, f"{trial.blueprint.name}: {found}")
        if parts.missing:
            return Verdict(mutant, Fate.SURVIVED, f"{trial.blueprint.name}: {parts.missing} states differ")
    return Verdict(mutant, Fate.SAME, "no difference within the models")


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
