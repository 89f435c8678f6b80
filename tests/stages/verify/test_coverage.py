"""What was not examined is never sound."""

import os

import pytest

from backport.core.verdict import Severity
from backport.stages.verify.exam import Exam
from backport.stages.verify.examine import examine
from backport.vcs.repository import Repository
from tests.repos import Repo
from tests.stages.verify.exams import Files, exam_of, found

UNIT = "int go(int x)\n{\n\treturn x;\n}\n"
FIXED = UNIT.replace("return x", "return x + 1")
BASE: Files = {"a.c": UNIT, "d.txt": "text\n"}


def test_a_result_that_changes_nothing(repo: Repo) -> None:
    assert found(exam_of(repo, BASE, {"a.c": FIXED}, BASE, {}), "coverage") == [(Severity.HARD, "nothing", "", 0)]


def test_a_result_without_the_fixs_code(repo: Repo) -> None:
    exam = exam_of(repo, BASE, {"a.c": FIXED, "d.txt": "more\n"}, {"d.txt": "text\n"}, {"d.txt": "more\n"})
    assert found(exam, "coverage") == [(Severity.OPEN, "a.c", "", 0)]


def test_one_file_of_several_left_out_is_worth_a_note(repo: Repo) -> None:
    base: Files = {**BASE, "b.c": UNIT}
    exam = exam_of(repo, base, {"a.c": FIXED, "b.c": FIXED}, base, {"a.c": FIXED})
    assert found(exam, "coverage") == [(Severity.NOTE, "b.c", "b.c", 0)]


def test_a_large_file_that_is_no_code_is_worth_a_note(repo: Repo) -> None:
    large = "a line of a text\n" * 300_000
    fix: Files = {"a.c": FIXED, "d.txt": large}
    assert found(exam_of(repo, BASE, fix, BASE, fix), "coverage") == [(Severity.NOTE, "d.txt", "d.txt", 0)]


def test_what_cannot_be_read_is_said(repo: Repo) -> None:
    odd = "int go(int x)\n{\n\tif (x) ) { return ( ;\n}\n"
    base: Files = {"a.c": UNIT, "p.bin": b"\0one"}
    exam = exam_of(repo, base, {"a.c": odd, "p.bin": b"\0two"}, base, {"a.c": odd, "p.bin": b"\0two"})
    assert found(exam, "coverage") == [(Severity.NOTE, "go", "a.c", 1), (Severity.NOTE, "p.bin", "p.bin", 0)]


def test_a_result_that_is_no_c_any_more(repo: Repo) -> None:
    broken = UNIT.replace("return x", "return (x + 1")
    assert (Severity.HARD, "go", "a.c", 1) in found(
        exam_of(repo, BASE, {"a.c": FIXED}, BASE, {"a.c": broken}), "coverage"
    )


def test_a_plain_port(repo: Repo) -> None:
    assert found(exam_of(repo, BASE, {"a.c": FIXED}, BASE, {"a.c": FIXED}), "coverage") == []


def test_a_file_too_large_to_examine(repo: Repo) -> None:
    large = UNIT + "/* */\n" * 700_000
    exam = exam_of(repo, BASE, {"a.c": FIXED}, BASE, {"a.c": large})
    assert found(exam, "coverage") == [(Severity.OPEN, "a.c", "a.c", 0)]


def test_names_that_are_no_text_and_files_that_are_links(repo: Repo) -> None:
    repo.commit("base", {"a.c": UNIT})
    name = b"b\xff\x1b.c"
    (repo.folder.joinpath(os.fsdecode(name))).write_bytes(UNIT.encode())
    (repo.folder / "link.c").symlink_to("/etc/passwd")
    fix = repo.commit("fix")
    objects = Repository.open(repo.folder)
    source = objects.source(fix)
    assert examine(Exam(objects, source, source.base_tree, source.commit.tree)) == ()


@pytest.mark.parametrize("other", [UNIT.replace("return x", "return  x"), UNIT.replace("int go", "static int go")])
def test_a_change_of_something_else(repo: Repo, other: str) -> None:
    fixed = UNIT.replace("return x", "go_on(); return limit_of(x)")
    assert (Severity.SOFT, "a.c", "a.c", 0) in found(
        exam_of(repo, BASE, {"a.c": fixed}, BASE, {"a.c": other}), "coverage"
    )


def test_a_fix_that_moves_lines_and_a_port_that_moves_its_own(repo: Repo) -> None:
    def unit(*lines: str) -> str:
        return "int go(int x)\n{\n" + "".join(f"\t{line}\n" for line in lines) + "\treturn x;\n}\n"

    first, second = "x = number(x, 1);", "x = balance(x, 2);"
    base: Files = {"a.c": unit("int n;", second, "one(x);", "two(x);", first)}
    fix: Files = {"a.c": unit(first, second, "one(x);", "two(x);")}
    branch: Files = {"a.c": unit(second, "other(x);", "two(x);", "more(x);", first)}
    port: Files = {"a.c": unit(first, second, "other(x);", "two(x);", "more(x);")}
    assert found(exam_of(repo, base, fix, branch, port), "coverage") == []
