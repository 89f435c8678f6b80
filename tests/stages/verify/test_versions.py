"""Tests that ask for a newer release."""

from dataclasses import replace

from backport.core.verdict import Severity
from tests.repos import Repo
from tests.stages.verify.exams import exam_of, found

TEST = "test one\n#REQUIRE_VERSION=2.3\nrun\n"


def test_a_test_that_is_never_run_on_the_branch(repo: Repo) -> None:
    exam = exam_of(
        repo, {"a.c": "int a;\n"}, {"reg-tests/one.vtc": TEST}, {"a.c": "int a;\n"}, {"reg-tests/one.vtc": TEST}
    )
    assert found(replace(exam, series="2.1"), "versions") == [(Severity.SOFT, "2.3", "reg-tests/one.vtc", 2)]
    assert found(replace(exam, series="2.4"), "versions") == []
    assert found(replace(exam, series="stable"), "versions") == []
