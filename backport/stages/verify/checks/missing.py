"""Parts of the fix that the result does not have, though the branch has their place and all their names."""

import re
from collections.abc import Iterator, Sequence

from backport.core.verdict import Finding, Severity
from backport.stages.apply.sections import section_at
from backport.stages.verify.carried import uncarried
from backport.stages.verify.change import Change, Hunk, statements
from backport.stages.verify.library import has_word
from backport.stages.verify.study import Pair, Study

NAME = "missing"
_TELLING = 4  # words and signs of a statement that says something
_CALL = re.compile(rb"(?<![\w.>])([a-z_]\w*) \(")


def check(study: Study) -> Iterator[Finding]:
    """What the fix adds and the result lacks without a reason."""
    for found in uncarried(study):
        place = found.hunk.function or found.pair.source_path
        text = found.lost[0].text
        evidence = tuple(f"{item.path}:{item.line}: {item.text}" for item in found.lost)
        message = f"the fix adds this in {place} and the result does not: {text}"
        yield Finding(NAME, Severity.SOFT, message, text, found.path, 0, evidence)
    for pair in study.pairs:
        if pair.code and pair.path and pair.lines is not None:
            yield from _helpers(study, pair, pair.lines)


def _helpers(study: Study, pair: Pair, fix: Change) -> Iterator[Finding]:
    """Functions that the branch lacks, round a call that they alone make in the fix's file, and the branch itself."""
    ours = pair.result.new if pair.result is not None else study.library.read(study.exam.after, pair.path) or b""
    for hunk in fix.hunks:
        helper = hunk.function
        if not helper or has_word(ours, helper.encode()) or study.library.mentions(study.exam.before, helper):
            continue
        if pair.result is not None and _carried(hunk, pair.result):
            continue  # the branch has the function by another name
        called = next((name for name in _only_here(fix, hunk) if _calls(ours, name)), b"").decode()
        if called:
            message = (
                f"the fix changes how {called} is called in {helper}; the branch has no {helper} and calls it itself"
            )
            yield Finding(NAME, Severity.SOFT, message, f"{helper} {called}", pair.path, 0)


def _carried(hunk: Hunk, result: Change) -> bool:
    """Whether the result writes, or takes away, any statement that the hunk does."""
    return _shares(hunk.new, [other.new for other in result.hunks]) or _shares(
        hunk.old, [other.old for other in result.hunks]
    )


def _shares(lines: Sequence[bytes], others: Sequence[Sequence[bytes]]) -> bool:
    said = {line for line in statements(lines) if len(line) >= _TELLING}
    return any(not said.isdisjoint(statements(other)) for other in others)


def _only_here(fix: Change, hunk: Hunk) -> list[bytes]:
    """What is called on lines that the hunk takes away, and before the fix in no other function of the file."""
    section = section_at(fix.old_lines, hunk.old_start, hunk.old_start + max(1, len(hunk.old)))
    if section is None:
        return []
    kept = frozenset(statements(fix.bare_new[hunk.new_start : hunk.new_start + len(hunk.new)]))
    gone = statements(fix.bare_old[hunk.old_start : hunk.old_start + len(hunk.old)])
    names = dict.fromkeys(name for line in gone if line not in kept for name in _CALL.findall(b" ".join(line)))
    inside = b"".join(fix.old_lines[section.span.start : section.span.end])
    return [name for name in names if _calls(inside, name) == _calls(fix.old, name)]


def _calls(text: bytes, name: bytes) -> int:
    """How often a name is called within functions."""
    return len(re.findall(rb"^[ \t].*(?<![\w.>])%s[ \t]*\(" % name, text, re.MULTILINE))
