"""Written lines that use what the branch has given back above them."""

import re
from collections.abc import Iterator, Sequence

from backport.core.verdict import Finding, Severity
from backport.stages.verify.change import Change
from backport.stages.verify.study import Study

NAME = "released"
_GIVES = re.compile(rb"^([ \t]*)(\w*(?:free|destroy|release|kill)\w*)[ \t]*\([ \t]*([a-z_]\w*)[ \t]*\)[ \t]*;")
_ENDS = re.compile(rb"^[ \t]*(?:return|goto|break|continue|exit|abort)\b")
_LABEL = re.compile(rb"^[ \t]*\w+[ \t]*:(?!:)|^[ \t]*(?:case\b|default[ \t]*:)")
_TAB = 8
_REACH = 60  # lines above


def check(study: Study) -> Iterator[Finding]:
    """A variable used on a written line below a statement that always ran before and gave it back."""
    for pair, result in study.code:
        theirs = pair.lines.bare_new if pair.lines is not None else []
        said: set[bytes] = set()
        for number, line in result.added():
            for name, call, at in _given(result, number, line):
                if name not in said and not _same(theirs, line, call):
                    said.add(name)
                    word = name.decode()
                    message = f"{word} is used here, after {call.decode().strip()} at line {at + 1}"
                    yield Finding(NAME, Severity.SOFT, message, word, result.path, number)


def _given(result: Change, number: int, line: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """The variables of a written line that were given back above, how and where."""
    lines = result.bare_new
    first = max(0, number - 1 - _REACH)
    depth = _indent(line)
    for at in range(number - 2, first - 1, -1):
        above = lines[at]
        if not above.strip() or above[:1] == b"#":
            continue
        if above[:1] in (b"{", b"}") or (_LABEL.match(above) and _indent(above) <= depth):
            return
        level = _indent(above)
        found = _GIVES.match(above)
        if found and level <= depth and _uses(line, found[3]) and not _one_armed(lines, at, level):
            between = b"".join(lines[at + 1 : number - 1])
            if not re.search(rb"(?<![\w.>])" + found[3] + rb"[ \t]*=(?!=)", between + line):
                yield found[3], above, at
        depth = min(depth, level)


def _uses(line: bytes, name: bytes) -> bool:
    return re.search(rb"(?<![\w.>&])" + name + rb"[ \t]*->|\breturn[ \t]+" + name + rb"[ \t]*;", line) is not None


def _one_armed(lines: Sequence[bytes], at: int, level: int) -> bool:
    """Whether the statement is all that a condition above it governs."""
    return at > 0 and bool(lines[at - 1].strip()) and _indent(lines[at - 1]) < level and b"{" not in lines[at - 1]


def _same(theirs: Sequence[bytes], line: bytes, call: bytes) -> bool:
    """Whether the fix's own text has this call above this line."""
    wanted, given = line.split(), call.split()
    numbers = [n for n, one in enumerate(theirs) if one.split() == wanted]
    return any(one.split() == given for n in numbers for one in theirs[max(0, n - _REACH) : n])


def _indent(line: bytes) -> int:
    text = line.expandtabs(_TAB)
    return len(text) - len(text.lstrip())
