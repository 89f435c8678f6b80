"""Files, arguments, members, duplicates, instructions, allocations: each firing and not firing."""

from dataclasses import replace

import pytest

from backport.core.rule import Kind, Origin, Rule
from backport.core.verdict import Severity
from tests.repos import Repo
from tests.stages.verify.exams import Files, exam_of, found

SOFT, HARD, NOTE = Severity.SOFT, Severity.HARD, Severity.NOTE


def _unit(*lines: str) -> str:
    return "int go(struct link *l)\n{\n" + "".join(f"\t{line}\n" for line in lines) + "\treturn 0;\n}\n"


def test_a_header_that_the_branch_does_not_have(repo: Repo) -> None:
    base: Files = {"include/k/new.h": "int x;\n", "a.c": _unit()}
    fix: Files = {"a.c": "#include <k/new.h>\n" + _unit()}
    assert found(exam_of(repo, base, fix, {"a.c": _unit()}, fix), "references") == [(HARD, "k/new.h", "a.c", 1)]


def test_headers_of_the_system_and_of_the_branch(repo: Repo) -> None:
    base: Files = {"include/k/new.h": "int x;\n", "a.c": _unit()}
    fix: Files = {"a.c": "#include <k/new.h>\n#include <sys/none.h>\n/*\n#include <k/gone.h>\n*/\n" + _unit()}
    assert found(exam_of(repo, base, fix, base, fix), "references") == []


def test_a_file_that_a_test_reads_and_nobody_brought(repo: Repo) -> None:
    base: Files = {"t/a.vtc": "shell {true}\n"}
    line = 'shell "cat ${testdir}/list.crt ${testdir}/a.vtc /etc/none.conf"\n'
    fix: Files = {"t/a.vtc": "shell {true}\n" + line, "t/list.crt": "x\n"}
    port: Files = {"t/a.vtc": "shell {true}\n" + line}
    assert found(exam_of(repo, base, fix, base, port), "references") == [(SOFT, "list.crt", "t/a.vtc", 2)]


def test_a_file_with_a_dash_in_its_kind(repo: Repo) -> None:
    base: Files = {"t/a.vtc": "shell {true}\n"}
    port: Files = {"t/a.vtc": 'shell {true}\nshell "cat ${testdir}/simple.crt-list"\n'}
    fix: Files = {**port, "t/simple.crt-list": "x\n"}
    assert found(exam_of(repo, base, fix, base, port), "references") == [(SOFT, "simple.crt-list", "t/a.vtc", 2)]


def test_a_file_that_came_along(repo: Repo) -> None:
    base: Files = {"t/a.vtc": "shell {true}\n"}
    fix: Files = {"t/a.vtc": "shell {cat ${testdir}/list.crt}\n", "t/list.crt": "x\n"}
    assert found(exam_of(repo, base, fix, base, fix), "references") == []


def test_what_a_makefile_makes_has_its_source(repo: Repo) -> None:
    old = "OBJS = src/a.o\n"
    objects = "OBJS = src/a.o src/new.o $(EXTRA)/x.o src/none.o\n"
    new = objects + "\ntools/flags:\n\t$(CC)\n\ntools/poll:\n\t$(CC)\n\nV := src/a.o\n"
    base: Files = {"Makefile": old, "src/a.c": "x\n", "src/new.c": "x\n", "tools/flags.c": "x\n", "tools/poll.c": "x\n"}
    before: Files = {"Makefile": old, "src/a.c": "x\n", "tools/flags.c": "x\n"}
    change: Files = {"Makefile": new}
    assert found(exam_of(repo, base, change, before, change), "references") == [
        (SOFT, "src/new", "Makefile", 1),
        (SOFT, "tools/poll", "Makefile", 6),
    ]


def test_a_call_with_an_argument_too_many(repo: Repo) -> None:
    new, old = "int clear(struct link *l, int force);\n", "int clear(struct link *l);\n"
    change: Files = {"a.c": _unit("clear(l, (1, 2));")}
    exam = exam_of(repo, {"l.h": new, "a.c": _unit()}, change, {"l.h": old, "a.c": _unit()}, change)
    assert found(exam, "arity") == [(HARD, "clear", "a.c", 3)]


def test_a_call_through_a_member(repo: Repo) -> None:
    """All members of that name count: which struct it is takes types."""
    newer, older = "struct ops {{\n\tint (*leave)(struct link *l, void *ctx{0});\n}};\n".format, "void other(int);\n"
    fix: Files = {"a.c": _unit("l->ops->leave(l, l->ctx, 1);", "l->ops->other(1, 2);")}
    base: Files = {"l.h": newer(", int events"), "a.c": _unit()}
    exam = exam_of(repo, base, fix, {"l.h": newer("") + older, "a.c": _unit()}, fix)
    assert found(exam, "arity") == [(HARD, "leave", "a.c", 3)]


def test_a_pointer_to_another_struct(repo: Repo) -> None:
    """A word of the branch's for the fix's, with the argument of the fix's: the branch's takes another one."""
    base: Files = {"l.h": "void need(struct link *l);\n", "a.c": _unit()}
    older: Files = {"l.h": "void more(struct side *s, int n);\nvoid any(void *p);\n", "a.c": _unit()}
    result: Files = {"a.c": _unit("more(l, 0);", "any(l);", "more(l->side, 0);", "more((struct side *)l, 0);")}
    exam = exam_of(repo, base, {"a.c": _unit("need(l);")}, older, result)
    assert found(exam, "arity") == [(HARD, "more l", "a.c", 3)]


def test_a_word_of_the_branch_with_the_arguments_of_the_fix_s_own(repo: Repo) -> None:
    new, old = "int clear_all(struct link *l, int force);\n", "int clear(struct link *l);\n"
    base: Files = {"l.h": new, "a.c": _unit()}
    fix: Files = {"a.c": _unit("clear_all(l, 0);")}
    result: Files = {"a.c": _unit("clear(l, 0);")}
    assert found(exam_of(repo, base, fix, {"l.h": old, "a.c": _unit()}, result), "arity") == [(SOFT, "clear", "a.c", 3)]


def test_calls_that_fit_or_of_which_nothing_is_known(repo: Repo) -> None:
    header = "int clear(struct link *l);\nint say(const char *f, ...);\n#define PUT(a, b) (a)\nint (*hook)(int);\n"
    said = 'clear(l); /* clear(l, 1) */ say("(a, b)", 1, 2);'
    lines = (said, "PUT(1, (2, 3)); l->clear(1, 2); other(1);", "hook(1);")
    change: Files = {"a.c": _unit(*lines)}
    base: Files = {"l.h": header, "a.c": _unit()}
    assert found(exam_of(repo, base, change, base, change), "arity") == []


@pytest.mark.parametrize(
    ("ours", "known"),
    [
        ("int\nclear(struct link *l);\n", True),
        ("#define clear(l) ((l)->n = 0)\n", True),
        ("# define clear(l, first, rest...) ((l)->n = 0)\n", False),
        ("int clear(struct link *l);\nint other(void)\n{\nreturn clear(l);\n}\nclear(l);\n", True),
        ("int clear(struct link *l, int (*f)(int, int), int more[2]);\n", True),
        ("int clear(void);\n", True),
        ("#define clear other\nint other(struct link *l);\n", False),
        ("typedef int clear;\n", False),
        ("int clear;\n", False),
        ("int clear(struct link *l\n", False),
        ("clear(l);\n", False),
    ],
)
def test_what_a_declaration_says_of_arguments(ours: str, known: bool, repo: Repo) -> None:
    base: Files = {"l.h": "int clear(struct link *l, int force);\n", "a.c": _unit()}
    change: Files = {"a.c": _unit("clear(l, (0, 1));")}
    exam = exam_of(repo, base, change, {"l.h": ours, "a.c": _unit()}, change)
    assert found(exam, "arity") == ([(HARD, "clear", "a.c", 3)] if known else [])


def test_calls_that_are_none_of_the_code_s(repo: Repo) -> None:
    base: Files = {"l.h": "int clear(struct link *l, int force);\n", "a.c": _unit()}
    change: Files = {"a.c": "#define BOTH(l) clear(l, 0)\n" + _unit() + "int late = clear(l, 0,\n"}
    exam = exam_of(repo, base, change, {"l.h": "int clear(struct link *l);\n", "a.c": _unit()}, change)
    assert found(exam, "arity") == []


EVENTS = "int poll(struct link *l)\n{{\n\tif (l->{0} & EV_POLL_IN)\n\t\treturn 1;\n\treturn l->{0} & EV_POLL_OUT;\n}}\n"
MORE = "int more(struct link *l)\n{{\n\tl->{0} |= EV_POLL_HUP;\n\treturn l->{0} & (EV_POLL_HUP|EV_POLL_IN);\n}}\n"


def test_a_flag_looked_for_in_a_member_that_never_holds_it(repo: Repo) -> None:
    change: Files = {"a.c": _unit("if (l->state & (EV_POLL_HUP|EV_POLL_IN))", "\treturn 1;")}
    base: Files = {"p.c": EVENTS.format("state") + MORE.format("state"), "a.c": _unit()}
    older: Files = {"p.c": EVENTS.format("ev") + MORE.format("ev"), "a.c": _unit()}
    assert found(exam_of(repo, base, change, older, change), "operands") == [
        (SOFT, "state EV_POLL_HUP", "a.c", 3),
        (SOFT, "state EV_POLL_IN", "a.c", 3),
    ]


def test_a_flag_in_the_member_of_its_family(repo: Repo) -> None:
    change: Files = {"a.c": _unit("if (l->state & EV_POLL_HUP)", "\treturn 1;")}
    base: Files = {"p.c": EVENTS.format("state") + MORE.format("state"), "a.c": _unit()}
    older: Files = {"p.c": EVENTS.format("state") + MORE.format("ev"), "a.c": _unit()}
    assert found(exam_of(repo, base, change, older, change), "operands") == []


BLOCK = ("if (!l->mux)", "\treturn -1;", "l->flags |= READY;")


def test_a_fix_that_was_brought_before(repo: Repo) -> None:
    base, fix, twice = _unit("push(l);"), _unit(*BLOCK, "push(l);"), _unit(*BLOCK, *BLOCK, "push(l);")
    exam = exam_of(repo, {"a.c": base}, {"a.c": fix}, {"a.c": fix}, {"a.c": twice})
    assert [item[0] for item in found(exam, "duplicates")] == [SOFT]


def test_a_function_that_was_brought_before(repo: Repo) -> None:
    helper = "static int helper(void)\n{\n\treturn 1;\n}\n"
    base: Files = {"a.c": _unit()}
    exam = exam_of(
        repo, base, {"a.c": helper + _unit()}, {"a.c": helper + _unit()}, {"a.c": helper + "\n" + helper + _unit()}
    )
    assert [item[:3] for item in found(exam, "duplicates")] == [(SOFT, "helper", "a.c")]


def test_what_the_fix_has_twice_as_well(repo: Repo) -> None:
    base: Files = {"a.c": _unit(*BLOCK, "push(l);")}
    fix: Files = {"a.c": _unit(*BLOCK, "push(l);", *BLOCK)}
    assert found(exam_of(repo, base, fix, base, fix), "duplicates") == []


def _rule(kind: Kind, newer: str, older: str = "") -> Rule:
    return Rule("hint-1", kind, newer, older, because="On 2.2 it is otherwise.", origin=Origin.HINT)


def test_a_name_that_the_message_wants_replaced(repo: Repo) -> None:
    base: Files = {"a.c": _unit()}
    change: Files = {"a.c": _unit("list_take(l);")}
    exam = exam_of(repo, base, change, base, change)
    rules = (_rule(Kind.FUNCTION, "list_take", "mt_list_take"), _rule(Kind.DROP, "a.c"), _rule(Kind.DROP, "list_take"))
    assert found(replace(exam, rules=rules, wanted=False, series="2.2"), "instructions") == [
        (SOFT, "list_take", "a.c", 3),
        (SOFT, "list_take", "a.c", 3),
        (NOTE, "series", "", 0),
        (NOTE, "a.c", "a.c", 0),
    ]


def test_a_message_that_wants_another_change(repo: Repo) -> None:
    base: Files = {"a.c": _unit()}
    change: Files = {"a.c": _unit("alert(l);")}
    exam = exam_of(repo, base, change, base, change)
    assert found(replace(exam, otherwise="As a warning only."), "instructions") == [(SOFT, "otherwise", "", 0)]
    repo.git("switch", "-q", "master")
    repo.git("branch", "-q", "-D", "stable")
    exam = exam_of(repo, base, {"a.c": _unit("alert(l);")}, base, {"a.c": _unit("warn(l);")})
    assert found(replace(exam, otherwise="As a warning only."), "instructions") == []
    repo.git("switch", "-q", "master")
    repo.git("branch", "-q", "-D", "stable")
    picked = f"link: alert\n\n(cherry picked from commit {'1' * 40})\n"
    exam = exam_of(
        repo, {"b.c": _unit()}, {"b.c": _unit("alert(l);")}, {"b.c": _unit()}, {"b.c": _unit("alert(l);")}, picked
    )
    assert found(replace(exam, otherwise="As a warning only."), "instructions") == []


def test_a_message_that_was_heeded(repo: Repo) -> None:
    base: Files = {"a.c": _unit()}
    exam = exam_of(repo, base, {"a.c": _unit("list_take(l);")}, base, {"a.c": _unit("mt_list_take(l);")})
    rules = (_rule(Kind.FUNCTION, "list_take", "mt_list_take"), _rule(Kind.DROP, "b.c"))
    assert found(replace(exam, rules=rules, wanted=True), "instructions") == []


def _holder(*lines: str) -> str:
    return "int go(struct link *l)\n{\n\tbuf_get(l);\n" + "".join(f"\t{line}\n" for line in lines) + "\treturn 0;\n}\n"


def test_a_way_out_that_keeps_what_the_fix_gives_back(repo: Repo) -> None:
    base: Files = {"a.c": _holder("buf_put(l);")}
    fix: Files = {"a.c": _holder("if (bad(l)) {", "\tbuf_put(l);", "\treturn 1;", "}", "buf_put(l);")}
    port: Files = {"a.c": _holder("if (bad(l))", "\treturn 1;", "buf_put(l);")}
    assert found(exam_of(repo, base, fix, base, port), "balance") == [(SOFT, "go buf", "a.c", 1)]


def test_ways_out_that_give_all_back(repo: Repo) -> None:
    base: Files = {"a.c": _holder("buf_put(l);")}
    fix: Files = {"a.c": _holder("if (bad(l)) {", "\tbuf_put(l);", "\treturn 1;", "}", "buf_put(l);")}
    port: Files = {"a.c": _holder("if (bad(l))", "\tgoto out;", "use(l);", "out:", "buf_put(l);")}
    assert found(exam_of(repo, base, fix, base, port), "balance") == []
