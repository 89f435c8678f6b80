"""Commits that the fix's message names: what brought the defect, or what the fix needs, never came to the branch."""

from collections.abc import Iterator

from backport.core.errors import UserError
from backport.core.relation import Relation
from backport.core.trailers import original
from backport.core.verdict import Finding, Severity
from backport.history.references import references
from backport.stages.verify.account import Tokens
from backport.stages.verify.change import Change, is_name, statements, tokens
from backport.stages.verify.library import is_code
from backport.stages.verify.study import Study

NAME = "related"
_TELLING = 6  # words and signs of a statement that is not written twice by chance
_NAMES = 2
_ENOUGH = 5  # such statements of a commit that the fix's tree still has
_MOST = 80  # that are looked for
_COMMITS = 3
_WORDS = {
    Relation.INTRODUCED_BY: "which brought the defect by the fix's message, seems never to have come to the branch",
    Relation.DEPENDS_ON: "which the fix needs by its message, seems never to have come to the branch",
}


def check(study: Study) -> Iterator[Finding]:
    """Named commits of whose code the fix's tree has something and the branch nothing."""
    named = [item for item in references(original(study.exam.origin.commit.message)) if item.relation in _WORDS]
    for item in named[:_COMMITS]:
        full = study.exam.objects.full(item.commit)
        if full is None:
            continue
        lines = [*_lines(study, full)][:_MOST]
        theirs = sum(_has(study, study.base, path, line) for path, line in lines)
        if theirs >= _ENOUGH and not any(_has(study, study.exam.before, path, line) for path, line in lines):
            short = full[:12]
            message = f"{short}, {_WORDS[item.relation]}"
            evidence = (f"of {len(lines)} of its statements the fix's tree has {theirs}, the branch none",)
            yield Finding(NAME, Severity.SOFT, message, short, evidence=evidence)


def _lines(study: Study, commit: str) -> Iterator[tuple[str, Tokens]]:
    """The telling statements that a commit added to C files."""
    try:
        source = study.exam.objects.source(commit)
    except UserError:
        return
    for change in source.changes:
        if is_code(change.path) and change.new_blob:
            old, new = (study.library.text(blob) if blob else b"" for blob in (change.old_blob, change.new_blob))
            for hunk in Change(change.path, old, new).hunks:
                for line in statements(hunk.new):
                    if (
                        len(line) >= _TELLING
                        and sum(map(is_name, line)) >= _NAMES
                        and line[0] not in (b"*", b"/", b"#")
                    ):
                        yield change.path, line


def _has(study: Study, tree: str, path: str, line: Tokens) -> bool:
    here = study.exam.translator.path(path) if tree == study.exam.before else path
    needle = max((token for token in line if is_name(token)), key=len)
    for one in dict.fromkeys((path, here)):
        text = study.library.read(tree, one)
        if text and needle in text and any(tokens(said) == line for said in text.split(b"\n") if needle in said):
            return True
    return False
