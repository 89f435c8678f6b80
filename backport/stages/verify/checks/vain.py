"""Tests of a value that only one outcome is possible for in the branch: what is called returns something else there."""

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from backport.core.verdict import Finding, Severity
from backport.csource.functions import stretch
from backport.csource.spans import without_comments
from backport.stages.verify.change import Change
from backport.stages.verify.definitions import definition
from backport.stages.verify.library import is_header
from backport.stages.verify.study import Pair, Study

NAME = "vain"
_MOST = 6  # tests that are looked into
_LOOKED = 60  # tests of which it is asked what they test
_TEST = re.compile(
    rb"(?P<not>!)\s*(?P<name>[a-z_]\w*)\b(?!\s*(?:->|\.|\[))"
    rb"|(?P<set>!)\s*\(\s*[a-z_]\w*\s*=\s*(?P<call>[a-z_]\w*)\s*\("
    rb"|\b(?P<left>[a-z_]\w*)\s*(?P<how>==|!=|<=|>=|<|>)\s*(?P<number>NULL\b|-?\d+\b)"
)
_CONDITION = re.compile(rb"^[ \t]*(?:if|while)[ \t]*\((!?)((?:[\w.>&*-]|\([^()]*\))+)\)([^;]*)$")
_PLAIN = re.compile(rb"^[ \t]*(?:(?:const|struct|unsigned|enum)[ \t]+)*\w+[ \t*]+\w+(?:[ \t]*=[^;(]*)?;")
_HOW: dict[bytes, Callable[[int, int], bool]] = {
    b"==": operator.eq,
    b"!=": operator.ne,
    b"<=": operator.le,
    b">=": operator.ge,
    b"<": operator.lt,
    b">": operator.gt,
}
_MEMBER = re.compile(
    rb"(?:\bif\s*\(|&&|\|\||!)\s*[A-Za-z_]\w*(?:(?:->|\.)\w+)*?(?:->|\.)(\w+(?:->|\.)\w+)\s*(?=\)|&&|\|\|)"
)


def check(study: Study) -> Iterator[Finding]:
    """Tests on written lines that the branch decides in advance, and the fix's tree does not."""
    for pair, result in study.code:
        asked = looked = 0
        for number, line in result.added():
            for test in _TEST.finditer(line):
                called = _called(result, number, test) if asked < _MOST and looked < _LOOKED else ""
                looked += 1
                if called:
                    asked += 1
                    yield from _judge(study, pair, number, called, _Test.of(test))
            yield from _repeated(pair, result, number, line)
            for member in set(_MEMBER.findall(line)):
                yield from _array(study, pair, number, member.replace(b"->", b"."))


def _repeated(pair: Pair, result: Change, number: int, line: bytes) -> Iterator[Finding]:
    """A condition that the loop or block right around it has settled: `while (c) { if (!c) …`."""
    inner = _CONDITION.match(line)
    if inner is None or not inner[1] or pair.raw is None:
        return
    above = (said for said in reversed(result.bare_new[: number - 1]) if said.strip() and not _PLAIN.match(said))
    outer = _CONDITION.match(next(above, b""))
    if outer is None or outer[1] or not outer[3].rstrip().endswith(b"{") or outer[2].split() != inner[2].split():
        return
    if not any(said.split() == outer[0].split() for said in pair.raw.bare_new):
        text = inner[2].decode("utf-8", "replace")
        message = f"this is tested where {text} holds already: it never answers to the test"
        yield Finding(NAME, Severity.SOFT, message, text, pair.path, number)


@dataclass(frozen=True)
class _Test:
    """What is asked of a value."""

    how: bytes
    number: int

    @staticmethod
    def of(found: re.Match[bytes]) -> "_Test":
        if found["how"] is None:
            return _Test(b"==", 0)
        return _Test(found["how"], 0 if found["number"] == b"NULL" else int(found["number"]))

    def outcomes(self, values: frozenset[int | None]) -> frozenset[bool]:
        """What it says of some values; both where one of them is not known."""
        if None in values:
            return frozenset((True, False))
        return frozenset(_HOW[self.how](value, self.number) for value in values if value is not None)


def _called(result: Change, number: int, test: re.Match[bytes]) -> str:
    """The function whose value is tested: called here, or what the variable was last set from above in the function."""
    direct = test["call"]
    if direct:
        return str(direct, "ascii")
    name = test["name"] or test["left"]
    line = result.bare_new[number - 1]
    if test["name"] and re.match(rb"\s*\(", line[test.end() :]):
        return str(name, "ascii")
    at = sum(map(len, result.new_lines[: number - 1]))
    above = without_comments(result.new[stretch(result.new, at)[0] : at]) + line[: test.start()]
    sets = [*re.finditer(rb"(?<![\w.>])" + name + rb"\s*=(?!=)\s*(?:\([^()]*\)\s*)?([a-z_]\w*)?\s*(\()?", above)]
    return str(sets[-1][1], "ascii") if sets and sets[-1][1] and sets[-1][2] else ""


def _judge(study: Study, pair: Pair, number: int, called: str, test: _Test) -> Iterator[Finding]:
    ours = definition(study, study.exam.after, pair.path, called)
    if ours is None or not ours.values or len(test.outcomes(ours.values)) != 1:
        return
    theirs = definition(study, study.fix, pair.source_path or pair.path, called)
    if theirs is not None and theirs.values and len(test.outcomes(theirs.values)) == 1:
        return
    word = "always" if True in test.outcomes(ours.values) else "never"
    message = f"{called} is tested here, and what it returns in the branch {word} answers to the test"
    evidence = (f"{ours.path}:{ours.function.line}",)
    yield Finding(NAME, Severity.SOFT, message, called, pair.path, number, evidence)


def _array(study: Study, pair: Pair, number: int, member: bytes) -> Iterator[Finding]:
    """A member tested for being there that is an array in the branch, and a pointer in the fix's tree."""
    name = member.rpartition(b".")[2]
    subscripted = re.compile(re.escape(member).replace(rb"\.", rb"(?:->|\.)") + rb"\s*\[")
    if pair.result is None or not (subscripted.search(pair.result.old) or _headers(study, name, subscripted)):
        return
    ours, theirs = (_kinds(study, tree, name) for tree in (study.exam.after, study.fix))
    if any(kinds == {True} and theirs.get(path) == {False} for path, kinds in ours.items()):
        word = name.decode()
        message = f"{word} is tested here, and it is an array in the branch: it is always there"
        yield Finding(NAME, Severity.SOFT, message, word, pair.path, number)


def _headers(study: Study, name: bytes, wanted: re.Pattern[bytes]) -> bool:
    texts = study.library.mentioning(study.exam.after, name.decode(), is_header)
    return any(wanted.search(text) for _, text in texts)


def _kinds(study: Study, tree: str, name: bytes) -> dict[str, set[bool]]:
    """For each header that declares a member of that name, whether it is an array there."""
    declared = re.compile(
        rb"^[ \t]+(?:\}|[A-Za-z_][\w \t]*)[ \t*]*[ \t*]" + name + rb"[ \t]*(\[[^;\n]*)?;", re.MULTILINE
    )
    return {
        path: {found[1] is not None for found in declared.finditer(text)}
        for path, text in study.library.mentioning(tree, name.decode(), is_header)
    }
