"""Functions that the change newly calls and that do something else in the branch: told to a reader, no verdict."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from backport.core.verdict import Finding, Severity
from backport.csource.functions import functions_named
from backport.csource.spans import without_comments
from backport.stages.verify.change import Change, is_name, tokens
from backport.stages.verify.study import Study

NAME = "drift"
_SAME = 0.9  # of the tokens in common: small differences are everywhere
_LONGEST = 1500  # tokens of a body; a longer one always drifts
_MOST = 2  # called functions that are compared


def check(study: Study) -> Iterator[Finding]:
    """The called functions whose bodies differ from those in the fix's tree."""
    for pair, result in study.code:
        for name, line in list(_newly_called(result).items())[:_MOST]:
            likeness = _likeness(study, pair.path, pair.source_path, name)
            if likeness is not None and likeness < _SAME:
                message = f"{name}, called here, is written otherwise in the branch: {likeness:.0%} in common"
                yield Finding(NAME, Severity.NOTE, message, name, pair.path, line)


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


def _likeness(study: Study, path: str, source_path: str, name: str) -> float | None:
    """How much the bodies have in common, 0 to 1; None where they are not in the files that answer to each other."""
    found = _body(study, source_path, name)
    if found is None:
        return None
    place, theirs = found
    text = study.library.read(study.exam.before, path if place == source_path else study.exam.translator.path(place))
    bodies = _bodies(study, text, name) if text is not None else []
    if len(bodies) != 1 or bodies[0] == theirs or max(len(bodies[0]), len(theirs)) > _LONGEST:
        return None
    return SequenceMatcher(None, bodies[0], theirs, autojunk=False).ratio()


def _body(study: Study, source_path: str, name: str) -> tuple[str, tuple[bytes, ...]] | None:
    """The function's body in the fix's tree, with its file: the caller's own, else the only one that has it."""
    own = study.library.read(study.base, source_path)
    found = [(source_path, body) for body in (_bodies(study, own, name) if own is not None else ())]
    if not found:
        others = study.library.mentioning(study.base, name)
        found = [(other, body) for other, text in others for body in _bodies(study, text, name)]
    return found[0] if len(found) == 1 else None


def _bodies(study: Study, text: bytes, name: str) -> list[tuple[bytes, ...]]:
    known = functions_named(text, name, study.exam.dialect)
    return [tokens(without_comments(text[item.body : item.end])) for item in known]
