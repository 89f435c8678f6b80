"""What the change adds although the branch has it at the same place already: a fix that was brought along before."""

from collections.abc import Iterator, Sequence

from backport.core.verdict import Finding, Severity
from backport.csource.functions import functions_around, functions_named
from backport.stages.apply.sections import section_at
from backport.stages.verify.change import Change, Hunk, statements
from backport.stages.verify.study import Pair, Study

NAME = "duplicates"
_TOKENS = 16  # of the statements added; fewer repeat by chance
_LINES = 3


def check(study: Study) -> Iterator[Finding]:
    """Functions defined a second time in their file, and statements added to a function that has them in this order."""
    for pair, result in study.code:
        if result.old:
            yield from _functions(study, pair, result)
            for hunk in result.hunks:
                yield from _statements(pair, result, hunk)


def _functions(study: Study, pair: Pair, result: Change) -> Iterator[Finding]:
    for function in functions_around(result.new, result.added_lines, study.exam.dialect):
        if function.line not in result.added_lines:
            continue
        before = len(functions_named(result.old, function.name, study.exam.dialect))
        after = len(functions_named(result.new, function.name, study.exam.dialect))
        theirs = len(functions_named(pair.raw.new, function.name, study.exam.dialect)) if pair.raw is not None else 0
        if after > before > 0 and theirs < after:
            message = f"{function.name} is defined {after} times in this file, {before} of them before the change"
            yield Finding(NAME, Severity.SOFT, message, function.name, pair.path, function.line)


def _statements(pair: Pair, result: Change, hunk: Hunk) -> Iterator[Finding]:
    wanted = statements(result.bare_new[hunk.new_start : hunk.new_start + len(hunk.new)])
    if hunk.old or len(wanted) < _LINES or sum(map(len, wanted)) < _TOKENS:
        return
    inside = section_at(result.old_lines, hunk.old_start, hunk.old_start)
    around = section_at(result.new_lines, hunk.new_start, hunk.new_start)
    if inside is None or around is None:
        return
    before = _times(statements(result.bare_old[inside.span.start : inside.span.end]), wanted)
    after = _times(statements(result.bare_new[around.span.start : around.span.end]), wanted)
    theirs = _times(statements(pair.raw.bare_new), wanted) if pair.raw is not None else 0
    if after > before > 0 and theirs <= before:
        text = b" ".join(wanted[0]).decode("utf-8", "replace")
        message = f"{inside.name} has these {len(wanted)} statements in this order already: {text}"
        yield Finding(NAME, Severity.SOFT, message, text, pair.path, hunk.new_start + 1)


def _times(lines: Sequence[object], wanted: Sequence[object]) -> int:
    """How often some statements follow each other."""
    size, first = len(wanted), wanted[0]
    return sum(lines[at] == first and tuple(lines[at : at + size]) == tuple(wanted) for at in range(len(lines)))
