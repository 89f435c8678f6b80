"""Configurations that a stable branch accepted in silence, and that a change which is no bug fix complains about."""

import re
from collections.abc import Iterable, Iterator

from backport.core.trailers import original
from backport.core.verdict import Finding, Severity
from backport.stages.apply.sections import section_at, sections
from backport.stages.verify.change import Change, tokens
from backport.stages.verify.study import Study

NAME = "strictness"
_REPAIRS = re.compile(r"\s*(?:BUG|BUILD|REVERT|FIX|DOC|CI|CLEANUP|TESTS?|REGTESTS?)\b|\bfix(?:e[sd])?\b", re.IGNORECASE)
_KEYWORD = re.compile(rb"\b(?:str(?:case)?cmp|isteqi?|ist_?match\w*)\b[^\n]*?(\"[^\"\n]+\")")
_MEMORY = re.compile(rb"memory|alloc", re.IGNORECASE)


def check(study: Study) -> Iterator[Finding]:
    """More complaints after a change than before, in a change whose subject calls it no repair."""
    named = re.compile("|".join(study.exam.dialect.complaints) or r"(?!)")
    if _REPAIRS.match(original(study.exam.origin.commit.message)):
        return
    for pair, result in study.code:
        written = [(number, line) for number, line in _before(result) if _complains(line, named)]
        gone = _count((line for hunk in result.hunks for line in hunk.old), named)
        if len(written) > gone:
            number, line = written[0]
            told = "what was accepted in silence is complained about now, and the change is no bug fix by its subject"
            evidence = (line.strip().decode("utf-8", "replace"),)
            yield Finding(NAME, Severity.SOFT, told, pair.path, pair.path, number, evidence)


def _before(result: Change) -> Iterator[tuple[int, bytes]]:
    """The written lines that handle what there was before: in no new function, and below no keyword that is new."""
    known = {section.name for section in sections(result.old_lines)}
    for hunk in result.hunks:
        for number in range(hunk.new_start, hunk.new_start + len(hunk.new)):
            if any(word not in result.old for word in _KEYWORD.findall(result.new_lines[number])):
                break
            section = section_at(result.new_lines, number, number + 1)
            if section is None or section.name in known:
                yield number + 1, result.bare_new[number]


def _count(lines: Iterable[bytes], named: re.Pattern[str]) -> int:
    return sum(_complains(line, named) for line in lines)


def _complains(line: bytes, named: re.Pattern[str]) -> bool:
    """Whether a line complains, and not about a lack of memory."""
    words = (token.decode("ascii", "replace") for token in tokens(line))
    return not _MEMORY.search(line) and any(named.fullmatch(word) for word in words)
