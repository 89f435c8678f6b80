"""Lines that the result deletes although the fix keeps them."""

from collections.abc import Iterable, Iterator

from backport.core.verdict import Finding, Severity
from backport.stages.verify.account import Statement
from backport.stages.verify.change import is_name, tokens
from backport.stages.verify.library import is_code
from backport.stages.verify.study import Study

NAME = "lost"


def check(study: Study) -> Iterator[Finding]:
    """Deleted statements with a name that neither comes back in the result nor goes away in the fix."""
    account = study.account
    accounted = _names(item.tokens for item in account.missing_removed)
    accounted |= _names(tokens(line) for _, result in study.code for hunk in result.hunks for line in hunk.new)
    for item in account.extra_removed:
        if item.telling and is_code(item.path) and not _names([item.tokens]) <= accounted:
            yield _finding(item)


def _names(lines: Iterable[tuple[bytes, ...]]) -> set[bytes]:
    return {token for line in lines for token in line if is_name(token)}


def _finding(item: Statement) -> Finding:
    message = f"the result deletes a line that the fix does not: {item.text}"
    evidence = (f"line {item.line} before the change, in {item.function or 'the file'}",)
    return Finding(NAME, Severity.SOFT, message, item.text, item.path, 0, evidence)
