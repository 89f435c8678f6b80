"""The right one among places that look the same."""

import pytest

from backport.core.verdict import Severity
from tests.repos import Repo
from tests.stages.verify.exams import exam_of, found

FUNCTIONS = {
    "shut_read": "if (ok(s, CON|RDY|EST) || done(s))",
    "shut_write": "if (ok(s, CON|RDY|EST) || done(s))",
    "push_data": "if (!ok(s, CON|RDY|EST) || done(s))",
}


def _unit(changed: str = "", prefix: str = "") -> str:
    parts = []
    for name, guard in FUNCTIONS.items():
        line = guard.replace("CON|RDY|EST", "RDY|EST") if name == changed else guard
        parts.append(f"void {prefix}{name}(struct s *s)\n{{\n\t{line}\n\t\treturn;\n\t{name}_now(s);\n}}\n")
    return "\n".join(parts)


@pytest.mark.parametrize("wrong", ["shut_read", "shut_write"])
def test_the_same_edit_in_a_sibling(repo: Repo, wrong: str) -> None:
    exam = exam_of(repo, {"a.c": _unit()}, {"a.c": _unit("push_data")}, {"a.c": _unit()}, {"a.c": _unit(wrong)})
    line = 3 if wrong == "shut_read" else 10
    assert found(exam, "place") == [(Severity.HARD, f"{wrong} {line}", "a.c", line)]


def test_the_right_place(repo: Repo) -> None:
    exam = exam_of(repo, {"a.c": _unit()}, {"a.c": _unit("push_data")}, {"a.c": _unit()}, {"a.c": _unit("push_data")})
    assert found(exam, "place") == []


def test_the_right_place_under_other_names(repo: Repo) -> None:
    older = {"a.c": _unit(prefix="old_")}
    exam = exam_of(
        repo, {"a.c": _unit()}, {"a.c": _unit("push_data")}, older, {"a.c": _unit("push_data", prefix="old_")}
    )
    assert found(exam, "place") == []


@pytest.mark.parametrize("wrong", ["shut_read", "shut_write"])
def test_the_same_edit_in_a_sibling_under_other_names(repo: Repo, wrong: str) -> None:
    older = {"a.c": _unit(prefix="old_")}
    exam = exam_of(repo, {"a.c": _unit()}, {"a.c": _unit("push_data")}, older, {"a.c": _unit(wrong, prefix="old_")})
    line = 3 if wrong == "shut_read" else 10
    assert found(exam, "place") == [(Severity.HARD, f"old_{wrong} {line}", "a.c", line)]


@pytest.mark.parametrize("wrong", ["shut_read", "shut_write"])
def test_a_better_place_that_stands_in_no_function(repo: Repo, wrong: str) -> None:
    """It may be one or not: a reason to look, and no proof."""
    head, brace = "void old_push_data(struct s *s)\n", "{\n"
    older, port = (
        _unit(name, prefix="old_").replace(head + brace, "struct t t = {\n").replace("_now(s);\n}\n", "_now(s);\n};\n")
        for name in ("", wrong)
    )
    exam = exam_of(repo, {"a.c": _unit()}, {"a.c": _unit("push_data")}, {"a.c": older}, {"a.c": port})
    line = 3 if wrong == "shut_read" else 10
    assert found(exam, "place") == [(Severity.SOFT, f"old_{wrong} {line}", "a.c", line)]


def _beside(first: str, second: str, name: str) -> str:
    return f"int {name}(int n)\n{{\n\tif (n)\n\t\tstart_{first};\n\terr |= ALERT;\n\treturn {second};\n}}\n"


def test_an_edit_beside_one_that_has_one_place_only(repo: Repo) -> None:
    """A line that stands in many functions goes where the edit next to it goes."""
    one = _beside("load(n)", "0", "load_one")
    many = _beside("load_all(n, n)", "1", "load_many")
    fixed = one.replace("start_load(n)", "err |= start_load(n)").replace("\terr |= ALERT;\n", "")
    ported = many.replace("start_load_all(n, n)", "err |= start_load(n)").replace("\terr |= ALERT;\n", "")
    exam = exam_of(repo, {"a.c": one}, {"a.c": fixed}, {"a.c": one + many}, {"a.c": one + ported})
    assert found(exam, "place") == []


def _grants(*deeper: str) -> str:
    """A function that grants what is asked for: the first block, the second, and what follows it."""
    first = '\tif (c->images) {\n\t\tr = grant(c, "loop");\n\t\tif (r < 0)\n\t\t\treturn r;\n\t}\n'
    second = '\tif (c->clock) {\n\t\tr = grant(c, "clock");\n\t\tif (r < 0)\n\t\t\treturn r;\n\t}\n'
    return "int patch(struct c *c)\n{\n\tint r;\n\n" + first + deeper[0] + second + deeper[1] + "\treturn 0;\n}\n"


GRANT = '\tif (c->keys) {\n\t\tr = grant(c, "keys");\n\t\tif (r < 0)\n\t\t\treturn r;\n\t}\n'


@pytest.mark.parametrize(("placed", "expected"), [((GRANT, ""), [(Severity.SOFT, 10)]), (("", GRANT), [])])
def test_an_insertion_above_what_it_follows_in_the_fix(
    repo: Repo, placed: tuple[str, str], expected: list[tuple[Severity, int]]
) -> None:
    """Blocks that end alike: git's merge may put it behind another one than the fix does."""
    exam = exam_of(
        repo, {"a.c": _grants("", "")}, {"a.c": _grants("", GRANT)}, {"a.c": _grants("", "")}, {"a.c": _grants(*placed)}
    )
    assert [(severity, line) for severity, _, _, line in found(exam, "place")] == expected


def test_an_insertion_beside_statements_that_the_branch_has_in_another_order(repo: Repo) -> None:
    """What one neighbour says is enough: the other one is elsewhere in the branch."""
    one, two, three, more = "\tone(c, 1);\n", "\ttwo(c, 2);\n", "\tthree(c, 3);\n", "\tmore(c, 9);\n"

    def unit(*lines: str) -> dict[str, str | bytes]:
        return {"a.c": "int go(struct c *c)\n{\n" + "".join(lines) + "}\n"}

    base, fix = unit(one, two, three), unit(one, two, more, three)
    exam = exam_of(repo, base, fix, unit(three, one, two), unit(three, one, two, more))
    assert found(exam, "place") == []


def test_declarations_in_another_order(repo: Repo) -> None:
    def unit(*members: str) -> str:
        return "struct link {\n" + "".join(f"\tstruct part *{member};\n" for member in members) + "};\n"

    fix = unit("first", "fresh", "second", "third")
    exam = exam_of(
        repo,
        {"a.h": unit("first", "second", "third")},
        {"a.h": fix},
        {"a.h": unit("second", "first", "third")},
        {"a.h": unit("fresh", "second", "first", "third")},
    )
    assert found(exam, "place") == []
