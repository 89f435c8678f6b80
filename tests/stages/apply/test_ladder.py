"""Whole files on their way to another tree: moved, deleted, missing."""

from collections.abc import Iterator

import pytest

from backport.core.case import Rung
from backport.stages.apply.atlas import Atlas
from backport.stages.apply.ladder import Applied, apply_fix
from backport.stages.translate.translator import Identity
from backport.vcs.repository import Repository
from backport.vcs.scratch import Scratch
from tests.repos import Repo

BODY = "{\n\tint n = count(d);\n\n\tif (!n)\n\t\treturn -1;\n\tturn(d, n);\n\treturn n;\n}\n"
FIXED = BODY.replace("\tturn(d, n);\n", "\toil(d);\n\tturn(d, n);\n")
MAKE = (
    "# the features, in order\nfeatures = $(foreach f,$(all),$(f))\n"
    "# what they need\nneeds = $(foreach f,$(all),-D$(f))\n"
)


@pytest.fixture
def scratch(repo: Repo) -> Iterator[Scratch]:
    with Scratch.temporary([Repository.open(repo.folder)]) as scratch:
        yield scratch


def applied(repo: Repo, scratch: Scratch, base: dict[str, str], fix: dict[str, str], here: dict[str, str]) -> Applied:
    repo.commit("base", {**base})
    for path in [path for path in base if not fix.get(path, "x")]:
        repo.remove(path)
    origin = repo.commit("fix", {path: text for path, text in fix.items() if text})
    repo.git("switch", "-q", "--orphan", "stable")
    tree = scratch.commit(repo.commit("before", {**here})).tree
    return apply_fix(scratch, Atlas(scratch), scratch.source(origin), tree, Identity())


def text(scratch: Scratch, made: Applied, path: str) -> str:
    assert made.tree is not None
    return (scratch.read(made.tree, path) or b"").decode()


def test_a_function_that_is_inline_in_a_header_of_the_branch(repo: Repo, scratch: Scratch) -> None:
    head, other = "int turn_all(struct door *d)\n", "int other(void)\n{\n\treturn 0;\n}\n\n"
    here = {"src/door.c": other, "include/door.h": "static inline " + head + BODY}
    made = applied(repo, scratch, {"src/door.c": other + head + BODY}, {"src/door.c": other + head + FIXED}, here)
    assert text(scratch, made, "include/door.h") == "static inline " + head + FIXED
    assert text(scratch, made, "src/door.c") == other


def test_a_file_of_the_branch_that_has_the_lines(repo: Repo, scratch: Scratch) -> None:
    fix = {"options.mk": MAKE.replace("$(all),$(f)", "$(sort $(all)),$(f)")}
    made = applied(repo, scratch, {"options.mk": MAKE}, fix, {"Makefile": f"all = a b c\n\n{MAKE}\nbuild: all\n"})
    assert "$(sort $(all)),$(f)" in text(scratch, made, "Makefile")
    assert made.files[0].notes == ("the code was found in Makefile, by its lines, beside which nothing differs",)


def test_a_test_that_the_branch_does_not_have_is_left_out(repo: Repo, scratch: Scratch) -> None:
    base = {"a.c": "int a;\n", "tests/one.t": MAKE}
    fix = {"a.c": "int b;\n", "tests/one.t": MAKE.replace("$(all),$(f)", "$(sort $(all)),$(f)")}
    made = applied(repo, scratch, base, fix, {"a.c": "int a;\n", "tests/two.t": MAKE})
    assert [(file.source_path, file.path, file.rung) for file in made.files] == [
        ("a.c", "a.c", Rung.SAME),
        ("tests/one.t", "", Rung.DROPPED),
    ]


def test_a_file_that_goes_though_the_branch_has_it_a_little_otherwise(repo: Repo, scratch: Scratch) -> None:
    lines = "".join(f"line {n}\n" for n in range(12))
    made = applied(repo, scratch, {"a": lines, "b": "b\n"}, {"a": ""}, {"a": lines + "one more\n", "b": "b\n"})
    assert made.tree is not None
    assert scratch.read(made.tree, "a") is None
    assert made.files[0].notes == ("deleted, though the branch's version differs a little",)


def test_a_fix_of_which_nothing_is_here_needs_a_person(repo: Repo, scratch: Scratch) -> None:
    cases = "".join(f"\tcase {n}:\n\t\t{what}(w);\n\t\treturn {n};\n" for n, what in ((1, "bell"), (2, "knock")))
    base = f"int say(int w)\n{{\n\tswitch (w) {{\n{cases}\t}}\n\treturn 0;\n}}\n"
    here = base.replace("\tcase 2:\n\t\tknock(w);\n\t\treturn 2;\n", "")
    made = applied(repo, scratch, {"a.c": base}, {"a.c": base.replace("knock(w)", "knock(w, w)")}, {"a.c": here})
    assert made.tree is None
    assert made.rung is Rung.CONFLICT


FLAGS = (
    "int turn_all(struct door *d)\n{\n\tint n = 0;\n\n"
    "\tif (d->flags & (D_OPEN | D_STUCK))\n\t\treturn -1;\n\treturn n;\n}\n"
)


def test_a_flag_that_the_branch_has_nowhere_is_left_out_of_a_mask(repo: Repo, scratch: Scratch) -> None:
    base = {"door.h": "#define D_OPEN 1\n#define D_STUCK 2\n#define D_RUSTY 4\n", "door.c": FLAGS}
    base["door.c"] = FLAGS.replace("D_STUCK))", "D_STUCK | D_RUSTY))")
    fix = {"door.c": base["door.c"].replace("\tint n = 0;\n", "\tint n = (d->mode & (D_OPEN | D_RUSTY));\n")}
    here = {"door.h": "#define D_OPEN 1\n#define D_STUCK 2\n", "door.c": FLAGS}
    made = applied(repo, scratch, base, fix, here)
    assert text(scratch, made, "door.c") == FLAGS.replace("\tint n = 0;\n", "\tint n = (d->mode & (D_OPEN));\n")
    assert made.files[0].notes == ("D_RUSTY is not in the branch and is left out of the masks",)


def test_what_the_fix_changes_of_a_thing_that_the_branch_lacks_is_left_out(repo: Repo, scratch: Scratch) -> None:
    more = FLAGS.replace("\treturn n;\n", "\tif (rusty(d)) {\n\t\tgrease_all(d, 1);\n\t\tn++;\n\t}\n\treturn n;\n")
    fix = more.replace("grease_all(d, 1)", "grease_all(d, 2)").replace("int n = 0", "int n = 1")
    made = applied(repo, scratch, {"door.c": more}, {"door.c": fix}, {"door.c": FLAGS})
    assert text(scratch, made, "door.c") == FLAGS.replace("int n = 0", "int n = 1")
    assert made.files[0].notes == ("grease_all is not in the branch: what the fix changes of it is left out",)


def test_lines_that_the_branch_has_in_one_more_place_are_told(repo: Repo, scratch: Scratch) -> None:
    test = "\tif (!n)\n\t\treturn give_up(d, n, count(d));\n"
    one, two = (f"int {name}(struct door *d, int n)\n{{\n{test}\treturn n;\n}}\n\n" for name in ("one", "two"))
    fixed = one.replace("if (!n)", "if (n < 1)").replace("give_up(d, n, count(d))", "try_again(d)")
    made = applied(repo, scratch, {"a.c": one}, {"a.c": fixed}, {"a.c": one + two})
    assert text(scratch, made, "a.c") == fixed + two
    assert made.files[0].notes == ("the branch has the lines that the fix changes in more places than the fix's file",)


def test_a_prototype_that_the_branch_lacks_is_a_doubt_where_it_has_the_function(repo: Repo, scratch: Scratch) -> None:
    said = "long turn_all(struct door *d, new_type_t how);\n"
    others = "".join(f"int other_{n}(struct door *d);\n" for n in range(9))
    base = {"door.h": others.replace("int other_5", said + "int other_5"), "b.c": "int b;\n"}
    fix = {"door.h": base["door.h"].replace("long turn", "int turn"), "b.c": "int c;\n"}
    here = {"door.h": others.replace("int other_5(struct door *d);\n", ""), "b.c": "int b;\n"}
    for more, note in (
        ({"door.c": "static long turn_all(struct door *d)\n{\n\treturn 0;\n}\n"}, "the branch does not have the lines"),
        ({}, "new_type_t is not in the branch"),
    ):
        made = applied(repo, scratch, base, fix, here | more)
        repo.git("switch", "-q", "master")
        repo.git("branch", "-q", "-D", "stable")
        assert [notes.startswith(note) for file in made.files for notes in file.notes] == [True]


def test_a_function_that_is_not_here_though_lines_of_it_are_is_a_doubt(repo: Repo, scratch: Scratch) -> None:
    put = "\tput_back(d, count(d), first);\n"
    one = f"int take(struct door *d)\n{{\n\tint n = many(d);\n\n\tsay(n);\n{put}\treturn n;\n}}\n\n"
    two = "int other(struct door *d)\n{\n\treturn turn(d);\n}\n\n"
    fixed = one.replace(put, f"\toil(d);\n{put}") + two.replace("turn(d)", "turn_all(d)")
    here = {"a.c": f"int all(struct door *d)\n{{\n\twhile (d)\n\t{put}\treturn go(d);\n}}\n\n" + two}
    made = applied(repo, scratch, {"a.c": one + two}, {"a.c": fixed}, here)
    assert text(scratch, made, "a.c") == here["a.c"].replace("turn(d)", "turn_all(d)")
    assert made.files[0].notes == (
        "function take is not in the branch, though lines around its change are: the change is left out",
    )
