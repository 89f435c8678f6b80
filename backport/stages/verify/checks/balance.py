"""What changed functions allocate and release along their ways out, before and after, and in the fix's own."""

import re
from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.csource.functions import Function, functions_named
from backport.csource.paths import Effect, Held, held_at_exits
from backport.csource.spans import without_comments
from backport.stages.verify.checks.locks import shapes, touched
from backport.stages.verify.study import Pair, Study

NAME = "balance"
_TAKES = re.compile(r"(\w*?)_?(?:alloc|new|create|dup|get|take|grab|hold|inc|ref|acquire)(?:_zero|0)?")
_GIVES = re.compile(r"(\w*?)_?(?:free|destroy|release|put|drop|dec|unref|close)")
_HEAP = {"malloc": 1, "calloc": 1, "strdup": 1, "strndup": 1, "my_strndup": 1, "free": -1, "ha_free": -1}
_CALLED = re.compile(rb"\b([a-z_]\w*)\s*\(")


def check(study: Study) -> Iterator[Finding]:
    """Ways out on which something is left or released too often that neither the branch nor the fix had before."""
    for pair, result in study.code:
        if pair.same or pair.raw is None:  # the very change of the fix
            continue
        for function in touched(study, result):
            effect = _effect(result.new[function.start : function.end])
            if effect is not None:
                yield from _judge(study, pair, function, effect)


def _effect(text: bytes) -> Effect | None:
    """What calls take and give, of the kinds that the function both takes and gives; None where there is no such."""
    calls = {name.decode() for name in _CALLED.findall(without_comments(text))}
    kinds = [kind for name in calls if (kind := _kind(name)) is not None]
    both = {name for name, by in kinds if by > 0} & {name for name, by in kinds if by < 0}

    def effect(name: str, _: str) -> tuple[str, int] | None:
        kind = _kind(name)
        return kind if kind is not None and kind[0] in both else None

    return effect if both else None


def _kind(name: str) -> tuple[str, int] | None:
    if name in _HEAP:
        return "memory", _HEAP[name]
    for pattern, by in ((_TAKES, 1), (_GIVES, -1)):
        found = pattern.fullmatch(name)
        if found and found[1]:
            return found[1], by
    return None


def _judge(study: Study, pair: Pair, function: Function, effect: Effect) -> Iterator[Finding]:
    known = _held(study, pair.result.old if pair.result is not None else b"", function.name, effect)
    after = _held(study, pair.result.new if pair.result is not None else b"", function.name, effect)
    if known is None or after is None or after <= known:
        return
    theirs = _held(study, pair.fix.new, function.name, effect) if pair.fix is not None else None
    if theirs is None:
        return
    for state in sorted(after - known, key=sorted):
        if state and not shapes([state]) & (shapes(theirs) | shapes(known)):
            told = ", ".join(
                f"{what} {'is left' if by > 0 else 'is given back too often'}" for what, by in sorted(state)
            )
            message = f"{function.name} can now be left while {told}"
            subject = f"{function.name} {' '.join(what for what, _ in sorted(state))}"
            yield Finding(NAME, Severity.SOFT, message, subject, pair.path, function.line)


def _held(study: Study, text: bytes, name: str, effect: Effect) -> frozenset[Held] | None:
    found = functions_named(text, name, study.exam.dialect)
    if len(found) != 1:
        return None
    return held_at_exits(text, found[0].start, found[0].end, study.exam.dialect, effect)
