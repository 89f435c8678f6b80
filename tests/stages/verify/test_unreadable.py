"""What no parser understands is told, whatever checks there are: it never passes in silence."""

from backport.core.verdict import Severity
from backport.stages.verify.examine import examine
from backport.stages.verify.table import CHECKS
from tests.repos import Repo
from tests.stages.verify.exams import exam_of

STATIC = [check for check in CHECKS if not check.compiles]


def test_a_function_that_cannot_be_parsed_is_a_note(repo: Repo) -> None:
    odd = "int go(int n)\n{\n\tint m = n @@ 2;\n\tlock(n) unlock;\n\treturn m;\n}\n"
    exam = exam_of(repo, {"a.c": "int x;\n"}, {"a.c": "int x;\n" + odd}, {"a.c": "int x;\n"}, {"a.c": "int x;\n" + odd})
    findings = examine(exam, STATIC)
    assert [(item.check, item.severity, item.subject) for item in findings] == [("coverage", Severity.NOTE, "go")]


def test_a_file_whose_braces_never_close(repo: Repo) -> None:
    broken = "int x;\nint go(int n)\n{\n\tif (n) {\n\treturn n;\n"
    exam = exam_of(repo, {"a.c": "int x;\n"}, {"a.c": broken}, {"a.c": "int x;\n"}, {"a.c": broken})
    assert [(item.check, item.severity) for item in examine(exam, STATIC)] == [("coverage", Severity.NOTE)]
