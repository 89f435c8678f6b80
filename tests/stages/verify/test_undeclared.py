"""Variables of the fix's function that the branch's function lacks."""

from backport.core.verdict import Severity
from tests.repos import Repo
from tests.stages.verify.exams import exam_of, found

BASE = "int go(struct s *s)\n{\n\tstruct task *t = NULL;\n\n\twork(s);\n\tend(t);\n\treturn 0;\n}\n"
FIXED = BASE.replace("\twork(s);\n", "\tt = s->task;\n\twork(s);\n")


def test_a_variable_that_the_branch_does_not_declare(repo: Repo) -> None:
    here = "int go(struct s *s)\n{\n\twork(s);\n\treturn 0;\n}\n"
    ported = here.replace("\twork(s);\n", "\tt = s->task;\n\twork(s);\n")
    exam = exam_of(repo, {"a.c": BASE}, {"a.c": FIXED}, {"a.c": here}, {"a.c": ported})
    assert found(exam, "undeclared") == [(Severity.SOFT, "t", "a.c", 3)]


def test_what_is_declared_otherwise_or_outside_is_there(repo: Repo) -> None:
    for here in (
        "int go(struct s *s, struct task *t)\n{\n\twork(s);\n\treturn 0;\n}\n",
        "static struct task *t;\n\nint go(struct s *s)\n{\n\twork(s);\n\treturn 0;\n}\n",
        "int go(struct s *s)\n{\n\tstruct task *a = NULL, *t = NULL;\n\twork(s);\n\treturn 0;\n}\n",
    ):
        ported = here.replace("\twork(s);\n", "\tt = s->task;\n\twork(s);\n")
        exam = exam_of(repo, {"a.c": BASE}, {"a.c": FIXED}, {"a.c": here}, {"a.c": ported})
        repo.git("switch", "-q", "master")
        repo.git("branch", "-q", "-D", "stable")
        assert found(exam, "undeclared") == []


def test_a_member_that_a_macro_takes_by_its_name(repo: Repo) -> None:
    here = "int go(struct s *s)\n{\n\twork(s);\n\tadd(&s->t);\n\treturn 0;\n}\n"
    ported = here.replace("\twork(s);\n", "\teach(s, &s->all, t);\n\twork(s);\n")
    exam = exam_of(repo, {"a.c": BASE}, {"a.c": FIXED}, {"a.c": here}, {"a.c": ported})
    assert found(exam, "undeclared") == []
