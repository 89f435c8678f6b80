"""Text that the fix removes everywhere and the branch still has somewhere: a place that was left out, or a copy."""

from collections.abc import Iterator, KeysView, Sequence

from backport.core.verdict import Finding, Severity
from backport.csource.spans import without_comments
from backport.stages.apply.sections import section_at, sections
from backport.stages.apply.view import Span
from backport.stages.verify.account import Tokens
from backport.stages.verify.beside import alike, declares, neighbours, tells
from backport.stages.verify.change import Change, is_name, standing, statements, tokens
from backport.stages.verify.library import is_code, words_at
from backport.stages.verify.study import Study
from backport.vcs.textdiff import split_lines

NAME = "residual"
_TOKENS = 6  # a shorter statement stands in many places by chance
_NAMES = 2
_CLEAR = 8  # of a statement that is looked for in one function only
_MANY = 3  # places of the fix's tree: it is done everywhere
_SHOWN = 5
_MOST = 200  # statements that a fix removes; more is a rewrite, and each is looked for in whole trees

Place = tuple[str, int]
"""A file and a line, from 1."""


def check(study: Study) -> Iterator[Finding]:
    """Statements of which the fix's tree keeps none and the target keeps some, or the same for a changed function."""
    yield from _in_functions(study)
    removed = dict(_removed(study))
    if len(removed) > _MOST:
        message = f"the fix removes {len(removed)} statements: they were not looked for elsewhere in the branch"
        yield Finding(NAME, Severity.NOTE, message, "rewrite")
        return
    # A file that the fix's own tree has as well needs no look: what stands there, the fix has not removed everywhere.
    common = frozenset(study.library.files(study.fix).values()) if removed else frozenset()
    for line, theirs in removed.items():
        places = tuple(_places(study, study.exam.after, line, common))
        if places and not any(_stands(study, said) for said in {line, theirs}):
            text = b" ".join(line).decode("utf-8", "replace")
            path, number = places[0]
            evidence = tuple(f"{path}:{number}" for path, number in places)
            message = f"the fix removes this everywhere and the branch still has it: {text}"
            severity = _severity(study, tuple(_places(study, study.base, theirs)), places, line)
            yield Finding(NAME, severity, message, text, path, number, evidence)


def _severity(study: Study, theirs: Sequence[Place], ours: Sequence[Place], line: Tokens) -> Severity:
    """A doubt where the fix does so at many places, or where what is left stands beside what the fix's stood beside."""
    if declares(line):
        return Severity.NOTE
    if len(theirs) >= _MANY:
        return Severity.SOFT
    was = [_beside(study, study.base, place) for place in theirs]
    same = any(alike(_beside(study, study.exam.after, place), was) for place in ours[:_SHOWN])
    return Severity.SOFT if same else Severity.NOTE


def _beside(study: Study, tree: str, place: Place) -> frozenset[Tokens]:
    path, number = place
    return neighbours(split_lines(without_comments(study.library.read(tree, path) or b"")), number - 1, tells)


def _in_functions(study: Study) -> Iterator[Finding]:
    """Statements that the fix leaves nowhere in a function, and that the branch's function still has."""
    for pair, result in study.code:
        for name, before, after in _functions(pair.lines) if pair.lines is not None else ():
            gone = before.keys() - after
            ours = _section(result, name) if gone else None
            if ours is None:
                continue
            lines = [_plain(tokens(line)) for line in result.bare_new[ours.start : ours.end]]
            left = [line for line in lines if line in gone and _telling(line) and len(line) >= _CLEAR]
            for line in left[:1]:
                text = b" ".join(line).decode("utf-8", "replace")
                message = f"the fix takes this out of {name}, and the branch still has it there: {text}"
                number = ours.start + lines.index(line)
                same = alike(neighbours(result.bare_new, number, tells), [before[line]])
                severity = Severity.SOFT if same else Severity.NOTE
                yield Finding(NAME, severity, message, f"{name} {text}", pair.path, number + 1)


def _functions(change: Change) -> Iterator[tuple[str, dict[Tokens, frozenset[Tokens]], KeysView[Tokens]]]:
    """Each changed function that is there before and after: its name, its statements with neighbours, and after."""
    seen: set[str] = set()
    for hunk in change.hunks:
        if not any(map(_telling, statements(hunk.old))):
            continue
        before = section_at(change.old_lines, hunk.old_start, hunk.old_start + len(hunk.old))
        after = section_at(change.new_lines, hunk.new_start, hunk.new_start + len(hunk.new))
        if before is not None and after is not None and before.name == after.name and after.name not in seen:
            seen.add(after.name)
            old, new = before.span, after.span
            yield (
                after.name,
                _said(change.bare_old[old.start : old.end]),
                _said(change.bare_new[new.start : new.end]).keys(),
            )


def _said(lines: Sequence[bytes]) -> dict[Tokens, frozenset[Tokens]]:
    """Each statement, and what stands beside it where it stands first."""
    return {
        _plain(tokens(line)): neighbours(lines, at, tells)
        for at, line in reversed(tuple(enumerate(lines)))
        if tokens(line)
    }


def _section(result: Change, name: str) -> Span | None:
    """Where a function is in the text after, if there is one of that name."""
    found = [section.span for section in sections(result.new_lines) if section.name == name]
    return found[0] if len(found) == 1 else None


def _telling(line: Tokens) -> bool:
    return len(line) >= _TOKENS and sum(map(is_name, line)) >= _NAMES


def _plain(line: Tokens) -> Tokens:
    """A statement without the brace that opens its block."""
    return line[:-1] if line[-1:] == (b"{",) else line


def _removed(study: Study) -> Iterator[tuple[Tokens, Tokens]]:
    """The statements that the fix removes, each in the target's words and in the fix's own."""
    for pair in study.pairs:
        if pair.raw is not None and is_code(pair.source_path) and pair.raw.new:
            gone = pair.raw.gone
            theirs = statements(gone)
            lines = theirs
            if gone and not pair.same:
                lines = statements(split_lines(pair.translator.text(pair.raw.path, b"".join(gone)).data))
            for line, own in zip(lines, theirs if len(theirs) == len(lines) else lines, strict=True):
                if line[0] != b"#" and _telling(line):
                    yield line, own


def _stands(study: Study, line: Tokens) -> bool:
    """Whether the fix's tree still has the statement."""
    return any(True for _ in _places(study, study.fix, line))


def _places(study: Study, tree: str, line: Tokens, but: frozenset[str] = frozenset()) -> Iterator[Place]:
    """Where a tree has the statement on a line of its own."""
    needle, *others = sorted({token for token in line if is_name(token)}, key=len, reverse=True)
    for path, text in study.library.mentioning(tree, needle.decode("ascii", "replace"), but=but):
        if all(name in text for name in others) and any(_says(text, at, line) for at in words_at(text, needle)):
            bare = without_comments(text)
            for at in standing(bare, line):
                yield path, bare.count(b"\n", 0, at) + 1


def _says(text: bytes, at: int, line: Tokens) -> bool:
    """Whether the line around an offset is the statement, a comment on the same line aside."""
    start, end = text.rfind(b"\n", 0, at) + 1, text.find(b"\n", at)
    said = text[start : end if end >= 0 else len(text)]
    if line[0] not in said or line[-1] not in said:
        return False
    return tokens(without_comments(said) if b"/*" in said or b"//" in said else said) == line
