"""Two names of one family with the same value: a flag brought along whose bit the branch uses for another."""

import re
from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.csource.spans import without_comments
from backport.stages.verify.study import Study

NAME = "flags"
_FLAG = re.compile(rb"^[ \t]*(?:#[ \t]*define[ \t]+)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[ \t=]+\(?(0x[0-9A-Fa-f]+)U?L*\b")


def check(study: Study) -> Iterator[Finding]:
    """Names with the value of a bit that another name of the family has here and not in the fix's tree."""
    for pair, result in study.code:
        if not any(_FLAG.match(line) for _, line in result.added()):
            continue
        here = _flags(result.new)
        theirs = _flags(pair.fix.new) if pair.fix is not None else {}
        for name, (value, line) in here.items():
            if line in result.added_lines and value and value & (value - 1) == 0:
                for other, (same, _) in here.items():
                    if other != name and same == value and _family(other) == _family(name):
                        if theirs.get(name, (0, 0))[0] == theirs.get(other, (1, 0))[0]:
                            continue
                        message = f"{name} and {other} share the value {value:#x}"
                        yield Finding(NAME, Severity.HARD, message, f"{name} {other}", pair.path, line)


def _flags(text: bytes) -> dict[str, tuple[int, int]]:
    """The names defined with a hexadecimal value: the value and the line."""
    found: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(without_comments(text).split(b"\n"), 1):
        match = _FLAG.match(line)
        if match:
            found[match[1].decode()] = int(match[2], 16), number
    return found


def _family(name: str) -> tuple[str, ...]:
    return tuple(name.split("_")[:2])
