"""The behavioural models as a check: the fix's change of behaviour on its own branch beside the backport's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from backport.core.behaviour import Behaviour
from backport.core.case import Target
from backport.core.commit import FileChange, SourceCommit
from backport.core.trailers import chain
from backport.core.verdict import Finding, Severity
from backport.csource.functions import functions
from backport.models.base import Blueprint
from backport.models.compare import Delta, delta
from backport.models.explore import Limits
from backport.models.judge import NAME, judge, silent
from backport.pipeline.bench import Bench, Words
from backport.pipeline.ported import Judge, Judgement
from backport.pipeline.remember import remembered
from backport.stages.apply.ladder import Applied
from backport.stages.verify.suppress import suppress
from backport.vcs.objects import Objects

LIMITS = Limits(states=200_000, seconds=150.0)  # a loaded machine takes its time
_C = (".c", ".h")
_ROLES = ("fix before", "fix after", "backport before", "backport after")


def behaving(other: Judge, limits: Limits = LIMITS) -> Judge:
    """A judge who also runs the project's models, where the change concerns one. Without a model he adds nothing."""

    def judged(bench: Bench, source: SourceCommit, target: Target, applied: Applied, way: Words) -> Judgement:
        said = other(bench, source, target, applied, way)
        if applied.tree is None or NAME in bench.config.skipped_checks:
            return said
        fix = _origin(bench, source)
        trees = Trees(fix.base_tree, fix.commit.tree, target.tree, applied.tree)
        exam = _Exam(bench, trees, (f"{fix.id}~1", fix.id, target.revision, applied.tree), limits)
        results = [exam.run(blueprint, options) for blueprint in exam.concerned() for options in blueprint.runs]
        if not results:
            return said
        loud = [result for result in results if not result.silent]
        found = dict.fromkeys(finding for result in loud for finding in result.findings)
        if not loud:
            found[_nothing_seen(results)] = None
        kept = suppress(tuple(found), bench.config.suppressions, date.today())
        return replace(
            said,
            findings=(*said.findings, *kept),
            checks=(*said.checks, NAME),
            behaviour=tuple(run for result in loud for run in result.behaviour),
        )

    return judged


def _nothing_seen(results: list["_Result"]) -> Finding:
    reasons = tuple(dict.fromkeys(f"{result.model}: {result.silent}" for result in results))
    return Finding(NAME, Severity.NOTE, "no behavioural model runs through what changes", evidence=reasons)


@dataclass(frozen=True)
class Trees:
    """The fix's two trees and the target's two."""

    base: str
    fix: str
    before: str
    after: str


@dataclass(frozen=True)
class _Result:
    """What one model with one set of options says of the fix and of the backport; `silent` says why nothing."""

    model: str
    silent: str
    findings: tuple[Finding, ...]
    behaviour: tuple[Behaviour, ...]


def _origin(bench: Bench, source: SourceCommit) -> SourceCommit:
    """The mainline commit that a result was made of, hop by hop; the source itself where that is not here."""
    named = next(iter(chain(source.commit.message)), source.id)
    return bench.scratch.source(bench.repository.resolve(named)) if named != source.id else source


class _Exam:
    """One backport beside its fix, for every model."""

    def __init__(self, bench: Bench, trees: Trees, revisions: tuple[str, str, str, str], limits: Limits) -> None:
        self._bench, self._trees, self._revisions, self._limits = bench, trees, revisions, limits
        ids = (trees.base, trees.fix, trees.before, trees.after)
        self._sources = {tree: bench.scratch.tree(tree) for tree in ids}

    def concerned(self) -> Iterator[Blueprint]:
        """The models that may run through what the fix or the backport touches."""
        blueprints, trees = self._bench.project.models(), self._trees
        pairs = ((trees.base, trees.fix), (trees.before, trees.after)) if blueprints else ()
        changed = [(self._sources[after], touched(self._bench.scratch, before, after)) for before, after in pairs]
        for blueprint in blueprints:
            if any(functions and blueprint.concerns(source, functions) for source, functions in changed):
                yield blueprint

    def run(self, blueprint: Blueprint, options: Mapping[str, str]) -> _Result:
        """What one model says."""
        name = " ".join([blueprint.name, *(f"{key}={value}" for key, value in options.items())])
        trees = self._trees
        fix = self._delta(blueprint, options, trees.base, trees.fix)
        backport = self._delta(blueprint, options, trees.before, trees.after)
        runs = (fix.before, fix.after, backport.before, backport.after)
        behaviour = tuple(
            replace(run, model=name, role=role, revision=revision)
            for run, role, revision in zip(runs, _ROLES, self._revisions, strict=True)
        )
        return _Result(name, silent(fix, backport), judge(name, fix, backport), behaviour)

    def _delta(self, blueprint: Blueprint, options: Mapping[str, str], before: str, after: str) -> Delta:
        one, other = sources = self._sources[before], self._sources[after]
        work = partial(delta, blueprint, one, other, options, self._limits)
        return remembered(blueprint, sources, options, self._limits, work)


def touched(objects: Objects, before: str, after: str) -> frozenset[tuple[str, str]]:
    """The functions of C files that differ between two trees, with their path; no name for what is outside of any."""
    found: set[tuple[str, str]] = set()
    for change in objects.changes(before, after):
        if change.path.endswith(_C):
            found |= {(change.path, name) for name in _functions(objects, change)}
    return frozenset(found)


def _functions(objects: Objects, change: FileChange) -> set[str]:
    old, new = (objects.blob(blob) if blob else b"" for blob in (change.old_blob, change.new_blob))
    one, other = ({f.name: text[f.start : f.end] for f in functions(text)} for text in (old, new))
    found = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    rest = [_without(text) for text in (old, new)]
    return found | ({""} if rest[0] != rest[1] else set())


def _without(text: bytes) -> bytes:
    """A file without its functions."""
    at, kept = 0, []
    for function in functions(text):
        kept.append(text[at : function.start])
        at = function.end
    return b"".join((*kept, text[at:]))
