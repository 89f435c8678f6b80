"""Other places, order, what was given back, what is tested in vain: each firing and not firing."""

from dataclasses import replace

from backport.core.verdict import Severity
from tests.repos import Repo
from tests.stages.verify.exams import Files, exam_of, found

SOFT = Severity.SOFT


def _function(name: str, *lines: str) -> str:
    return f"int {name}(struct link *l)\n{{\n" + "".join(f"\t{line}\n" for line in lines) + "\treturn 0;\n}\n\n"


BLOCKED = ("l->since = now(0);", "l->flags |= LINK_BLOCKED;", "unlist(&l->waiting);")
LISTED = (*BLOCKED, "list(&l->blocked);")


def test_an_older_copy_of_the_function_without_the_insertion(repo: Repo) -> None:
    base: Files = {"l.c": _function("send", *BLOCKED) + _function("drop", "unlist(&l->waiting);")}
    fix: Files = {"l.c": _function("send", *LISTED) + _function("drop", "unlist(&l->waiting);")}
    old = _function("old_send", "check(l);", *BLOCKED)
    before: Files = {"l.c": old + _function("send", *BLOCKED)}
    after: Files = {"l.c": old + _function("send", *LISTED)}
    assert found(exam_of(repo, base, fix, before, after), "elsewhere") == [
        (SOFT, "list ( & l -> blocked ) ;", "l.c", 6)
    ]


def test_a_place_that_shares_one_customary_statement(repo: Repo) -> None:
    was, now = _function("send", *BLOCKED), _function("send", *LISTED)
    other = _function("drop", "tell(l, 1);", BLOCKED[-1])
    exam = exam_of(repo, {"l.c": was}, {"l.c": now}, {"l.c": other + was}, {"l.c": other + now})
    assert found(exam, "elsewhere") == []


def test_copies_that_were_changed_as_well_or_that_the_fix_leaves_alone(repo: Repo) -> None:
    base: Files = {"l.c": _function("send", *BLOCKED) + _function("keep", *BLOCKED)}
    fix: Files = {"l.c": _function("send", *LISTED) + _function("keep", *BLOCKED)}
    assert found(exam_of(repo, base, fix, base, fix), "elsewhere") == []


def test_every_copy_changed(repo: Repo) -> None:
    base: Files = {"l.c": _function("send", *BLOCKED)}
    fix: Files = {"l.c": _function("send", *LISTED)}
    before: Files = {"l.c": _function("old_send", *BLOCKED) + _function("send", *BLOCKED)}
    after: Files = {"l.c": _function("old_send", *LISTED) + _function("send", *LISTED)}
    assert found(exam_of(repo, base, fix, before, after), "elsewhere") == []


WAYS = ("if (l->err) {", "\tcount_error(l);", "\tcount_all(l);", "\ttell_owner(l);", "\treturn -1;", "}")
MOVED = ("if (l->err) {", "\tcount_all(l);", "\ttell_owner(l);", "\tif (l->fatal)", "\t\tcount_error(l);", "}")
MORE = ("if (l->late) {", "\tcount_error(l);", "\tcount_all(l);", "\ttell_owner(l);", "\treturn -2;", "}")
OTHER = ("if (l->late) {", "\tcount_error(l);", "\treturn -2;", "}")


def test_more_ways_out_that_still_do_what_the_fix_stops(repo: Repo) -> None:
    base: Files = {"l.c": _function("wait", *WAYS)}
    fix: Files = {"l.c": _function("wait", *MOVED)}
    before: Files = {"l.c": _function("wait", *MORE, *WAYS)}
    after: Files = {"l.c": _function("wait", *MORE, *MOVED)}
    assert found(exam_of(repo, base, fix, before, after), "elsewhere") == [(SOFT, "count_error ( l ) ;", "l.c", 4)]


def test_ways_out_that_do_other_things_beside_it(repo: Repo) -> None:
    base: Files = {"l.c": _function("wait", *WAYS)}
    fix: Files = {"l.c": _function("wait", *MOVED)}
    before: Files = {"l.c": _function("wait", *OTHER, *WAYS)}
    after: Files = {"l.c": _function("wait", *OTHER, *MOVED)}
    assert found(exam_of(repo, base, fix, before, after), "elsewhere") == []


def _guarded(*names: str, test: str) -> str:
    return _function("count", *(line for name in names for line in (f"if ({test})", f"\tadd(&l->all->{name});")))


def test_a_test_that_the_fix_completes_everywhere_in_the_function(repo: Repo) -> None:
    old, new = "l->all->stats", "l->all && l->all->stats"
    base: Files = {"l.c": _guarded("sent", "lost", test=old)}
    fix: Files = {"l.c": _guarded("sent", "lost", test=new)}
    before: Files = {"l.c": _guarded("sent", "lost", "late", test=old)}
    after: Files = {"l.c": _guarded("sent", "lost", "late", test=old).replace(old, new, 2)}
    found_here = found(exam_of(repo, base, fix, before, after), "elsewhere")
    assert found_here == [(SOFT, "if ( l -> all -> stats )", "l.c", 7)]


SET = "if (!allot(&l->room, 0))"
STARTS = ("start(l);", "tell(l);", "count(l);")
PUT = "*l->room = *l->wanted;"


def test_used_before_it_is_there(repo: Repo) -> None:
    base: Files = {"l.c": _function("open_it", "l->state = 1;", *STARTS, PUT)}
    fix: Files = {"l.c": _function("open_it", "l->state = 1;", PUT, *STARTS)}
    before: Files = {"l.c": _function("open_it", "l->state = 1;", SET, "\treturn -1;", *STARTS, PUT)}
    after: Files = {"l.c": _function("open_it", "l->state = 1;", PUT, SET, "\treturn -1;", *STARTS)}
    assert found(exam_of(repo, base, fix, before, after), "order") == [
        (SOFT, "* l -> room = * l -> wanted ;", "l.c", 4)
    ]


def test_moved_to_the_right_side_of_what_only_the_branch_has(repo: Repo) -> None:
    base: Files = {"l.c": _function("open_it", "l->state = 1;", *STARTS, PUT)}
    fix: Files = {"l.c": _function("open_it", "l->state = 1;", PUT, *STARTS)}
    before: Files = {"l.c": _function("open_it", "l->state = 1;", SET, "\treturn -1;", *STARTS, PUT)}
    after: Files = {"l.c": _function("open_it", "l->state = 1;", SET, "\treturn -1;", PUT, *STARTS)}
    assert found(exam_of(repo, base, fix, before, after), "order") == []


NUMBER = "l->id = next_id(l->owner);"


def test_set_after_it_was_needed(repo: Repo) -> None:
    base: Files = {"l.c": _function("add", "prepare(l);", "enqueue(l->owner);", 'say("added");')}
    fix: Files = {"l.c": _function("add", "prepare(l);", NUMBER, "enqueue(l->owner);", 'say("added");')}
    before: Files = {"l.c": _function("add", "enqueue(l->owner);", "prepare(l);", 'say("added");')}
    after: Files = {"l.c": _function("add", "enqueue(l->owner);", "prepare(l);", NUMBER, 'say("added");')}
    assert found(exam_of(repo, base, fix, before, after), "order") == [
        (SOFT, "l -> id = next_id ( l -> owner ) ;", "l.c", 5)
    ]


def test_a_rewrite_has_an_order_of_its_own(repo: Repo) -> None:
    many = [f"set_{n}(l->owner);" for n in range(31)]
    base: Files = {"l.c": _function("add", "enqueue(l->owner);")}
    fix: Files = {"l.c": _function("add", *many, "enqueue(l->owner);")}
    after: Files = {"l.c": _function("add", "enqueue(l->owner);", *many)}
    assert found(exam_of(repo, base, fix, base, after), "order") == []


def test_an_order_that_does_not_matter(repo: Repo) -> None:
    base: Files = {"l.c": _function("add", "prepare(l);", "count(total);", 'say("added", l);')}
    fix: Files = {"l.c": _function("add", "prepare(l);", NUMBER, "count(total);", 'say("added", l);')}
    before: Files = {"l.c": _function("add", 'say("added", l);', "count(total);", "prepare(l);")}
    after: Files = {"l.c": _function("add", 'say("added", l);', "count(total);", "prepare(l);", NUMBER)}
    assert found(exam_of(repo, base, fix, before, after), "order") == []


EXPIRES = ("if (l->busy) {", "\tl->task->expire = 0;", "\treturn 1;", "}")


def test_used_after_it_was_given_back(repo: Repo) -> None:
    base: Files = {"l.c": _function("expire", "drop_all(l);", "task_destroy(l);", "count(total);")}
    fix: Files = {"l.c": _function("expire", "drop_all(l);", *EXPIRES, "task_destroy(l);", "count(total);")}
    before: Files = {"l.c": _function("expire", "task_free(l);", "drop_all(total);", "count(total);")}
    after: Files = {"l.c": _function("expire", "task_free(l);", "drop_all(total);", *EXPIRES, "count(total);")}
    assert found(exam_of(repo, base, fix, before, after), "released") == [(SOFT, "l", "l.c", 5)]


def test_given_back_on_another_way_or_set_anew(repo: Repo) -> None:
    way = ("if (!l->ok) {", "\ttask_free(l);", "\treturn -1;", "}", "if (l->odd)", "\ttask_free(l);")
    anew = ("task_free(l);", "l = task_new();")
    base: Files = {"l.c": _function("expire", *way) + _function("again", *anew)}
    fix: Files = {"l.c": _function("expire", *way, *EXPIRES) + _function("again", *anew, *EXPIRES)}
    before: Files = {"l.c": "int x;\n" + _function("expire", *way) + _function("again", *anew)}
    after: Files = {"l.c": "int x;\n" + _function("expire", *way, *EXPIRES) + _function("again", *anew, *EXPIRES)}
    assert found(exam_of(repo, base, fix, before, after), "released") == []


MAY_FAIL = "struct buf *room_of(struct link *l)\n{\n\treturn alloc(&l->buf);\n}\n\n"
NEVER_FAILS = "struct buf *room_of(struct link *l)\n{\n\talloc(&l->buf);\n\treturn &l->buf;\n}\n\n"
TESTED = ("struct buf *b = room_of(l);", "if (!b)", "\treturn -1;")


def test_a_pointer_that_is_never_null_in_the_branch(repo: Repo) -> None:
    base: Files = {"l.c": MAY_FAIL + _function("send", TESTED[0])}
    fix: Files = {"l.c": MAY_FAIL + _function("send", *TESTED)}
    before: Files = {"l.c": NEVER_FAILS + _function("send", TESTED[0])}
    after: Files = {"l.c": NEVER_FAILS + _function("send", *TESTED)}
    assert found(exam_of(repo, base, fix, before, after), "vain") == [(SOFT, "room_of", "l.c", 10)]


def test_a_pointer_that_may_be_null(repo: Repo) -> None:
    base: Files = {"l.c": MAY_FAIL + _function("send", TESTED[0])}
    fix: Files = {"l.c": MAY_FAIL + _function("send", *TESTED)}
    assert found(exam_of(repo, base, fix, base, fix), "vain") == []


def test_what_is_as_vain_in_the_fix(repo: Repo) -> None:
    base: Files = {"l.c": NEVER_FAILS + _function("send", TESTED[0])}
    fix: Files = {"l.c": NEVER_FAILS + _function("send", *TESTED)}
    assert found(exam_of(repo, base, fix, base, fix), "vain") == []


def test_results_with_other_numbers(repo: Repo) -> None:
    """Mainline's function returns -1 where it fails, the branch's 0: `< 0` is never true there."""
    theirs = _function("link_up", "if (!l->ok)", "\treturn -1;")
    ours = "int link_up(struct link *l)\n{\n\tif (!l->ok)\n\t\treturn 0;\n\treturn 1;\n}\n\n"
    calls = ("int ret = 0;", "ret = link_up(l);", "if (ret < 0)", "\treturn -1;")
    base: Files = {"l.c": theirs + _function("send", *calls[:2])}
    fix: Files = {"l.c": theirs + _function("send", *calls)}
    before: Files = {"l.c": ours + _function("send", *calls[:2])}
    after: Files = {"l.c": ours + _function("send", *calls)}
    assert [one[:2] for one in found(exam_of(repo, base, fix, before, after), "vain")] == [(SOFT, "link_up")]


def test_a_member_that_is_an_array_in_the_branch(repo: Repo) -> None:
    pointer, array = "struct stats {\n\tint **slots;\n};\n", "struct stats {\n\tint *slots[8];\n};\n"
    use = "l->stats.slots[0]++;"
    base: Files = {"s.h": pointer, "l.c": _function("send", use)}
    test = ("if (l->ready && l->stats.slots)", "\treturn 1;")
    change: Files = {"l.c": _function("send", use, *test)}
    before: Files = {"s.h": array, "l.c": _function("send", use)}
    exam = exam_of(repo, base, change, before, change)
    assert found(exam, "vain") == [(SOFT, "slots", "l.c", 4)]
    assert found(replace(exam, after=exam.origin.commit.tree), "vain") == []


LOOP = "int drain(struct link *l)\n{\n\twhile (%s) {\n\t\tint ret = 0;\n\n%s\t\tstep(l);\n\t}\n\treturn 0;\n}\n"
EMPTY = "\t\tif (!room(&l->buf))\n\t\t\tbreak;\n"


def test_a_condition_that_the_loop_has_settled(repo: Repo) -> None:
    base: Files = {"l.c": LOOP % ("1", "")}
    fix: Files = {"l.c": LOOP % ("1", EMPTY)}
    before: Files = {"l.c": LOOP % ("room(&l->buf)", "")}
    after: Files = {"l.c": LOOP % ("room(&l->buf)", EMPTY)}
    assert found(exam_of(repo, base, fix, before, after), "vain") == [(SOFT, "room(&l->buf)", "l.c", 6)]


def test_a_condition_that_the_loop_does_not_know(repo: Repo) -> None:
    base: Files = {"l.c": LOOP % ("1", "")}
    fix: Files = {"l.c": LOOP % ("1", EMPTY)}
    before: Files = {"l.c": LOOP % ("room(&l->pipe)", "")}
    after: Files = {"l.c": LOOP % ("room(&l->pipe)", EMPTY)}
    assert found(exam_of(repo, base, fix, before, after), "vain") == []


INIT = "void init_link(struct link *l)\n{\n\tl->err = %s;\n}\n\n"
CODES = "enum {\n\tERR_NONE = 0x100,\n\tERR_BAD,\n};\n#define ERR_ZERO 0\n"


def _erring(first: str, *lines: str) -> str:
    return INIT % first + _function("send", *lines, "l->err = ERR_BAD;")


def test_a_member_that_does_not_begin_as_zero_here(repo: Repo) -> None:
    test = ("if (l->err)", "\treturn -1;")
    base: Files = {"e.h": CODES, "l.c": _erring("0")}
    fix: Files = {"l.c": _erring("0", *test)}
    before: Files = {"e.h": CODES, "l.c": _erring("ERR_NONE")}
    after: Files = {"l.c": _erring("ERR_NONE", *test)}
    assert found(exam_of(repo, base, fix, before, after), "initial") == [(SOFT, "err", "l.c", 8)]


def test_members_that_begin_as_zero_or_as_in_the_fix(repo: Repo) -> None:
    test = ("if (l->err)", "\treturn -1;")
    base: Files = {"e.h": CODES, "l.c": _erring("0")}
    fix: Files = {"l.c": _erring("0", *test)}
    after: Files = {"l.c": _erring("ERR_ZERO", *test)}
    exam = exam_of(repo, base, fix, {"e.h": CODES, "l.c": _erring("ERR_ZERO")}, after)
    assert found(exam, "initial") == []


def test_a_member_that_begins_alike_in_both(repo: Repo) -> None:
    test = ("if (l->err)", "\treturn -1;")
    base: Files = {"e.h": CODES, "l.c": _erring("ERR_NONE")}
    fix: Files = {"l.c": _erring("ERR_NONE", *test)}
    assert found(exam_of(repo, base, fix, base, fix), "initial") == []


LEFT = (
    "int go(void)\n{\n\tstruct link *l%s;\n\n\tif (bad())\n\t\tgoto err;\n\tl = link_new();\n"
    "\treturn use(l);\n err:\n\tsay();\n\treturn 1;\n}\n"
)


def test_a_local_without_a_value_behind_a_label(repo: Repo) -> None:
    fix: Files = {"a.c": (LEFT % " = NULL").replace("\tsay();\n", "\tsay();\n\tlink_free(l);\n")}
    after: Files = {"a.c": (LEFT % "").replace("\tsay();\n", "\tsay();\n\tlink_free(l);\n")}
    exam = exam_of(repo, {"a.c": LEFT % " = NULL"}, fix, {"a.c": LEFT % ""}, after)
    assert found(exam, "initial") == [(SOFT, "l", "a.c", 11)]


def test_a_member_of_that_name_and_a_local_of_a_block_s_own(repo: Repo) -> None:
    own = "\t{\n\t\tstruct link *l;\n\n\t\tl = first();\n\t\tlink_free(l);\n\t}\n"
    for said in ("\tlink_free(this->l);\n", own):
        fix: Files = {"a.c": (LEFT % " = NULL").replace("\tsay();\n", "\tsay();\n" + said)}
        after: Files = {"a.c": (LEFT % "").replace("\tsay();\n", "\tsay();\n" + said)}
        exam = exam_of(repo, {"a.c": LEFT % " = NULL"}, fix, {"a.c": LEFT % ""}, after)
        repo.git("switch", "-q", "master")
        repo.git("branch", "-q", "-D", "stable")
        assert found(exam, "initial") == []


def test_a_local_that_has_its_value_before_the_jump(repo: Repo) -> None:
    here = (LEFT % "").replace("\tif (bad())", "\tl = link_new();\n\tif (bad())")
    fix: Files = {"a.c": (LEFT % " = NULL").replace("\tsay();\n", "\tsay();\n\tlink_free(l);\n")}
    after: Files = {"a.c": here.replace("\tsay();\n", "\tsay();\n\tlink_free(l);\n")}
    assert found(exam_of(repo, {"a.c": LEFT % " = NULL"}, fix, {"a.c": here}, after), "initial") == []
