"""The order of what the fix writes: before and after the same neighbours as in the fix."""

from collections import Counter
from collections.abc import Iterator, Sequence

from backport.core.verdict import Finding, Severity
from backport.stages.apply.sections import sections
from backport.stages.verify.account import Tokens
from backport.stages.verify.change import Change, is_name, statements, tokens
from backport.stages.verify.study import Pair, Study

NAME = "order"
_NEAR = 40  # statements on each side that count as neighbours


def check(study: Study) -> Iterator[Finding]:
    """Statements of the fix that stand after one they precede in the fix, or the other way round."""
    for pair, result in study.code:
        if pair.fix is not None:
            for function in dict.fromkeys(hunk.function for hunk in result.hunks if hunk.function):
                yield from _judge(pair, pair.fix, result, function)


def _judge(pair: Pair, fix: Change, result: Change, function: str) -> Iterator[Finding]:
    theirs, ours = _body(fix.bare_new, function), _body(result.bare_new, function)
    added = _written(fix, function) & _written(result, function)
    common = _once(theirs) & _once(ours)
    if not added & common:
        return
    places = {line: number for number, line in enumerate(ours) if line in common}
    for number, line in enumerate(theirs):
        if line in added and line in common:
            above = [o for o in theirs[max(0, number - _NEAR) : number] if o in common and o not in added]
            below = [o for o in theirs[number + 1 : number + 1 + _NEAR] if o in common and o not in added]
            late = [other for other in below if places[other] < places[line]]
            early = [other for other in above if places[other] > places[line]]
            if bool(late) != bool(early) and len(above) > len(early) and len(below) > len(late):
                yield _finding(pair, function, line, (late or early)[0], bool(late))
                return


def _body(lines: Sequence[bytes], function: str) -> list[Tokens]:
    """The telling statements of a function in order."""
    found = next(
        (item for item in sections(lines) if item.name == function and item.span.end - item.span.start > 1), None
    )
    return [line for line in statements(lines[found.span.start : found.span.end]) if _telling(line)] if found else []


def _telling(line: Tokens) -> bool:
    return len(line) >= 4 and sum(map(is_name, line)) >= 2


def _once(lines: Sequence[Tokens]) -> set[Tokens]:
    return {line for line, count in Counter(lines).items() if count == 1}


def _written(change: Change, function: str) -> set[Tokens]:
    """What a change writes in a function, moved statements included."""
    return {
        found
        for hunk in change.hunks
        if hunk.function == function
        for number in range(hunk.new_start, hunk.new_start + len(hunk.new))
        if _telling(found := tokens(change.bare_new[number]))
    }


def _finding(pair: Pair, function: str, line: Tokens, other: Tokens, late: bool) -> Finding:
    text, neighbour = (b" ".join(words).decode("utf-8", "replace") for words in (line, other))
    sides = ("after", "precedes") if late else ("before", "follows")
    message = f"in {function} this stands {sides[0]} what it {sides[1]} in the fix: {text}"
    return Finding(NAME, Severity.SOFT, message, text, pair.path, 0, (f"the other: {neighbour}",))
