"""Variables and labels of the fix's function that the branch's function lacks."""

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
        "int go(struct s *s)\n{\n\tint a = 1, __attribute__((unused)) t = 0;\n\twork(s);\n\treturn 0;\n}\n",
        "int go(struct s *s)\n{\n\tint (*t)(void);\n\twork(s);\n\treturn 0;\n}\n",
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


JUMPING = "int go(struct s *s)\n{\n\tif (bad(s))\n\t\tgoto err;\n\twork(s);\n\treturn 0;\n err:\n\treturn -1;\n}\n"
OTHER = "\nint other(struct s *s)\n{\n\tif (bad(s))\n\t\tgoto err;\n\treturn 0;\n err:\n\treturn 1;\n}\n"
TEST = "\twork(s);\n\tif (worse(s))\n\t\tgoto err;\n"


def test_a_jump_to_a_label_that_only_another_function_has(repo: Repo) -> None:
    here = JUMPING.replace("err", "leave") + OTHER
    exam = exam_of(
        repo,
        {"a.c": JUMPING + OTHER},
        {"a.c": JUMPING.replace("\twork(s);\n", TEST) + OTHER},
        {"a.c": here},
        {"a.c": here.replace("\twork(s);\n", TEST)},
    )
    assert found(exam, "undeclared") == [(Severity.HARD, "err", "a.c", 7)]


def test_a_label_that_goes_away_while_the_branch_has_one_more_jump(repo: Repo) -> None:
    """The fix renames the label; a way out that only the branch has keeps the old name."""
    more = JUMPING.replace("\twork(s);\n", "\twork(s);\n\tif (late(s))\n\t\tgoto err;\n")
    ported = more.replace("goto err", "goto out", 1).replace(" err:", " out:")
    fixed = {"a.c": JUMPING.replace("err", "out")}
    exam = exam_of(repo, {"a.c": JUMPING}, dict(fixed), {"a.c": more}, {"a.c": ported})
    assert found(exam, "undeclared") == [(Severity.HARD, "err", "a.c", 7)]


def test_a_label_is_looked_for_in_whole_functions_only(repo: Repo) -> None:
    """Conditions of the preprocessor may cut a function in two: where its braces do not match, nothing is said."""
    opened = "#if A\n\tif (s) {\n#else\n\tif (!s) {\n#endif\n\t}\n"
    here = "int go(struct s *s)\n{\n\twork(s);\n" + opened + " err:\n\treturn 0;\n}\n"
    cut = here.replace(" err:\n\treturn 0;\n}\n", "}\n")
    known = here.replace("err:", "err : ;")
    for before in (cut, known):
        ported = before.replace("\twork(s);\n", TEST)
        exam = exam_of(
            repo, {"a.c": here}, {"a.c": here.replace("\twork(s);\n", TEST)}, {"a.c": before}, {"a.c": ported}
        )
        repo.git("switch", "-q", "master")
        repo.git("branch", "-q", "-D", "stable")
        assert found(exam, "undeclared") == []


def test_a_variable_that_is_a_member_s_name_too(repo: Repo) -> None:
    here = "int go(struct s *s)\n{\n\twork(s);\n\tend(s->t);\n\treturn 0;\n}\n"
    ported = here.replace("\twork(s);\n", "\tif (t->late)\n\t\treturn 1;\n\twork(s);\n")
    exam = exam_of(repo, {"a.c": BASE}, {"a.c": FIXED}, {"a.c": here}, {"a.c": ported})
    assert found(exam, "undeclared") == [(Severity.SOFT, "t", "a.c", 3)]


def test_a_function_that_goes_by_the_name_of_the_fix_s_variable(repo: Repo) -> None:
    here = "int go(struct s *s)\n{\n\twork(s);\n\treturn 0;\n}\n"
    ported = here.replace("\twork(s);\n", "\twork(t(s));\n")
    exam = exam_of(repo, {"a.c": BASE}, {"a.c": FIXED}, {"a.c": here}, {"a.c": ported})
    assert found(exam, "undeclared") == []
