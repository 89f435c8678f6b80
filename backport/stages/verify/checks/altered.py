"""Lines of the fix that the result has in other words, where the branch knows the fix's own words."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from backport.core.verdict import Finding, Severity
from backport.stages.verify.account import Statement, Tokens, substitutions
from backport.stages.verify.change import is_name, tokens
from backport.stages.verify.library import is_code
from backport.stages.verify.study import Study

NAME = "altered"
_BINDERS = (b"->", b".", b"struct", b"union", b"enum")


def check(study: Study) -> Iterator[Finding]:
    """A function, macro or variable replaced although the target has it, and not as part of the branch's drift.

    A doubt where one name stands for another; a statement that was put together otherwise is a note.
    """
    drift = {found for pair in study.account.rewritten for found in _differences(pair)}
    for theirs, ours in study.account.altered:
        if is_code(theirs.path):
            written = _words(study, ours)
            for old, new in _differences((theirs, ours)):
                if (old, new) not in drift and any(map(is_name, new)):
                    names = (token for token in _free(theirs.tokens, old) if token not in written)
                    plain = len(old) == len(new) == 1 and old[0].strip(b"_") != new[0].strip(b"_")
                    yield from _judge(study, theirs, ours, names, (new, Severity.SOFT if plain else Severity.NOTE))


def _differences(pair: tuple[Statement, Statement]) -> tuple[tuple[Tokens, Tokens], ...]:
    return substitutions(pair[0].tokens, pair[1].tokens)


def _words(study: Study, line: Statement) -> set[bytes]:
    """All that the result's hunk around a line says: what is wrapped elsewhere is not gone."""
    hunks = (h for _, result in study.code if result.path == line.path for h in result.hunks)
    around = next((h for h in hunks if h.new_start < line.line <= h.new_start + len(h.new)), None)
    return set(tokens(b"".join((*around.old, *around.new)))) if around is not None else set()


def _free(line: Tokens, part: Tokens) -> Iterator[bytes]:
    """The names in a part of a line that are no members and no tags: those live in types, which drift."""
    bound = {name for before, name in pairwise(line) if before in _BINDERS}
    return (token for token in part if is_name(token) and token not in bound)


def _judge(
    study: Study, theirs: Statement, ours: Statement, names: Iterable[bytes], put: tuple[Tokens, Severity]
) -> Iterator[Finding]:
    new, severity = put
    for name in (token.decode("ascii", "replace") for token in names):
        if study.has(study.exam.before, name) and _usable(study, theirs, ours, name):
            words = b" ".join(new).decode("utf-8", "replace")
            message = f"the fix writes {name} here, the result {words}, and the branch has {name}"
            evidence = (f"fix: {theirs.text}", f"result: {ours.text}")
            yield Finding(NAME, severity, message, name, ours.path, ours.line, evidence)


def _usable(study: Study, theirs: Statement, ours: Statement, name: str) -> bool:
    """Whether the branch's file could have said it: a name of the tree, or a function of the system's."""
    before = study.exam.before
    if study.names.visible(before, ours.path, name):
        return True
    called = (name.encode(), b"(") in pairwise(theirs.tokens)
    return called and not study.names.definitions(before, name) and not study.names.definitions(study.base, name)
