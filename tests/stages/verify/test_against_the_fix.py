"""The result's change against the fix's: what is missing, what stays, what goes, what is said otherwise."""

from pathlib import Path

from backport import branchmap
from backport.core.verdict import Severity
from tests.branchmap import maps
from tests.repos import Repo
from tests.stages.verify.exams import Files, exam_of, found


def _unit(*lines: str) -> str:
    body = "".join(f"\t{line}\n" for line in lines)
    return f"int limit(void);\nint now(void);\nint start(int last)\n{{\n{body}\treturn last;\n}}\n"


ABOVE = ("prepare(last, 1);", "check(last, 2);")
BELOW = ("commit(last, 3);", "report(last, 4);")


def test_an_insertion_whose_place_is_there(repo: Repo) -> None:
    base = {"a.c": _unit(*ABOVE, *BELOW), "b.c": "int limit(void)\n{\n\treturn 1;\n}\n"}
    fix = {"a.c": _unit(*ABOVE, "last += limit();", *BELOW), "b.c": "int limit(void)\n{\n\treturn 2;\n}\n"}
    exam = exam_of(repo, base, fix, base, {"b.c": fix["b.c"]})
    assert found(exam, "missing") == [(Severity.SOFT, "last += limit ( ) ;", "a.c", 0)]


def test_what_the_branch_has_no_place_or_no_name_for(repo: Repo) -> None:
    base = {"a.c": _unit(*ABOVE, *BELOW), "b.c": "int limit(void)\n{\n\treturn 1;\n}\n"}
    fix = {"a.c": _unit(*ABOVE, "last += limit();", *BELOW), "b.c": "int limit(void)\n{\n\treturn 2;\n}\n"}
    elsewhere = {"a.c": _unit("other(last, 9);"), "b.c": base["b.c"]}
    assert found(exam_of(repo, base, fix, elsewhere, {"b.c": fix["b.c"]}), "missing") == []


def test_a_part_of_a_hunk_left_out(repo: Repo) -> None:
    added = ("if (last > 1)", "last = limit();", "if (last > 7)", "last = now();")
    base = {"a.c": _unit(*ABOVE, *BELOW)}
    fix = {"a.c": _unit(*ABOVE, *added, *BELOW)}
    exam = exam_of(repo, base, fix, base, {"a.c": _unit(*ABOVE, *added[:2], *BELOW)})
    assert found(exam, "missing") == [(Severity.SOFT, "if ( last > 7 )", "a.c", 0)]


def _helped(helper: str, *others: str) -> str:
    """A file in which a helper alone does the work, and others call it."""
    return helper + "".join(f"int {name}(int n)\n{{\n\treturn put(n);\n}}\n" for name in others)


def test_a_helper_whose_work_the_branch_does_itself(repo: Repo) -> None:
    """The branch has no `put`: its functions call what `put` calls, and get nothing of the fix."""
    helper = "static int put(int n)\n{\n\tlog(n);\n\treturn encode(n);\n}\n"
    base: Files = {"a.c": _helped(helper, "head", "tail") + "int x;\n"}
    fixed = helper.replace("encode(n)", "encode(trim(n))").replace("log(n)", "log(n, 1)")
    fix: Files = {"a.c": _helped(fixed, "head", "tail") + "int y;\n"}
    own = base["a.c"].replace(helper, "").replace("put(n)", "encode(n)")
    exam = exam_of(repo, base, fix, {"a.c": own}, {"a.c": own.replace("int x", "int y")})
    assert found(exam, "missing") == [(Severity.SOFT, "put encode", "a.c", 0)]


def test_a_helper_that_the_branch_has_by_another_name(repo: Repo) -> None:
    helper = "static int put(int n)\n{\n\tlog(n);\n\treturn encode(n);\n}\n"
    base: Files = {"a.c": _helped(helper, "head")}
    fix: Files = {"a.c": _helped(helper.replace("encode(n)", "encode(trim(n), 1)"), "head")}
    before: Files = {"a.c": _helped(helper, "head").replace("put", "emit")}
    after: Files = {"a.c": _helped(helper.replace("encode(n)", "encode(trim(n), 1)"), "head").replace("put", "emit")}
    assert found(exam_of(repo, base, fix, before, after), "missing") == []


def test_text_that_the_fix_removes_everywhere(repo: Repo) -> None:
    old, new = "if (sess->listener->counters)", "if (sess->listener && sess->listener->counters)"
    said, done = (_unit(ABOVE[0], line, BELOW[0]) for line in (old, new))
    exam = exam_of(repo, {"a.c": said}, {"a.c": done}, {"a.c": said, "old.c": said}, {"a.c": done})
    assert found(exam, "residual") == [
        (Severity.SOFT, "if ( sess -> listener -> counters )", "old.c", 6),
    ]


def test_text_that_the_fix_removes_at_many_places(repo: Repo) -> None:
    old, new = "if (sess->listener->counters)", "if (sess->listener && sess->listener->counters)"
    base = {f"{name}.c": _unit(old) for name in "abc"}
    fix = {f"{name}.c": _unit(new) for name in "abc"}
    exam = exam_of(repo, base, fix, base | {"old.c": _unit("other();", old)}, fix)
    assert found(exam, "residual") == [
        (Severity.SOFT, "if ( sess -> listener -> counters )", "old.c", 6),
    ]


def test_text_that_stands_beside_other_things_in_the_branch(repo: Repo) -> None:
    old, new = "if (sess->listener->counters)", "if (sess->listener && sess->listener->counters)"
    said, done = (_unit(ABOVE[0], line, BELOW[0]) for line in (old, new))
    exam = exam_of(repo, {"a.c": said}, {"a.c": done}, {"a.c": said, "old.c": _unit(old)}, {"a.c": done})
    assert found(exam, "residual") == [
        (Severity.NOTE, "if ( sess -> listener -> counters )", "old.c", 5),
    ]


def test_text_that_the_fix_takes_out_of_a_function_and_the_branch_has_once_more(repo: Repo) -> None:
    old = "if (sess->listener->counters)"
    base = {"a.c": _unit(*ABOVE, old, *BELOW), "b.c": _unit(old)}
    fix = {"a.c": _unit(*ABOVE, *BELOW), "b.c": _unit(old)}
    before = {"a.c": _unit(old + " {", *ABOVE, old, *BELOW)}
    exam = exam_of(repo, base, fix, before, {"a.c": _unit(old + " {", *ABOVE, *BELOW)})
    assert found(exam, "residual") == [
        (Severity.SOFT, "start if ( sess -> listener -> counters )", "a.c", 5),
    ]


def test_the_same_text_beside_other_things_in_the_function(repo: Repo) -> None:
    old, odd = "if (sess->listener->counters)", ("unlike(7);", "strange(8);")
    base = {"a.c": _unit(*ABOVE, old, *BELOW), "b.c": _unit(old)}
    fix = {"a.c": _unit(*ABOVE, *BELOW), "b.c": _unit(old)}
    before = {"a.c": _unit(*odd, old, "odd(9);", *ABOVE, old, *BELOW)}
    exam = exam_of(repo, base, fix, before, {"a.c": _unit(*odd, old, "odd(9);", *ABOVE, *BELOW)})
    assert found(exam, "residual") == [
        (Severity.NOTE, "start if ( sess -> listener -> counters )", "a.c", 7),
    ]


def test_a_declaration_that_the_fix_removes_everywhere(repo: Repo) -> None:
    old = "struct listener *left = sess->listener;"
    said, done = _unit(ABOVE[0], old, BELOW[0]), _unit(ABOVE[0], BELOW[0])
    exam = exam_of(repo, {"a.c": said}, {"a.c": done}, {"a.c": said, "old.c": said}, {"a.c": done})
    assert found(exam, "residual") == [
        (Severity.NOTE, "struct listener * left = sess -> listener ;", "old.c", 6),
    ]


def test_a_rewrite_is_not_looked_for(repo: Repo) -> None:
    said = _unit(*(f"value_{number} = told_by(limit, {number});" for number in range(201)))
    exam = exam_of(repo, {"a.c": said}, {"a.c": _unit()}, {"a.c": said, "old.c": said}, {"a.c": _unit()})
    assert found(exam, "residual") == [(Severity.NOTE, "rewrite", "", 0)]


def test_text_that_the_fix_keeps_elsewhere_in_its_own_words(repo: Repo, tmp_path: Path) -> None:
    """The map gives the removed line the branch's words: in the fix's tree the line is looked for in the fix's."""
    old, new = "duct_push(&sess->listener, 1);", "duct_push(&sess->listener, 2);"
    base = {"a.c": _unit(old), "b.c": _unit(old)}
    before = {"a.c": _unit(old.replace("duct", "pipe")), "b.c": _unit(old.replace("duct", "pipe"))}
    exam = exam_of(repo, base, {"a.c": _unit(new)}, before, {"a.c": _unit(new.replace("duct", "pipe"))})
    down = branchmap.load(maps.write(tmp_path / "map")).translator("duct", "pipe")
    assert found(exam, "residual", down) == []


def test_text_that_the_fix_itself_keeps_elsewhere(repo: Repo) -> None:
    old, new = "if (sess->listener->counters)", "if (sess->listener && sess->listener->counters)"
    base = {"a.c": _unit(old), "b.c": _unit(old)}
    assert found(exam_of(repo, base, {"a.c": _unit(new)}, base, {"a.c": _unit(new)}), "residual") == []


def test_a_line_that_only_the_result_deletes(repo: Repo) -> None:
    base = {"a.c": _unit(*ABOVE, *BELOW)}
    fix = {"a.c": _unit(*ABOVE, "last += limit();", *BELOW)}
    exam = exam_of(repo, base, fix, base, {"a.c": _unit(*ABOVE, "last += limit();", BELOW[1])})
    assert found(exam, "lost") == [(Severity.SOFT, "commit ( last , 3 ) ;", "a.c", 0)]


def test_lines_that_are_wrapped_otherwise_are_not_lost(repo: Repo) -> None:
    base = {"a.c": _unit("report(last, limit(),", "       now());")}
    fix = {"a.c": _unit("report(last, limit(),", "       now(), 3);")}
    assert found(exam_of(repo, base, fix, base, {"a.c": _unit("report(last, limit(), now(), 3);")}), "lost") == []


def test_a_value_replaced_though_the_branch_has_it(repo: Repo) -> None:
    header = "#define NEVER 0\nextern unsigned int now_ms;\n"
    base = {"a.h": header, "a.c": _unit(*ABOVE)}
    fix = {"a.c": _unit(*ABOVE, "last = now_ms + 5;")}
    exam = exam_of(repo, base, fix, base, {"a.c": _unit(*ABOVE, "last = NEVER + 5;")})
    assert found(exam, "altered") == [(Severity.SOFT, "now_ms", "a.c", 7)]


def test_a_statement_put_together_otherwise(repo: Repo) -> None:
    header = "#define NEVER 0\nextern unsigned int now_ms, _now_ms;\n"
    base = {"a.h": header, "a.c": _unit(*ABOVE)}
    fix = {"a.c": _unit(*ABOVE, "last = now_ms + 5;")}
    for line in ("last = NEVER * 2 + 5;", "last = _now_ms + 5;"):
        exam = exam_of(repo, base, fix, base, {"a.c": _unit(*ABOVE, line)})
        repo.git("switch", "-q", "master")
        repo.git("branch", "-q", "-D", "stable")
        assert found(exam, "altered") == [(Severity.NOTE, "now_ms", "a.c", 7)]


def test_a_value_that_the_branch_always_had_otherwise(repo: Repo) -> None:
    header = "#define NEVER 0\nextern unsigned int now_ms;\n"
    base = {"a.h": header, "a.c": _unit("last = now_ms + 5;")}
    fix = {"a.c": _unit("last = now_ms + 6;")}
    branch = {"a.h": header, "a.c": _unit("last = NEVER + 5;")}
    assert found(exam_of(repo, base, fix, branch, {"a.c": _unit("last = NEVER + 6;")}), "altered") == []


def test_a_copy_changed_to_another_effect(repo: Repo) -> None:
    exact, prefix = 'if (match(word, "Negotiate", 9))', 'if (starts(word, "Nego", 4))'
    base: Files = {"a.c": _unit(exact)}
    branch: Files = {"a.c": _unit(exact), "old.c": _unit("other();", exact)}
    port: Files = {"a.c": _unit(prefix), "old.c": _unit("other();", 'if (match(word, "Nego", 4))')}
    exam = exam_of(repo, base, {"a.c": _unit(prefix)}, branch, port)
    assert found(exam, "copies") == [(Severity.SOFT, "match", "old.c", 6)]


def test_a_copy_changed_to_the_same_effect(repo: Repo) -> None:
    exact, prefix = 'if (match(word, "Negotiate", 9))', 'if (starts(word, "Nego", 4))'
    branch: Files = {"a.c": _unit(exact), "old.c": _unit("other();", exact)}
    port: Files = {"a.c": _unit(prefix), "old.c": _unit("other();", prefix)}
    assert found(exam_of(repo, {"a.c": _unit(exact)}, {"a.c": _unit(prefix)}, branch, port), "copies") == []


CLOCK = "int update_date(int wait)\n{\n\tread_clock(wait);\n\tcheck_clock(wait);\n\treturn wait;\n}\n"


def test_a_called_function_that_does_something_else(repo: Repo) -> None:
    older = CLOCK.replace("check_clock(wait);", "move_ticks(wait);\n\twake_all(wait, 1);")
    change: Files = {"a.c": _unit("last = update_date(3);")}
    header: Files = {"c.h": "int update_date(int wait);\n", "a.c": _unit()}
    exam = exam_of(repo, {"c.c": CLOCK} | header, change, {"c.c": older} | header, change)
    assert found(exam, "drift") == [(Severity.NOTE, "update_date", "a.c", 5)]


def test_a_called_function_that_is_the_same(repo: Repo) -> None:
    base: Files = {"c.c": CLOCK, "c.h": "int update_date(int wait);\n", "a.c": _unit()}
    change: Files = {"a.c": _unit("last = update_date(3);")}
    assert found(exam_of(repo, base, change, base, change), "drift") == []


def _two(*lines: str) -> str:
    """A file with the same lines in two functions."""
    return _unit(*lines).replace("start(", "first(") + "\n" + _unit(*lines)


def test_a_part_for_a_function_that_the_branch_does_not_have(repo: Repo) -> None:
    """The same lines go into two functions, of which the branch has the second: nothing is missing there."""
    lines = ("struct blk *tail = NULL;", "use(l);", "tail = get_tail(l);")
    base, fix = _two("use(l);"), _two(*lines)
    before, after = (text.partition("\n\n")[2] for text in (base, fix))
    exam = exam_of(repo, {"a.c": base}, {"a.c": fix}, {"a.c": before}, {"a.c": after})
    assert found(exam, "missing") == []
