"""What could be examined at all: a result without the fix's code is no answer, and what cannot be read is said."""

from collections.abc import Iterable, Iterator

from backport.core.commit import Entry
from backport.core.verdict import Finding, Severity
from backport.csource.dialect import Dialect
from backport.csource.functions import Function, closes, functions_around, functions_named
from backport.csource.parse import parse
from backport.stages.verify.account import Tokens, sides
from backport.stages.verify.change import Change, statements
from backport.stages.verify.library import is_code
from backport.stages.verify.study import Pair, Study

NAME = "coverage"
_TELLING = 4  # words and signs of a statement that says something


def check(study: Study) -> Iterator[Finding]:
    """A result with nothing, none or something else of the fix; parts left out; files that no check can read."""
    if not study.changes:
        yield Finding(NAME, Severity.HARD, "the result changes nothing", "nothing")
        return
    theirs = [pair for pair in study.pairs if pair.raw is not None and pair.code]
    absent = [pair for pair in theirs if pair.result is None]
    severity = Severity.OPEN if absent and len(absent) == len(theirs) else Severity.NOTE
    for pair in absent:
        yield _absent(pair, severity)
    if len(absent) < len(theirs) and _nothing_carried(study):
        told = "the result changes the fix's file, and has no line that the fix adds and lost none that the fix removes"
        yield Finding(NAME, Severity.SOFT, told, theirs[0].source_path, theirs[0].path)
    for change in study.changes:
        regular = Entry(change.new_blob, change.new_mode).is_file
        if regular and study.library.large(change.new_blob):
            told = "too large: its content was not examined"
            worth = Severity.OPEN if is_code(change.path) else Severity.NOTE
            yield Finding(NAME, worth, told, change.path, change.path)
    for pair in study.pairs:
        if pair.result is not None and not pair.result.is_text:
            told = "not a text: its content was not examined"
            yield Finding(NAME, Severity.NOTE, told, pair.path, pair.path)
    for pair, result in study.code:
        yield from _unreadable(study, pair, result)


def _nothing_carried(study: Study) -> bool:
    """Whether no statement of the fix is in the result, not even in other words; one that is moved is in it."""
    if any(pair.same for pair in study.pairs):
        return False
    fix = [pair.lines for pair in study.pairs if pair.lines is not None]
    results = [pair.result for pair in study.pairs if pair.result is not None]
    for theirs, ours in ((_written(fix), _written(results)), (_removed(fix), _removed(results))):
        if theirs & ours:
            return False
    lost, left = study.account, sum(len(one.added) + len(one.removed) for one in map(sides, fix))
    return left > 0 and len(lost.missing_added) + len(lost.missing_removed) == left


def _written(changes: Iterable[Change]) -> set[Tokens]:
    return {
        line
        for change in changes
        for hunk in change.hunks
        for line in statements(change.bare_new[hunk.new_start : hunk.new_start + len(hunk.new)])
        if len(line) >= _TELLING
    }


def _removed(changes: Iterable[Change]) -> set[Tokens]:
    return {
        line
        for change in changes
        for hunk in change.hunks
        for line in statements(change.bare_old[hunk.old_start : hunk.old_start + len(hunk.old)])
        if len(line) >= _TELLING
    }


def _absent(pair: Pair, severity: Severity) -> Finding:
    where = f"and the branch has it as {pair.path}" if pair.path else "and the branch does not have it under that name"
    message = f"the result has nothing of what the fix does in {pair.source_path}, {where}"
    return Finding(NAME, severity, message, pair.source_path, pair.path)


def _theirs(pair: Pair, dialect: Dialect) -> list[bool]:
    """For each function that the fix changes in its own tree, whether the parser does not understand it."""
    raw = pair.raw
    if raw is None:
        return []
    return [_puzzles(raw.new, item, dialect) for item in functions_around(raw.new, raw.added_lines, dialect)]


def _puzzles(text: bytes, function: Function, dialect: Dialect) -> bool:
    return parse(text[function.start : function.end], dialect).root_node.has_error


def _unreadable(study: Study, pair: Pair, result: Change) -> Iterator[Finding]:
    """Changed functions that the parser does not understand: the checks that need it did not examine them.

    Where it understood the function before, and understands the fix's own, the change has broken its syntax.
    """
    dialect = study.exam.dialect
    odd = [
        function
        for function in functions_around(result.new, result.added_lines, dialect)
        if _puzzles(result.new, function, dialect)
    ]
    for function in odd:
        before = functions_named(result.old, function.name, dialect)
        theirs = _theirs(pair, dialect)
        if before and theirs and not any(_puzzles(result.old, item, dialect) for item in before) and not any(theirs):
            message = f"{function.name} is no C any more after the change, and was before"
            yield Finding(NAME, Severity.HARD, message, function.name, pair.path, function.line)
            continue
        message = f"{function.name} could not be parsed: what needs its syntax was not examined"
        yield Finding(NAME, Severity.NOTE, message, function.name, pair.path, function.line)
    if not odd and not closes(result.new, (hunk.new_start + 1 for hunk in result.hunks), study.exam.dialect):
        message = "braces do not balance here: what needs functions was not examined"
        yield Finding(NAME, Severity.NOTE, message, "braces", pair.path)
