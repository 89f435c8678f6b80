"""What a change takes away and the branch still uses: firing and not firing."""

from backport.core.verdict import Severity
from tests.repos import Repo
from tests.stages.verify.exams import Files, exam_of, found

HARD = Severity.HARD
LINK = "struct link {\n\tint state;\n\tint window;\n};\nstruct hub {\n\tint window;\n};\n"
SPLIT = LINK.replace("\tint state;\n\tint window;\n", "\tint state;\n\tint mine;\n")
USER = "int go(struct link *l, struct hub *h)\n{\n\treturn l->window + h->window;\n}\n"
USED = USER.replace("l->window", "l->mine")
OTHER = "int stop(struct link *l)\n{\n\treturn l->window;\n}\n"


def test_a_member_that_a_place_of_the_branch_still_uses(repo: Repo) -> None:
    base: Files = {"l.h": LINK, "a.c": USER}
    fix: Files = {"l.h": SPLIT, "a.c": USED}
    exam = exam_of(repo, base, fix, {"l.h": LINK, "a.c": USER, "b.c": OTHER}, fix)
    assert found(exam, "dangling") == [(HARD, "link.window", "b.c", 3)]


def test_a_member_that_only_another_type_has(repo: Repo) -> None:
    fix: Files = {"l.h": SPLIT, "a.c": USED}
    exam = exam_of(repo, {"l.h": LINK, "a.c": USER}, fix, {"l.h": LINK, "a.c": USER}, fix)
    assert found(exam, "dangling") == []


def test_a_function_that_a_place_of_the_branch_still_calls(repo: Repo) -> None:
    helper = "static int help(void)\n{\n\treturn 1;\n}\n"
    base: Files = {"a.c": helper + "int go(void)\n{\n\treturn help();\n}\n"}
    fix: Files = {"a.c": "int go(void)\n{\n\treturn 1;\n}\n"}
    more = "int stay(void)\n{\n\treturn help() + 1;\n}\n"
    before, after = {"a.c": str(base["a.c"]) + more}, {"a.c": str(fix["a.c"]) + more}
    assert found(exam_of(repo, base, fix, before, after), "dangling") == [(HARD, "help", "a.c", 7)]


def test_a_function_that_is_gone_for_good(repo: Repo) -> None:
    base: Files = {"a.c": "static int help(void)\n{\n\treturn 1;\n}\nint go(void)\n{\n\treturn help();\n}\n"}
    fix: Files = {"a.c": "int go(void)\n{\n\treturn 1; /* no help() */\n}\n"}
    assert found(exam_of(repo, base, fix, base, fix), "dangling") == []


def test_a_macro_that_is_still_used(repo: Repo) -> None:
    base: Files = {"l.h": "#define LIMIT 3\n", "a.c": "int go = LIMIT;\n"}
    fix: Files = {"l.h": "\n", "a.c": "int go = 3;\n"}
    assert found(exam_of(repo, base, fix, {**base, "b.c": "int no = LIMIT;\n"}, fix), "dangling") == [
        (HARD, "LIMIT", "b.c", 1)
    ]
