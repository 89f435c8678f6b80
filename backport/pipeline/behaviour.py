"""The behavioural models as a check: the fix's change of behaviour on its own branch beside the backport's."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from backport.core.behaviour import Behaviour
from backport.core.case import Target
from backport.core.commit import FileChange, SourceCommit
from backport.core.trailers import chain
from backport.core.verdict import Finding
from backport.csource.functions import functions
from backport.models.base import Blueprint
from backport.models.compare import Delta, delta
from backport.models.explore import Limits
from backport.models.judge import NAME, judge
from backport.pipeline.bench import Bench, Words
from backport.pipeline.ported import Judge, Judgement
from backport.pipeline.remember import remembered
from backport.stages.apply.ladder import Applied
from backport.stages.verify.suppress import suppress
from backport.vcs.objects import Objects

LIMITS = Limits(states=200_000, seconds=60.0)
_C = (".c", ".h")
_ROLES = ("fix before", "fix after", "backport before", "backport after")
Trees = tuple[str, str]


def behaving(other: Judge, limits: Limits = LIMITS) -> Judge:
    """A judge who also runs the project's models, where the change concerns one. Without a model he adds nothing."""

    def judged(bench: Bench, source: SourceCommit, target: Target, applied: Applied, way: Words) -> Judgement:
        said = other(bench, source, target, applied, way)
        if applied.tree is None or NAME in bench.config.skipped_checks:
            return said
        fix = _origin(bench, source)
        mine, theirs = (target.tree, applied.tree), (fix.base_tree, fix.commit.tree)
        found: list[Finding] = []
        runs: list[Behaviour] = []
        for blueprint in _concerned(bench, mine, theirs):
            for options in blueprint.runs:
                findings, behaviours = _examined(bench, blueprint, options, limits, (theirs, mine), fix.id, target)
                found += findings
                runs += behaviours
        if not runs:
            return said
        kept = suppress(tuple(dict.fromkeys(found)), bench.config.suppressions, date.today())
        return replace(said, findings=(*said.findings, *kept), checks=(*said.checks, NAME), behaviour=tuple(runs))

    return judged


def _origin(bench: Bench, source: SourceCommit) -> SourceCommit:
    """The mainline commit that a result was made of, hop by hop; the source itself where that is not here."""
    named = next(iter(chain(source.commit.message)), source.id)
    return bench.scratch.source(bench.repository.resolve(named)) if named != source.id else source


def _concerned(bench: Bench, mine: Trees, theirs: Trees) -> Iterator[Blueprint]:
    blueprints = bench.project.models()
    changed = [(trees, touched(bench.scratch, trees)) for trees in (theirs, mine)] if blueprints else []
    for blueprint in blueprints:
        if any(
            functions and blueprint.concerns(bench.scratch.tree(trees[1]), functions) for trees, functions in changed
        ):
            yield blueprint


def _examined(
    bench: Bench,
    blueprint: Blueprint,
    options: Mapping[str, str],
    limits: Limits,
    pairs: tuple[Trees, Trees],
    origin: str,
    target: Target,
) -> tuple[tuple[Finding, ...], list[Behaviour]]:
    """What one model with one set of options says of the fix and of the backport."""
    name = " ".join([blueprint.name, *(f"{key}={value}" for key, value in options.items())])
    fix, backport = (_delta(bench, blueprint, options, limits, trees) for trees in pairs)
    revisions = (f"{origin}~1", origin, target.revision, pairs[1][1])
    behaviours = [
        replace(behaviour, model=name, role=role, revision=revision)
        for behaviour, role, revision in zip(
            (fix.before, fix.after, backport.before, backport.after), _ROLES, revisions, strict=True
        )
    ]
    return judge(name, fix, backport), behaviours


def _delta(bench: Bench, blueprint: Blueprint, options: Mapping[str, str], limits: Limits, trees: Trees) -> Delta:
    before, after = sources = (bench.scratch.tree(trees[0]), bench.scratch.tree(trees[1]))
    return remembered(blueprint, sources, options, limits, lambda: delta(blueprint, before, after, options, limits))


def touched(objects: Objects, trees: Trees) -> frozenset[tuple[str, str]]:
    """The functions of C files that differ between two trees, with their path; no name for what is outside of any."""
    found: set[tuple[str, str]] = set()
    for change in objects.changes(*trees):
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
