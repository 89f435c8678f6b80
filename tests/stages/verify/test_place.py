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
