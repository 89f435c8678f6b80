"""Functions that the change newly calls and that do something else in the branch: told to a reader, no verdict."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from backport.core.verdict import Finding, Severity
from backport.stages.verify.change import Change, is_name, tokens
from backport.stages.verify.definitions import Definition, definition
from backport.stages.verify.study import Study

NAME = "drift"
_SAME = 0.9  # of the tokens in common: small differences are everywhere
_LONGEST = 1500  # tokens of a body; a longer one always drifts
_MOST = 3  # called functions that are compared
_SHOWN = 4  # names in a message


def check(study: Study) -> Iterator[Finding]:
    """The called functions whose definitions differ from those in the fix's tree, those that differ most first."""
    for pair, result in study.code:
        found: list[tuple[float, Finding]] = []
        for name, line in list(_newly_called(result).items())[:_MOST]:
            theirs = definition(study, study.base, pair.source_path or pair.path, name)
            ours = definition(study, study.exam.before, pair.path, name) if theirs is not None else None
            if theirs is not None and ours is not None:
                found += [
                    (likeness, _finding(name, pair.path, line, likeness, told))
                    for likeness, told in _compared(ours, theirs)
                ]
        yield from (finding for _, finding in sorted(found, key=lambda item: item[0]))


def _newly_called(change: Change) -> dict[str, int]:
    """The names called on written lines and on no removed one, with the first line."""
    removed = {token for hunk in change.hunks for line in hunk.old for token in tokens(line)}
    found: dict[str, int] = {}
    for number, text in change.added():
        line = tokens(text)
        for name, after in pairwise(line):
            if after == b"(" and is_name(name) and name not in removed and not name.isupper():
                found.setdefault(name.decode("ascii", "replace"), number)
    return found


def _compared(ours: Definition, theirs: Definition) -> Iterator[tuple[float, list[str]]]:
    """How much the bodies have in common, 0 to 1, and what callers may notice of the difference."""
    told = [*_differences(ours, theirs)]
    if ours.body == theirs.body or max(len(ours.body), len(theirs.body)) > _LONGEST:
        likeness = 1.0
    else:
        likeness = SequenceMatcher(None, ours.body, theirs.body, autojunk=False).ratio()
    if likeness < _SAME:
        yield likeness, told


def _differences(ours: Definition, theirs: Definition) -> Iterator[str]:
    """In words: what it returns, what is held when it returns, what it writes and calls."""
    if ours.arity != theirs.arity:
        yield f"it takes {ours.arity} arguments in the branch and {theirs.arity} in the fix's tree"
    for what, here, there in (
        ("returns", ours.returns, theirs.returns),
        ("writes", ours.writes, theirs.writes),
        ("calls", ours.calls, theirs.calls),
    ):
        for names, where in ((here - there, "only in the branch"), (there - here, "only in the fix's tree")):
            if names:
                shown = ", ".join(sorted(name.decode("ascii", "replace") for name in names)[:_SHOWN])
                yield f"{what} {where}: {shown}"
    if ours.locks != theirs.locks:
        yield "locks are held otherwise when it returns"


def _finding(name: str, path: str, line: int, likeness: float, told: list[str]) -> Finding:
    message = f"{name}, called here, is written otherwise in the branch: {likeness:.0%} in common"
    return Finding(NAME, Severity.NOTE, message, name, path, line, tuple(told))
