"""Exams over miniature repositories: a fix on the development branch, a person's port of it on an older one."""

from dataclasses import replace

from backport.core.verdict import Finding, Severity
from backport.csource.compiler import Compiler
from backport.stages.translate.translator import Translator
from backport.stages.verify.exam import Exam
from backport.stages.verify.examine import examine
from backport.stages.verify.table import CHECKS
from backport.vcs.repository import Repository
from tests.repos import Repo

Files = dict[str, str | bytes]


def exam_of(repo: Repo, base: Files, fix: Files, before: Files, after: Files, message: str = "fix") -> Exam:
    """An exam of the port that turns `before` into `after`, of the fix that turns `base` into `fix`.

    Each gives whole files; `fix` and `after` name only what changes, None removes.
    """
    repo.commit("base", base)
    origin = repo.commit(message, fix)
    repo.git("switch", "-q", "--orphan", "stable")
    start = repo.commit("before", before)
    port = repo.commit(message, after)
    objects = Repository.open(repo.folder)
    return Exam(objects, objects.source(origin), objects.commit(start).tree, objects.commit(port).tree, message=message)


def found(
    exam: Exam, check: str, translator: Translator | None = None, compiler: Compiler | None = None
) -> list[tuple[Severity, str, str, int]]:
    """What one check has to say, shortened for comparison: severity, subject, path, line."""
    exam = replace(exam, compiler=compiler)
    if translator is not None:
        exam = replace(exam, translator=translator)
    return [_short(finding) for finding in examine(exam, [one for one in CHECKS if one.name == check])]


def _short(finding: Finding) -> tuple[Severity, str, str, int]:
    return finding.severity, finding.subject, finding.path, finding.line
