"""System types that a file begins to use without the header it got them from in the fix's tree."""

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from backport.core.verdict import Finding, Severity
from backport.csource.spans import without_comments
from backport.stages.verify.change import Change
from backport.stages.verify.library import has_word
from backport.stages.verify.study import Pair, Study

NAME = "headers"
_TYPE = re.compile(rb"\b[a-z]\w*_t\b")
_INCLUDE = re.compile(rb"^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"\n]+)[>\"]", re.MULTILINE)
_ROOTS = ("include", "", "ebtree", "include/import")
_MOST = 300  # files reached from one; more is no include tree


def check(study: Study) -> Iterator[Finding]:
    """Types new to the file, known to none of the headers it reads, while the fix's file reads more of the system's."""
    for pair, result in study.code:
        for name, line in _new_types(study, result).items():
            yield from _judge(study, pair, name, line)


def _new_types(study: Study, result: Change) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in result.added():
        for match in _TYPE.finditer(line):
            if not has_word(result.old, match[0]):
                found.setdefault(match[0].decode(), number)
    return {name: line for name, line in found.items() if not _typedef(study, name)}


def _typedef(study: Study, name: str) -> bool:
    """Whether the branch itself makes the type."""
    word = name.encode()
    made = re.compile(rb"\btypedef\b[^;{}]*\b%s\b|\}[^;{}\n]*\b%s\s*;|#\s*define\s+%s\b" % (word, word, word))
    return any(made.search(text) for _, text in study.library.mentioning(study.exam.after, name))


def _judge(study: Study, pair: Pair, name: str, line: int) -> Iterator[Finding]:
    reached, system = _reach(study, study.exam.after, pair.path)
    texts = (study.library.read(study.exam.after, path) or b"" for path in reached if path != pair.path)
    if any(has_word(text, name.encode()) for text in texts):
        return
    _, theirs = _reach(study, study.fix, pair.source_path or pair.path)
    lacking = sorted(theirs - system)
    if lacking:
        message = f"{name} is new to this file, which does not read the header that the fix's file has it from"
        evidence = (f"system headers of the fix's file only: {', '.join(lacking)}",)
        yield Finding(NAME, Severity.SOFT, message, name, pair.path, line, evidence)


def _reach(study: Study, tree: str, path: str) -> tuple[frozenset[str], frozenset[str]]:
    """The tree's files that a file includes, itself among them, and the headers that the tree does not have."""
    files = study.library.files(tree)
    reached: set[str] = set()
    system: set[str] = set()
    stack = [path]
    while stack and len(reached) < _MOST:
        at = stack.pop()
        if at in reached or at not in files:
            continue
        reached.add(at)
        for name in _INCLUDE.findall(without_comments(study.library.text(files[at]))):
            wanted = name.decode(errors="replace")
            places = (normpath(join(root, wanted)) for root in (dirname(at), *_ROOTS))
            found = next((place for place in places if place in files), None)
            if found is not None:
                stack.append(found)
            else:
                system.add(wanted)
    return frozenset(reached), frozenset(system)
