"""Members that a type does not have in the branch."""

import re
from collections.abc import Iterable, Iterator

from backport.core.verdict import Finding, Severity
from backport.csource.functions import functions_around
from backport.csource.spans import without_literals
from backport.stages.verify.change import Change
from backport.stages.verify.library import words_at
from backport.stages.verify.structs import has_member, pointed, target
from backport.stages.verify.study import Pair, Study

NAME = "members"
_ACCESS = re.compile(rb"(?<![\w.>])([A-Za-z_]\w*)((?:[ \t]*->[ \t]*[A-Za-z_]\w*)+)")
_STEP = re.compile(rb"[A-Za-z_]\w*")

Chain = tuple[bytes, ...]  # a pointer, and members: the last is the one that is asked for


def check(study: Study) -> Iterator[Finding]:
    """`p->m` on a written line, where `p` points to a struct that has no `m` here; `p->q->m` as well."""
    for pair, result in study.code:
        new = [(number, chain) for number, line in result.added() for chain in _chains(line)]
        members = {chain[-1] for _, chain in new}
        said = {chain for line in _old_lines(result, members) for chain in _chains(line)}
        for number, chain in new:
            if chain not in said:
                said.add(chain)
                yield from _judge(study, pair, without_literals(result.code_new), number, chain)


def _chains(line: bytes) -> Iterator[Chain]:
    """A pointer and the members on the way, for each member of each access."""
    for access in _ACCESS.finditer(line):
        steps = tuple(_STEP.findall(access[0]))
        yield from (steps[:end] for end in range(2, len(steps) + 1))


def _old_lines(change: Change, members: Iterable[bytes]) -> Iterator[bytes]:
    """The lines before that mention one of these members: what was said before is known."""
    for member in members:
        text = change.code_old
        for at in words_at(text, member):
            yield text[text.rfind(b"\n", 0, at) + 1 : text.find(b"\n", at) + 1 or None]


def _judge(study: Study, pair: Pair, text: bytes, line: int, chain: Chain) -> Iterator[Finding]:
    function = next(iter(functions_around(text, (line,), study.exam.dialect)), None)
    if function is None:
        return
    tag, member = pointed(text[function.start : function.end], chain[0]), chain[-1]
    for step in chain[1:-1]:
        tag = target(study, study.exam.after, tag, step) if tag is not None else None
    if tag is not None and has_member(study, study.exam.after, tag, member) is False:
        name = f"{tag.decode()}.{member.decode()}"
        message = f"struct {tag.decode()} has no member {member.decode()} in the branch"
        # Where the fix's own tree has no such member either, the reading of structs may be what is wrong.
        severity = Severity.HARD if has_member(study, study.fix, tag, member) else Severity.SOFT
        yield Finding(NAME, severity, message, name, pair.path, line)
