"""What the fix's own message says about older series, and the result does otherwise."""

import re
from collections.abc import Iterator

from backport.core.rule import Kind, Rule
from backport.core.trailers import chain
from backport.core.verdict import Finding, Severity
from backport.stages.verify.library import has_word
from backport.stages.verify.study import Study

NAME = "instructions"
_NAME = re.compile(r"\w+")


def check(study: Study) -> Iterator[Finding]:
    """Names and parts that the message wants replaced or left out here, and a change that it wants to be another one
    and that is just the fix's; a series that it does not ask for: a note."""
    exam = study.exam
    for rule in exam.rules:
        yield from (_dropped if rule.kind is Kind.DROP else _replaced)(study, rule)
    first = not chain(exam.origin.commit.message)  # what was picked from a neighbour is the other change already
    if exam.otherwise and first and all(pair.same for pair in study.pairs if pair.code and pair.result is not None):
        told = f"the fix's message wants another change in {exam.series or 'this series'}"
        yield Finding(NAME, Severity.SOFT, told, "otherwise", evidence=(exam.otherwise,))
    if exam.wanted is False:
        told = f"the fix's message does not ask for {exam.series or 'this series'}"
        yield Finding(NAME, Severity.NOTE, told, "series", evidence=(exam.instruction,) if exam.instruction else ())


def _replaced(study: Study, rule: Rule) -> Iterator[Finding]:
    """The newer name on written lines, where the message gives another one for this series."""
    newer, older = (_word(name) for name in (rule.newer, rule.older))
    if rule.kind is Kind.PATH or not newer or not older or newer == older:
        return
    for pair, result in study.code:
        written = [(number, line) for number, line in result.added() if has_word(line, newer)]
        if written and not any(has_word(line, older) for _, line in result.added()):
            number, _ = written[0]
            message = f"the fix's message wants {older.decode()} in place of {newer.decode()} here"
            subject = newer.decode()
            yield Finding(NAME, Severity.SOFT, message, subject, pair.path, number, (rule.because,))
            return


def _dropped(study: Study, rule: Rule) -> Iterator[Finding]:
    """A file, function or name that is to be left out, and that the result has a part in."""
    part = rule.newer
    for pair in study.pairs:
        if pair.result is None or not part:
            continue
        named = part in pair.path.split("/") or part == pair.path or pair.path.startswith(part.rstrip("/") + "/")
        said = _said(pair.result.added() if pair.code else (), part)
        if named or said:
            message = f"the fix's message says that {part} is not for this series, and the result has it"
            worth = Severity.SOFT if said else Severity.NOTE
            yield Finding(NAME, worth, message, part, pair.path, said, (rule.because,))


def _said(lines: Iterator[tuple[int, bytes]] | tuple[()], part: str) -> int:
    """The first of the lines that says the name, 0 if none does."""
    word = _word(part) if "_" in part else b""
    return next((number for number, line in lines if word and has_word(line, word)), 0)


def _word(name: str) -> bytes:
    """The last identifier of a name: `conn->flags` and `struct conn` are looked for by their last word."""
    found = _NAME.findall(name)
    return found[-1].encode() if found else b""
