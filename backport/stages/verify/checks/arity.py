"""Calls with as many arguments, or with pointers, that the branch's function or macro does not take."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backport.core.verdict import Finding, Severity
from backport.csource.functions import functions_around
from backport.csource.spans import Lines, without_literals
from backport.stages.verify.change import Change
from backport.stages.verify.parameters import parameters, parted, through_members
from backport.stages.verify.structs import pointed
from backport.stages.verify.study import Pair, Study

NAME = "arity"
_CALL = re.compile(rb"(?:(?<![\w.>])|(?P<member>->|\.)\s*)([A-Za-z_]\w*)\s*\(")
_NOT_CALLS = frozenset(b"if while for switch return sizeof defined typeof __typeof__ __attribute__ offsetof".split())
_NAME = re.compile(rb"[A-Za-z_]\w*")
_POINTER = re.compile(rb"(?:const\s+)?struct\s+(\w+)\s*(?:const\s*)?\*\s*(?:const\s+)?\w*")


@dataclass(frozen=True)
class Takes:
    """How many arguments a definition or prototype takes; `more` where others may follow."""

    count: int
    more: bool = False

    def fits(self, given: int) -> bool:
        """Whether a call with this many arguments is right."""
        return given >= self.count if self.more else given == self.count


@dataclass(frozen=True)
class Call:
    """A call that begins on a written line."""

    name: str
    arguments: tuple[bytes, ...]
    line: int
    member: bool = False  # of a function that a member points to


def check(study: Study) -> Iterator[Finding]:
    """Calls on written lines that fit the fix's own tree and none of the branch's definitions."""
    for pair, result in study.code:
        seen: set[tuple[str, int, bool]] = set()
        said: set[tuple[str, tuple[bytes, ...]]] = set()
        for call in _calls(result):
            kind = (call.name, len(call.arguments), call.member)
            if kind not in seen:
                seen.add(kind)
                yield from _judge(study, pair, call)
            if (call.name, call.arguments) not in said and not call.member:
                said.add((call.name, call.arguments))
                yield from _pointers(study, pair, result, call)


def _calls(change: Change) -> Iterator[Call]:
    if not any(_CALL.search(line) for _, line in change.added()):
        return
    text = without_literals(change.code_new)
    lines = Lines(text)
    for number, line in change.added():
        if line.lstrip().startswith(b"#"):
            continue
        for found in _CALL.finditer(text, lines.start(number), lines.start(number) + len(line)):
            parts = parted(text, found.end())
            if parts is not None and found[2] not in _NOT_CALLS:
                given = tuple(text[slice(*part)].strip() for part in parts)
                yield Call(found[2].decode("ascii", "replace"), given, number, found["member"] is not None)


def _judge(study: Study, pair: Pair, call: Call) -> Iterator[Finding]:
    name, given = call.name, len(call.arguments)
    ours = _taken(study, study.exam.after, pair.path, call)
    if not ours or any(one.fits(given) for one in ours):
        return
    theirs = _taken(study, study.fix, pair.source_path or pair.path, call)
    right = any(one.fits(given) for one in theirs)
    # A word of the branch's that the fix's tree never says: translated, with the arguments of what it stands for.
    if right or not study.library.mentions(study.fix, name):
        counts = " or ".join(str(count) for count in sorted({one.count for one in ours}))
        message = f"{name} is called with {given} arguments and takes {counts} in the branch"
        yield Finding(NAME, Severity.HARD if right else Severity.SOFT, message, name, pair.path, call.line)


def _taken(study: Study, tree: str, path: str, call: Call) -> list[Takes]:
    """What the definitions and prototypes, or members, take that a file sees; empty if one is odd."""
    heads = (through_members if call.member else parameters)(study, tree, path, call.name)
    found = [_takes(inside) if inside is not None else None for inside in heads]
    known = [takes for takes in found if takes is not None]
    return known if len(known) == len(found) else []


def _takes(inside: bytes) -> Takes:
    count = len(parted(inside + b")", 0) or ())
    if b"..." in inside:
        return Takes(count - 1, more=True)
    return Takes(0 if inside == b"void" else count)


def _pointers(study: Study, pair: Pair, result: Change, call: Call) -> Iterator[Finding]:
    """Arguments that the function around declares as pointers to one struct, where a pointer to another is taken."""
    names = [(at, given) for at, given in enumerate(call.arguments) if _NAME.fullmatch(given)]
    function = next(iter(functions_around(result.code_new, (call.line,), study.exam.dialect)), None) if names else None
    if function is None:
        return
    text = without_literals(result.code_new)[function.start : function.end]
    heads = parameters(study, study.exam.after, pair.path, call.name)
    for at, given in names if heads else ():
        tag = pointed(text, given)
        taken = {_tag(head, at) for head in heads}
        if tag is not None and None not in taken and tag not in taken:
            takes = " or ".join(sorted(f"struct {one.decode()}" for one in taken if one is not None))
            message = (
                f"{call.name} is given {given.decode()}, a struct {tag.decode()}, and takes a {takes} in the branch"
            )
            yield Finding(NAME, Severity.HARD, message, f"{call.name} {given.decode()}", pair.path, call.line)


def _tag(head: bytes | None, at: int) -> bytes | None:
    """The tag of the struct that a parameter points to, where it says that it does."""
    parts = parted(head + b")", 0) if head is not None else None
    if head is None or parts is None or len(parts) <= at:
        return None
    found = _POINTER.fullmatch(head[slice(*parts[at])].strip())
    return found[1] if found is not None else None
