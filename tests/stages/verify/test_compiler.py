"""The compiler before and after."""

import shutil

import pytest

from backport.core.verdict import Severity
from backport.csource.compiler import Compiler, Variant
from tests.repos import Repo
from tests.stages.verify.exams import Files, exam_of, found

GCC = Compiler(variants=(Variant("plain"), Variant("debug", ("-DDEBUG",))))
needs_gcc = pytest.mark.skipif(shutil.which("gcc") is None, reason="there is no gcc here")


def _function(*lines: str) -> str:
    return "int go(int x)\n{\n" + "".join(f"\t{line}\n" for line in lines) + "\treturn x;\n}\n"


@needs_gcc
def test_an_error_that_only_the_backport_has(repo: Repo) -> None:
    exam = exam_of(
        repo,
        {"a.c": _function("int seen = 0;")},
        {"a.c": _function("int seen = 0;", "x += seen;")},
        {"a.c": _function()},
        {"a.c": _function("x += seen;")},
    )
    assert found(exam, "compiler", compiler=GCC) == [(Severity.HARD, "seen", "a.c", 3)]


@needs_gcc
def test_an_error_that_needs_an_option_to_be_seen(repo: Repo) -> None:
    fixed = _function("#ifdef DEBUG", "x += LABEL;", "#endif")
    exam = exam_of(
        repo,
        {"a.c": '#include "l.h"\n' + _function(), "l.h": "#define LABEL 1\n"},
        {"a.c": '#include "l.h"\n' + fixed},
        {"a.c": '#include "l.h"\n' + _function(), "l.h": ""},
        {"a.c": '#include "l.h"\n' + fixed},
    )
    assert found(exam, "compiler", compiler=GCC) == [(Severity.HARD, "LABEL", "a.c", 5)]


@needs_gcc
def test_errors_that_were_there_do_not_count_and_those_of_the_fix_are_doubts(repo: Repo) -> None:
    broken = "int broken = nowhere;\n"
    exam = exam_of(
        repo,
        {"a.c": _function()},
        {"a.c": _function("x += not_here;")},
        {"a.c": broken + _function()},
        {"a.c": broken + _function("x += not_here;")},
    )
    assert found(exam, "compiler", compiler=GCC) == [(Severity.SOFT, "not_here", "a.c", 4)]


@needs_gcc
def test_warnings_that_come_with_the_fix(repo: Repo) -> None:
    noisy = _function("int unused;")
    exam = exam_of(
        repo, {"a.c": _function()}, {"a.c": noisy}, {"a.c": "int b;\n" + _function()}, {"a.c": "int b;\n" + noisy}
    )
    assert found(exam, "compiler", compiler=GCC) == []


@needs_gcc
def test_a_header_is_compiled_through_a_unit_that_reads_it(repo: Repo) -> None:
    unit = '#include "a.h"\nint go(void)\n{\n\treturn twice(2);\n}\n'
    good = "static inline int twice(int x)\n{\n\treturn 2 * x;\n}\n"
    exam = exam_of(
        repo,
        {"a.c": unit, "a.h": good},
        {"a.h": good.replace("2 * x", "x + x")},
        {"a.c": unit, "a.h": good},
        {"a.h": good.replace("2 * x", "y + x")},
    )
    assert found(exam, "compiler", compiler=GCC) == [(Severity.HARD, "y", "a.h", 3)]


def test_without_a_compiler_it_says_so(repo: Repo) -> None:
    exam = exam_of(repo, {"a.c": _function()}, {"a.c": _function("x++;")}, {"a.c": _function()}, {"a.c": _function()})
    absent = Compiler(command="no-such-compiler")
    assert found(exam, "compiler", compiler=absent) == [(Severity.NOTE, "no-such-compiler", "", 0)]
    assert found(exam, "compiler") == []


@needs_gcc
def test_a_unit_that_no_options_suit(repo: Repo) -> None:
    broken = "".join(f"int broken{number} = nowhere{number};\n" for number in range(12))
    exam = exam_of(
        repo,
        {"a.c": _function()},
        {"a.c": _function("x++;")},
        {"a.c": broken + _function()},
        {"a.c": broken + _function("x += seen;")},
    )
    assert found(exam, "compiler", compiler=GCC) == [(Severity.NOTE, "a.c", "a.c", 0)]


@needs_gcc
def test_of_many_units_the_first_are_compiled_and_the_others_told(repo: Repo) -> None:
    before: Files = {f"u{number}.c": _function() for number in range(8)}
    after: Files = {path: _function("x++;") for path in before}
    exam = exam_of(repo, before, after, before, after)
    assert found(exam, "compiler", compiler=Compiler(variants=(Variant("plain"),))) == [(Severity.NOTE, "units", "", 0)]
