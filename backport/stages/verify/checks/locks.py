"""Locks taken and released along every way out of the changed functions, before and after, and in the fix's own."""

from collections.abc import Iterable, Iterator

from backport.core.verdict import Finding, Severity
from backport.csource.functions import Function, functions_around, functions_named
from backport.csource.paths import Held, held_at_exits
from backport.stages.verify.change import Change
from backport.stages.verify.study import Pair, Study

NAME = "locks"


def check(study: Study) -> Iterator[Finding]:
    """Ways out that hold a lock, or release one too often, which neither the branch nor the fix had before."""
    for pair, result in study.code:
        if b"lock" in result.new.lower():
            for function in touched(study, result):
                if b"lock" in result.new[function.start : function.end].lower():
                    yield from _judge(study, pair, result, function)


def touched(study: Study, change: Change) -> Iterator[Function]:
    """The functions that a change touches, those it only deletes lines from included."""
    yield from functions_around(change.new, _lines(change), study.exam.dialect)


def _lines(change: Change) -> Iterator[int]:
    """The lines of the new text that the change touches, those before a deletion included."""
    for hunk in change.hunks:
        yield from range(hunk.new_start + 1, hunk.new_start + max(1, len(hunk.new)) + 1)


def _judge(study: Study, pair: Pair, result: Change, function: Function) -> Iterator[Finding]:
    after = held_at_exits(result.new, function.start, function.end, study.exam.dialect)
    if after is None:
        return
    known = _held(study, result.old, function.name)
    if known is None or after <= known:
        return
    theirs = _held(study, pair.fix.new, function.name) if pair.fix is not None else None
    fresh = [state for state in after - known if state and not (theirs is not None and _shape(state) in shapes(theirs))]
    for state in sorted(fresh, key=sorted):
        yield _finding(pair, function, state)


def _held(study: Study, text: bytes, name: str) -> frozenset[Held] | None:
    """What all functions of a name, which stand in branches of `#if`, may be left with; None where one says nothing."""
    named = functions_named(text, name, study.exam.dialect)
    found = [held_at_exits(text, function.start, function.end, study.exam.dialect) for function in named]
    known = [states for states in found if states is not None]
    return frozenset[Held]().union(*known) if known and len(known) == len(found) else None


def _shape(state: Held) -> tuple[int, ...]:
    """A state without the locks' names, which differ between branches."""
    return tuple(sorted(count for _, count in state))


def shapes(states: Iterable[Held]) -> set[tuple[int, ...]]:
    """What is held, without the names."""
    return {_shape(state) for state in states}


def _finding(pair: Pair, function: Function, state: Held) -> Finding:
    told = ", ".join(f"{lock} {'is still held' if count > 0 else 'was not taken'}" for lock, count in sorted(state))
    message = f"{function.name} can now be left while {told}"
    subject = f"{function.name} {' '.join(lock for lock, _ in sorted(state))}"
    return Finding(NAME, Severity.SOFT, message, subject, pair.path, function.line)
