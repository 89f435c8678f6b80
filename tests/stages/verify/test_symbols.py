"""Names that the target does not have."""

import pytest

from backport.core.verdict import Severity
from tests.repos import Repo
from tests.stages.verify.exams import exam_of, found

FIX = "int go(int x)\n{\n\treturn x;\n}\n"


def _main(line: str) -> str:
    return f"int go(int x)\n{{\n\t{line}\n\treturn x;\n}}\n"


def test_a_helper_that_only_the_fixs_tree_has(repo: Repo) -> None:
    helper = "int is_done(int x)\n{\n\treturn x > 3;\n}\n"
    exam = exam_of(
        repo,
        {"a.c": FIX, "help.c": helper},
        {"a.c": _main("if (is_done(x)) return 1;")},
        {"a.c": FIX},
        {"a.c": _main("if (is_done(x)) return 1;")},
    )
    assert found(exam, "symbols") == [(Severity.HARD, "is_done", "a.c", 3)]


def test_a_function_of_the_system_s_that_the_fix_s_tree_wraps(repo: Repo) -> None:
    wrapper = 'void *load(int x)\n{\n\treal = dlsym(RTLD_NEXT, "load");\n\treturn real(x);\n}\n'
    line = "if (load(x)) return 1;"
    exam = exam_of(repo, {"a.c": FIX, "w.c": wrapper}, {"a.c": _main(line)}, {"a.c": FIX}, {"a.c": _main(line)})
    assert found(exam, "symbols") == []


def test_a_preprocessor_symbol_that_no_compiler_misses(repo: Repo) -> None:
    line = "\n#if NEW_VERSION >= 3\n\tx++;\n#endif"
    exam = exam_of(
        repo,
        {"a.c": FIX, "v.h": "#define NEW_VERSION 4\n"},
        {"a.c": _main(line)},
        {"a.c": FIX, "v.h": "#define OLD_VERSION 3\n"},
        {"a.c": _main(line)},
    )
    assert found(exam, "symbols") == [(Severity.HARD, "NEW_VERSION", "a.c", 4)]


def test_a_prototype_without_a_function(repo: Repo) -> None:
    exam = exam_of(
        repo,
        {"a.h": "int one(void);\n", "a.c": "int two(void)\n{\n\treturn 2;\n}\n"},
        {"a.h": "int one(void);\nint two(void);\n"},
        {"a.h": "int one(void);\n"},
        {"a.h": "int one(void);\nint two(void);\n"},
    )
    assert found(exam, "symbols") == [(Severity.SOFT, "two", "a.h", 2)]


def test_names_that_are_there_or_are_nobodys(repo: Repo) -> None:
    here = _main('if (known(x) && getpid()) { int fresh = LIMIT; x = fresh; printf("absent(%d)", x); } /* absent() */')
    exam = exam_of(
        repo,
        {"a.c": FIX, "k.h": "#define LIMIT 3\nint known(int);\n", "b.c": "int absent(void)\n{\n\treturn 0;\n}\n"},
        {"a.c": here},
        {"a.c": FIX, "k.h": "#define LIMIT 3\nint known(int);\n"},
        {"a.c": here},
    )
    assert found(exam, "symbols") == []


def test_names_that_the_change_brings_along(repo: Repo) -> None:
    exam = exam_of(
        repo,
        {"a.c": FIX},
        {"a.c": "#define NEW 1\n" + _main("x += NEW;")},
        {"a.c": FIX},
        {"a.c": "#define NEW 1\n" + _main("x += NEW;")},
    )
    assert found(exam, "symbols") == []


def test_a_variable_of_a_struct_without_a_name(repo: Repo) -> None:
    """Its name stands behind the closing brace at the margin, where one function ends and the next stretch begins."""
    held = "static struct {\n\tint stuck;\n} ctx[4];\n"
    after = {"a.c": held + _main("ctx[x].stuck = 1;")}
    exam = exam_of(repo, {"a.c": held + FIX}, dict(after), {"a.c": FIX}, dict(after))
    assert found(exam, "symbols") == []


def test_a_default_that_the_branch_lacks_may_be_the_systems_and_may_be_nobodys(repo: Repo) -> None:
    line = _main("if (x > MOST_AT_ONCE) x = MOST_AT_ONCE;")
    exam = exam_of(
        repo,
        {"a.c": FIX, "defaults.h": "#ifndef MOST_AT_ONCE\n#define MOST_AT_ONCE 100\n#endif\n"},
        {"a.c": line},
        {"a.c": FIX, "defaults.h": "#ifndef OTHER\n#define OTHER 1\n#endif\n"},
        {"a.c": line},
    )
    assert found(exam, "symbols") == [(Severity.SOFT, "MOST_AT_ONCE", "a.c", 3)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("each(i, &q->answers.more);", ["more"]),
        ("x = q->all[1].more.size;", ["more", "size"]),
        ("struct answers a = { .more = 1, .old = 2 };", ["more"]),
        ("x = f(q).old + 1.more + 0.5 + 7.e3;", []),
        ("x = q . old;", []),
    ],
)
def test_members_behind_a_dot(line: str, said: list[str], repo: Repo) -> None:
    has = "struct answers { int old; };\nint f(int);\nvoid each(int, int);\n"
    more = has.replace("int old;", "int old; int more; int size; int e3;")
    exam = exam_of(
        repo,
        {"a.c": FIX, "q.h": more},
        {"a.c": _main(line)},
        {"a.c": FIX, "q.h": has},
        {"a.c": _main(line)},
    )
    assert [name for _, name, _, _ in found(exam, "symbols")] == said


def test_a_call_of_what_neither_tree_knows(repo: Repo) -> None:
    """What a translation into a word that the branch does not have looks like."""
    body = "int go(int x)\n{\n%s\treturn x;\n}\n"
    helper = "int newer(void)\n{\n\treturn 1;\n}\n"
    exam = exam_of(
        repo,
        {"a.c": body % "", "b.c": helper},
        {"a.c": body % "\tx += newer();\n", "b.c": helper},
        {"a.c": body % ""},
        {"a.c": body % "\tx += older();\n"},
    )
    assert found(exam, "symbols") == [(Severity.SOFT, "older", "a.c", 3)]
