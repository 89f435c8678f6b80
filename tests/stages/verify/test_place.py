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
