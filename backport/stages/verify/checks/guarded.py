"""Names that exist only under a condition of the preprocessor and are used outside of it."""

import re
from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.csource.conditionals import directives
from backport.csource.facts import Defines, definitions
from backport.csource.spans import without_literals
from backport.stages.verify.change import Change
from backport.stages.verify.library import words_at
from backport.stages.verify.study import Study

NAME = "guarded"
_KINDS = (Defines.FUNCTION, Defines.VARIABLE, Defines.ENUMERATOR)
_CONDITIONAL = frozenset((b"if", b"ifdef", b"ifndef", b"elif", b"else", b"endif"))
_HEAD = re.compile(rb"[A-Za-z_]")  # file-level code begins at the left margin
Stack = tuple[str, ...]


def check(study: Study) -> Iterator[Finding]:
    """Names that the change defines for its file under a condition, used where the condition need not hold."""
    for pair, result in study.code:
        if pair.path.endswith(".c"):
            escaping = _escaping(study, result)
            known = set(_escaping(study, pair.fix)) if escaping and pair.fix is not None else set()
            for name, (line, condition) in escaping.items():
                if name not in known:
                    message = f"{name} exists only under {condition} and is used outside of it"
                    yield Finding(NAME, Severity.SOFT, message, name, pair.path, line)


def _escaping(study: Study, change: Change) -> dict[str, tuple[int, str]]:
    """The names that the change defines under a condition and uses without it: the line of such a use."""
    if b"#if" not in change.new:
        return {}
    bare = without_literals(change.code_new)
    stacks = _stacks(bare)
    heads = {line for line in change.added_lines if stacks[line] and _HEAD.match(change.new_lines[line - 1])}
    if not heads:
        return {}
    found: dict[str, tuple[int, str]] = {}
    places: dict[str, list[int]] = {}
    for item in definitions(change.new, study.exam.dialect):
        if item.kind in _KINDS:
            places.setdefault(item.name, []).append(item.line)
    for name, lines in places.items():
        if heads.isdisjoint(lines):
            continue
        conditions = {stacks[line] for line in lines}
        for at in words_at(bare, name.encode()) if not _always(conditions) else ():
            line = bare.count(b"\n", 0, at) + 1
            if not any(_holds(stack, stacks[line]) for stack in conditions):
                found.setdefault(name, (line, " and ".join(next(iter(conditions)))))
    return found


def _always(stacks: set[Stack]) -> bool:
    """Whether one of the definitions stands under no condition, or two under opposite ones."""
    every = {condition for stack in stacks for condition in stack}
    return () in stacks or any(f"not {condition}" in every for condition in every)


def _holds(wanted: Stack, here: Stack) -> bool:
    return set(wanted) <= set(here)


def _stacks(bare: bytes) -> list[Stack]:
    """The conditions around each line, counted from 1: that of a directive holds for its own line as well."""
    found: list[Stack] = [()]
    open_: list[str] = []
    at = 0
    for item in directives(bare):
        if item.word not in _CONDITIONAL:
            continue
        found += [tuple(open_)] * bare.count(b"\n", at, item.start)
        at = item.start
        if item.word in (b"if", b"ifdef", b"ifndef"):
            open_.append(_condition(item.word, item.argument))
        elif item.word == b"endif":
            open_ = open_[:-1]
        elif open_:
            open_[-1] = f"not {open_[-1]}" if item.word == b"else" else _condition(b"if", item.argument)
    return [*found, *[tuple(open_)] * (bare.count(b"\n", at) + 2)]


def _condition(word: bytes, argument: bytes) -> str:
    text = re.sub(r"\s+", "", argument.decode(errors="replace"))
    text = re.sub(r"defined\(?(\w+)\)?", r"\1", text).strip("()")
    return f"not {text}" if word == b"ifndef" else text
