"""Names that the change takes away and the branch goes on using: a place that only the branch has was not touched."""

import re
from collections.abc import Iterable, Iterator

from backport.core.verdict import Finding, Severity
from backport.csource.facts import Defines, Definition, definitions
from backport.csource.functions import functions_around, stretch
from backport.csource.spans import Lines, without_comments, without_literals
from backport.stages.verify.change import Change
from backport.stages.verify.library import words_at
from backport.stages.verify.structs import has_member, pointed
from backport.stages.verify.study import Study

NAME = "dangling"
_ACCESS = rb"(?<![\w.>])([A-Za-z_]\w*)[ \t]*->[ \t]*%s\b"
# A line that may define something: it begins at the margin, or is a macro, a declaration or an enumerator.
_DEFINES = re.compile(
    rb"\s*#\s*define\b|[A-Za-z_]|\s+(?:[A-Za-z_]\w*[\s*]+)+[A-Za-z_]\w*\s*(?:\[[^\]]*\]\s*)*(?::\s*\d+\s*)?[;,]"
    rb"|\s+[A-Z][A-Z0-9_]+\s*(?:=[^,]*)?,?\s*$"
)
_Given = tuple[Defines, str, str]


def check(study: Study) -> Iterator[Finding]:
    """What a removed line defined, nothing defines any more, and some other line of the branch still means."""
    for _, result in study.code:
        gone = _given(study, result.old, _removed(result))
        if gone:
            gone -= _given(study, result.new, _around(result))
            for kind, owner, name in sorted(gone):
                yield from _member(study, owner, name) if kind == Defines.MEMBER else _other(study, name)


def _removed(change: Change) -> Iterator[int]:
    """The removed lines that may have defined something for others than the function they are in."""
    lines = Lines(change.old)
    for hunk in change.hunks:
        for number in range(hunk.old_start, hunk.old_start + len(hunk.old)):
            line = change.bare_old[number]
            if _DEFINES.match(line) and (b"#" in line or not _in_body(change.old, lines.start(number + 1))):
                yield number + 1


def _in_body(text: bytes, at: int) -> bool:
    """Whether a function's brace at the margin opens before a line and does not close: what is declared is local."""
    return b"\n{" in text[stretch(text, at)[0] : at]


def _around(change: Change) -> Iterator[int]:
    """The lines of the new text that were written, or that stand where something was removed."""
    return (hunk.new_start + offset for hunk in change.hunks for offset in range(len(hunk.new) + 2))


def _given(study: Study, text: bytes, numbers: Iterable[int]) -> set[_Given]:
    """What the stretches around some lines define."""
    lines = Lines(text)
    pieces = {stretch(text, lines.start(number)) for number in numbers if 0 < number <= lines.count}
    found: Iterator[Definition] = (
        item for start, end in pieces for item in definitions(text[start:end], study.exam.dialect)
    )
    return {(item.kind, item.owner, item.name) for item in found}


def _member(study: Study, tag: str, name: str) -> Iterator[Finding]:
    after = study.exam.after
    if not tag or has_member(study, after, tag.encode(), name.encode()) is not False:
        return
    access = re.compile(_ACCESS % re.escape(name.encode()))
    for path, text in study.library.mentioning(after, name):
        for line, pointer in _accesses(text, access):
            function = next(iter(functions_around(text, (line,), study.exam.dialect)), None)
            if function is not None and pointed(text[function.start : function.end], pointer) == tag.encode():
                message = f"struct {tag} has no member {name} any more, and {function.name} still uses it"
                yield Finding(NAME, Severity.HARD, message, f"{tag}.{name}", path, line)
                break


def _accesses(text: bytes, access: "re.Pattern[bytes]") -> Iterator[tuple[int, bytes]]:
    lines = Lines(text)
    return ((lines.at(found.start()), found[1]) for found in access.finditer(without_comments(text)))


def _other(study: Study, name: str) -> Iterator[Finding]:
    after = study.exam.after
    if study.names.defined_in(after, name) or _used(study, study.fix, name):
        return
    used = _used(study, after, name)
    if used:
        path, line = used
        yield Finding(NAME, Severity.HARD, f"nothing defines {name} any more, and it is still used", name, path, line)


def _used(study: Study, tree: str, name: str) -> tuple[str, int] | None:
    """Where a tree's code first has the name."""
    for path, text in study.library.mentioning(tree, name):
        bare = without_literals(without_comments(text))
        at = next(words_at(bare, name.encode()), None)
        if at is not None:
            return path, Lines(text).at(at)
    return None
