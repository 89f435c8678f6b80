"""Places that the result changes on its own account, like the fix's but not to its effect."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from backport.core.verdict import Finding, Severity
from backport.stages.verify.account import alike
from backport.stages.verify.change import Hunk, is_name, statements
from backport.stages.verify.study import Pair, Study

NAME = "copies"


def check(study: Study) -> Iterator[Finding]:
    """Hunks without a counterpart in the fix that keep the very call that the fix replaces in the same statement."""
    if all(pair.same for pair in study.pairs):
        return
    pairs = [pair for pair in study.pairs if pair.code or pair.result is None]
    theirs = [hunk for pair in pairs if pair.lines is not None for hunk in pair.lines.hunks]
    known = {_edit(hunk) for hunk in theirs}
    for pair, result in study.code:
        for hunk in result.hunks:
            if hunk.old and _edit(hunk) not in known:
                yield from _judge(pair, hunk, theirs)


def _edit(hunk: Hunk) -> tuple[object, object]:
    return statements(hunk.old), statements(hunk.new)


def _judge(pair: Pair, hunk: Hunk, theirs: Sequence[Hunk]) -> Iterator[Finding]:
    kept = _called(hunk.old) & _called(hunk.new)
    for other in theirs:
        replaced = _called(other.old) - _called(other.new)
        common = kept & replaced
        if common and _called(other.new) - _called(other.old) and _same_statement(hunk, other, common):
            name = sorted(common)[0].decode("ascii", "replace")
            message = f"the fix replaces {name} in this statement; this copy of it was changed and keeps {name}"
            yield Finding(NAME, Severity.SOFT, message, name, pair.path, hunk.new_start + 1)
            return


def _called(lines: Sequence[bytes]) -> set[bytes]:
    """The names before an opening parenthesis."""
    return {name for line in statements(lines) for name, after in pairwise(line) if after == b"(" and is_name(name)}


def _same_statement(one: Hunk, two: Hunk, names: set[bytes]) -> bool:
    return any(
        names & set(first) & set(second) and alike(first, second) > 0
        for first in statements(one.old)
        for second in statements(two.old)
    )
