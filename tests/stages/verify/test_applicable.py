"""CI, tests, messages and complaints of another generation: each firing and not firing."""

from dataclasses import replace

from backport.core.verdict import Severity
from backport.csource.dialect import Dialect
from tests.repos import Repo
from tests.stages.verify.exams import Files, exam_of, found

SOFT = Severity.SOFT
CI = ".github/workflows/build.yml"


def _jobs(*lines: str) -> str:
    return "jobs:\n" + "".join(f"  - {line}\n" for line in lines)


def test_ci_that_builds_with_other_software_here(repo: Repo) -> None:
    base: Files = {CI: _jobs("tls: 3.6.0", "os: ubuntu-22.04")}
    fix: Files = {CI: _jobs("tls: latest", "os: ubuntu-22.04")}
    before: Files = {CI: _jobs("tls: 3.6.0", "os: ubuntu-20.04")}
    after: Files = {CI: _jobs("tls: latest", "os: ubuntu-20.04")}
    exam = exam_of(repo, base, fix, before, after, "CI: use the latest TLS library")
    assert found(exam, "generation") == [(SOFT, CI, CI, 0)]


def test_ci_that_goes_from_one_version_to_another(repo: Repo) -> None:
    base: Files = {CI: _jobs("tls: 3.6.0", "os: ubuntu-22.04")}
    fix: Files = {CI: _jobs("tls: 3.6.1", "os: ubuntu-22.04")}
    before: Files = {CI: _jobs("tls: 3.6.0", "os: ubuntu-20.04")}
    after: Files = {CI: _jobs("tls: 3.6.1", "os: ubuntu-20.04")}
    exam = exam_of(repo, base, fix, before, after, "CI: the TLS library of today")
    assert found(exam, "generation") == [(Severity.NOTE, CI, CI, 0)]


def test_ci_of_the_same_generation(repo: Repo) -> None:
    base: Files = {CI: _jobs("tls: 3.6.0")}
    fix: Files = {CI: _jobs("tls: latest")}
    assert found(exam_of(repo, base, fix, base, fix, "CI: use the latest TLS library"), "generation") == []


def test_ci_that_is_asked_for_or_comes_with_code(repo: Repo) -> None:
    base: Files = {CI: _jobs("tls: 3.6.0"), "a.c": "int a;\n"}
    fix: Files = {CI: _jobs("tls: latest"), "a.c": "int b;\n"}
    before: Files = {CI: _jobs("tls: 3.6.0", "gcc-9"), "a.c": "int a;\n"}
    after: Files = {CI: _jobs("tls: latest", "gcc-9"), "a.c": "int b;\n"}
    assert found(exam_of(repo, base, fix, before, after, "CI: tls"), "generation") == []


def test_ci_that_stable_branches_need(repo: Repo) -> None:
    base: Files = {CI: _jobs("tls: 3.6.0")}
    before: Files = {CI: _jobs("tls: 3.6.0", "gcc-9")}
    after: Files = {CI: _jobs("tls: latest", "gcc-9")}
    message = "CI: tls\n\nThis must be backported to all versions."
    assert found(exam_of(repo, base, {CI: _jobs("tls: latest")}, before, after, message), "generation") == []


def _test(wait: str) -> str:
    return f"haproxy h1 -conf {{\n  timeout client {wait}\n}}\n"


def test_a_variable_that_only_the_fix_s_tests_know(repo: Repo) -> None:
    newer, older = _test("${TEST_WAIT-5s}"), _test("1s")
    base: Files = {f"reg-tests/t{n}.vtc": newer for n in range(6)}
    before: Files = {f"reg-tests/t{n}.vtc": older for n in range(6)}
    change: Files = {"reg-tests/new.vtc": newer}
    assert found(exam_of(repo, base, change, before, change), "generation") == [
        (SOFT, "TEST_WAIT", "reg-tests/new.vtc", 2)
    ]


def test_a_variable_that_the_branch_s_tests_know_too(repo: Repo) -> None:
    base: Files = {f"reg-tests/t{n}.vtc": _test("${TEST_WAIT-5s}") for n in range(6)}
    change: Files = {"reg-tests/new.vtc": _test("${TEST_WAIT-5s}")}
    assert found(exam_of(repo, base, change, base, change), "generation") == []


def test_a_message_with_reservations(repo: Repo) -> None:
    files: Files = {"a.c": "int a;\n"}
    change: Files = {"a.c": "int b;\n"}
    told = "BUG/MINOR: x: y\n\nThis can be backported to 2.0, though it's probably not\na good idea to change setups."
    assert found(exam_of(repo, files, change, files, change, told), "request") == [(SOFT, "reservation", "", 0)]


def test_a_message_that_warns_of_something_else(repo: Repo) -> None:
    files: Files = {"a.c": "int a;\n"}
    change: Files = {"a.c": "int b;\n"}
    told = "BUG/MINOR: x: y\n\nReading it twice is not a good idea. This must be backported to 2.0."
    assert found(exam_of(repo, files, change, files, change, told), "request") == []


def _parser(*lines: str) -> str:
    return "int parse(char **args)\n{\n" + "".join(f"\t{line}\n" for line in lines) + "\treturn 0;\n}\n"


WARNS = ("if (!*args[1])", '\tsay_warning("missing value");')


def test_complaints_that_are_new_to_a_stable_branch(repo: Repo) -> None:
    base: Files = {"p.c": _parser("next(args);")}
    fix: Files = {"p.c": _parser(*WARNS, "next(args);")}
    exam = replace(exam_of(repo, base, fix, base, fix, "MINOR: p: say more"), dialect=Dialect(complaints=("say_\\w+",)))
    assert found(exam, "strictness") == [(SOFT, "p.c", "p.c", 4)]


def test_complaints_about_a_setting_that_is_new(repo: Repo) -> None:
    dialect = Dialect(complaints=("say_\\w+",))
    base: Files = {"p.c": _parser("next(args);")}
    keyword = ('if (strcmp(args[0], "fresh") == 0) {', *(f"\t{line}" for line in WARNS), "}")
    fresh: Files = {"p.c": _parser("next(args);", *keyword)}
    function: Files = {"p.c": _parser("next(args);") + "\n" + _parser(*WARNS).replace("parse", "parse_fresh")}
    for fix in (fresh, function):
        exam = replace(exam_of(repo, base, fix, base, fix, "MINOR: p: a setting"), dialect=dialect)
        repo.git("switch", "-q", "master")
        repo.git("branch", "-q", "-D", "stable")
        assert found(exam, "strictness") == []


def test_complaints_in_other_words(repo: Repo) -> None:
    dialect = Dialect(complaints=("say_warning",))
    base: Files = {"p.c": _parser("next(args);", 'say_warning("odd");')}
    other: Files = {"p.c": _parser("next(args);", 'say_warning("odd value");', 'if (!p) say_warning("out of memory");')}
    exam = replace(exam_of(repo, base, other, base, other, "MINOR: p: say it well"), dialect=dialect)
    assert found(exam, "strictness") == []


def test_complaints_of_a_repair(repo: Repo) -> None:
    more: Files = {"p.c": _parser(*WARNS)}
    exam = exam_of(repo, {"p.c": _parser()}, more, {"p.c": _parser()}, more, "BUG/MINOR: p: reject nothing")
    assert found(replace(exam, dialect=Dialect(complaints=("say_warning",))), "strictness") == []


ADDS = "".join(f"\tl->slot[{n}] = make_slot(l, {n});\n" for n in range(6))
POOL = "void fill(struct link *l)\n{\n%s}\n"


def test_what_brought_the_defect_never_came(repo: Repo) -> None:
    repo.commit("start", {"l.c": POOL % "", "m.c": "int m;\n"})
    culprit = repo.commit("fill slots", {"l.c": POOL % ADDS})
    message = f"BUG: slots\n\nThis bug was introduced by commit {culprit[:10]}. It must be backported."
    exam = exam_of(repo, {}, {"m.c": "int n;\n"}, {"l.c": POOL % "", "m.c": "int m;\n"}, {"m.c": "int n;\n"}, message)
    assert found(exam, "related") == [(SOFT, culprit[:12], "", 0)]


def test_what_brought_the_defect_is_in_the_branch(repo: Repo) -> None:
    repo.commit("start", {"l.c": POOL % "", "m.c": "int m;\n"})
    culprit = repo.commit("fill slots", {"l.c": POOL % ADDS})
    message = f"BUG: slots\n\nThis bug was introduced by commit {culprit[:10]} and by 1234567890. Backport it."
    there: Files = {"l.c": POOL % ADDS, "m.c": "int m;\n"}
    exam = exam_of(repo, {}, {"m.c": "int n;\n"}, there, {"m.c": "int n;\n"}, message)
    assert found(exam, "related") == []
