"""A backport's change of behaviour beside the fix's: what it breaks, what it leaves broken, what else it changes."""

from collections.abc import Iterable, Iterator

from backport.core.behaviour import Behaviour, PropertyResult, Status
from backport.core.verdict import Finding, Severity
from backport.models.compare import Delta, Difference

NAME = "behaviour"
_SHOWN = 5


def judge(model: str, fix: Delta, backport: Delta) -> tuple[Finding, ...]:
    """The findings of one model, on the fix and on the backport.

    A property that the backport breaks, or that the fix repairs and the backport does not, is a proved defect. A search
    that did not end is open. Steps that change with only one of the two are a reason to look. What the model does not
    run through is said, and no more: the other checks have looked at it.
    """
    found = (*_broken(model, fix, backport), *_unrepaired(model, fix, backport), *_unknown(model, backport))
    return found or (*_elsewhere(model, fix, backport), *_uncovered(model, fix, backport))


def _broken(model: str, fix: Delta, backport: Delta) -> Iterator[Finding]:
    for result in _results(backport.after, backport.broken):
        too = " (and so it is by the fix itself)" if result.name in fix.broken else ""
        message = f"{result.name} held before the backport and is violated after it{too}: {result.prose}"
        yield _finding(model, Severity.HARD, message, result)


def _unrepaired(model: str, fix: Delta, backport: Delta) -> Iterator[Finding]:
    still = {p.name for p in backport.before.properties if p.status is Status.VIOLATED}
    for result in _results(backport.after, fix.repaired & still):
        if result.status is Status.VIOLATED:
            message = f"{result.name} is repaired by the fix and still violated after the backport: {result.prose}"
            yield _finding(model, Severity.HARD, message, result)


def _unknown(model: str, backport: Delta) -> Iterator[Finding]:
    if backport.reason:
        yield Finding(NAME, Severity.OPEN, f"the behavioural model {model} has no answer: {backport.reason}", model)


def silent(fix: Delta, backport: Delta) -> str:
    """Why a model says nothing of a change: it runs through none of it; empty when it says something."""
    if fix.entered or backport.entered or backport.differing or backport.reason:
        return ""
    return backport.uncovered or fix.uncovered


def _uncovered(model: str, fix: Delta, backport: Delta) -> Iterator[Finding]:
    reason = backport.uncovered or fix.uncovered or fix.reason
    if reason:
        yield Finding(NAME, Severity.NOTE, f"the behavioural model {model} does not see everything: {reason}", model)


def _elsewhere(model: str, fix: Delta, backport: Delta) -> Iterator[Finding]:
    """Steps that differ with the backport and do not with the fix, or the other way about."""
    if fix.reason or not fix.entered:  # nothing to compare with
        return
    mine, theirs = ({_kind(kind): kind for kind in delta.kinds} for delta in (backport, fix))
    if theirs and not mine:
        message = f"the fix changes what happens in {len(theirs)} kinds of step, the backport changes nothing"
        yield Finding(NAME, Severity.SOFT, message, model, evidence=_said(theirs.values()))
    elif new := {name: kind for name, kind in mine.items() if name not in theirs}:
        message = f"the backport changes what happens in {len(new)} kinds of step that the fix leaves as they are"
        yield Finding(NAME, Severity.SOFT, message, model, evidence=_said(new.values()))


def _kind(kind: Difference) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """A kind of step as two branches can have it in common: who does what, in which state of the main part."""
    return kind.actor, kind.label, kind.where[:1]


def _said(kinds: Iterable[Difference]) -> tuple[str, ...]:
    lines = sorted(f"{kind.actor} {kind.label}, {', '.join(map(' '.join, kind.where))}" for kind in kinds)
    return (*lines[:_SHOWN], *([f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []))


def _results(behaviour: Behaviour, names: frozenset[str]) -> Iterator[PropertyResult]:
    return (result for result in behaviour.properties if result.name in names)


def _finding(model: str, severity: Severity, message: str, result: PropertyResult) -> Finding:
    path = tuple(f"{number}. {step.actor} {step.label}" for number, step in enumerate(result.path, 1))
    return Finding(NAME, severity, message, f"{model}: {result.name}", evidence=path)
