"""Members that a type does not have in the branch."""

import re
from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.csource.functions import functions_around
from backport.csource.spans import without_comments, without_literals
from backport.stages.verify.change import Change
from backport.stages.verify.library import has_word, is_code, words_at
from backport.stages.verify.study import Pair, Study

NAME = "members"
_ACCESS = re.compile(rb"(?<![\w.>])([A-Za-z_]\w*)[ \t]*->[ \t]*([A-Za-z_]\w*)")
_DECLARED = rb"\bstruct\s+(\w+)\s*\*\s*(?:const\s+)?%s\b"
_OPENING = re.compile(rb"(?:\s+\w+)*\s*\{")
_MACRO = re.compile(rb"\b[A-Z][A-Z0-9_]{3,}\b")


def check(study: Study) -> Iterator[Finding]:
    """`p->m` on a written line, where `p` points to a struct that has no `m` here."""
    for pair, result in study.code:
        text = without_literals(without_comments(result.new))
        said = {access.groups() for line in _old_lines(result) for access in _ACCESS.finditer(line)}
        for number, line in result.added():
            for access in _ACCESS.finditer(line):
                if access.groups() not in said:
                    said.add(access.groups())
                    yield from _judge(study, pair, text, number, access)


def _old_lines(change: Change) -> Iterator[bytes]:
    """The lines before that mention a member which a written line mentions: what was said before is known."""
    members = {access[2] for _, line in change.added() for access in _ACCESS.finditer(line)}
    return (line for line in change.bare_old if any(member in line for member in members))


def _judge(study: Study, pair: Pair, text: bytes, line: int, access: "re.Match[bytes]") -> Iterator[Finding]:
    function = next(iter(functions_around(text, (line,), study.exam.dialect)), None)
    if function is None:
        return
    types = set(re.findall(_DECLARED % re.escape(access[1]), text[function.start : function.end]))
    if len(types) != 1:
        return
    tag, member = types.pop(), access[2]
    if _has(study, study.exam.after, tag, member) is False:
        name = f"{tag.decode()}.{member.decode()}"
        message = f"struct {tag.decode()} has no member {member.decode()} in the branch"
        # Where the fix's own tree has no such member either, the reading of structs may be what is wrong.
        severity = Severity.HARD if _has(study, study.fix, tag, member) else Severity.SOFT
        yield Finding(NAME, severity, message, name, pair.path, line)


def _has(study: Study, tree: str, tag: bytes, member: bytes) -> bool | None:
    """Whether the struct's body names the member; None where there is not exactly one such struct."""
    bodies = [body for text in _headers(study, tree) for body in _bodies(text, tag)]
    if len(bodies) != 1:
        return None
    macros = set(_MACRO.findall(bodies[0]))
    return has_word(bodies[0], member) or any(_expands(study, tree, macro, member) for macro in macros)


def _headers(study: Study, tree: str) -> Iterator[bytes]:
    """The headers, and the units that the change touches: where else a struct is, those do not see it."""
    touched = {path for pair in study.pairs for path in (pair.path, pair.source_path)}
    files = study.library.files(tree).items()
    return (
        study.library.text(blob) for path, blob in files if path.endswith(".h") or (path in touched and is_code(path))
    )


def _expands(study: Study, tree: str, macro: bytes, member: bytes) -> bool:
    """Whether a macro in the body brings the member."""
    definition = re.compile(rb"#[ \t]*define[ \t]+" + macro + rb"\b((?:\\\r?\n|[^\n])*)")
    texts = (text for _, text in study.library.mentioning(tree, macro.decode()))
    return any(has_word(found[1], member) for text in texts for found in definition.finditer(text))


def _bodies(text: bytes, tag: bytes) -> Iterator[bytes]:
    """What stands between the braces of `struct tag { … }`, comments blanked."""
    for at in words_at(text, b"struct " + tag):
        head = _OPENING.match(text, at + len(b"struct ") + len(tag))
        if head is not None:
            end = text.find(b"\n}", head.end())
            bare = without_comments(text[head.end() : end if end >= 0 else len(text)])
            yield bare
