"""What the code alone tells: the fix is looked for where it belongs, and where its function went."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from backport.stages.apply.atlas import Atlas
from backport.stages.apply.tokens import words
from backport.stages.plan.code import sights
from backport.stages.plan.sight import has_fix, lacks_fix
from backport.stages.plan.verse import Verse
from backport.stages.translate.translator import Identity
from backport.vcs.repository import Repository
from tests.repos import Repo

HEAD = "struct pump { int state; int flags; int level; };\n\n"
WAKE = """static void wake(struct pump *pump)
{
	int room = pump->level;

	if (pump_busy(pump, STATE_OPEN | STATE_HALF | STATE_FULL) || (room & NO_ROOM))
		return;

	pump_signal(pump, room, "the level is known by now");
	pump_account(pump, room + 1, COUNT_ALL);
	pump_release(pump, room, "nobody waits any more");
}
"""
FIXED = WAKE.replace("STATE_OPEN | STATE_HALF", "STATE_HALF")
CALLER = """void run(struct pump *p, int force)
{
	int left = p->level;

	if (!force) {
		prepare(p);
BODY	}
	finish(p, left);
}
"""
OTHER = """void stop(struct pump *pump)
{
	if (pump_busy(pump, STATE_OPEN | STATE_HALF | STATE_FULL) || (pump->level & NO_ROOM))
		return;
	halt(pump);
}
"""


def written_out(body: str) -> str:
    """The body of a function in its caller, one level deeper, its variables under the caller's names."""
    inner = body[body.index("\tif") : body.rindex("}")]
    renamed = inner.replace("pump,", "p,").replace("pump ", "p ").replace("room", "left")
    return CALLER.replace("BODY", "".join(f"\t{line}\n" if line else "\n" for line in renamed.rstrip("\n").split("\n")))


@contextmanager
def seen(repo: Repo, text: str, before: str = HEAD + WAKE + OTHER, after: str = HEAD + FIXED + OTHER) -> Iterator[str]:
    repo.commit("before", {"src/pump.c": before})
    fix = repo.commit("BUG: not when it is open", {"src/pump.c": after})
    other = repo.commit("another tree", {"src/pump.c": text})
    objects = Repository.open(repo.folder)
    found = sights(objects, Atlas(objects), objects.source(fix), objects.commit(other).tree, Identity())
    said = "has it" if has_fix(found) else "lacks it" if lacks_fix(found) else "cannot be told"
    yield f"{said}: {'; '.join(map(str, found))}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + FIXED + OTHER, "has it: src/pump.c (wake) has the new words"),
        (HEAD + WAKE + OTHER, "lacks it: src/pump.c (wake) has the old words"),
        (
            HEAD + FIXED.replace("wake(", "rouse(") + OTHER,
            "has it: src/pump.c (rouse, where the code of wake is) has the new words",
        ),
        (
            HEAD + written_out(FIXED) + OTHER,
            "has it: src/pump.c (run, where the code of wake is) has the new words",
        ),
        (
            HEAD + written_out(WAKE) + OTHER,
            "lacks it: src/pump.c (run, where the code of wake is) has the old words",
        ),
    ],
)  # fmt: skip
def test_the_fix_is_seen_where_its_function_went(repo: Repo, text: str, told: str) -> None:
    with seen(repo, text) as found:
        assert found == told


def test_weak_evidence_is_none(repo: Repo) -> None:
    alike = OTHER.replace("STATE_OPEN | ", "").replace("halt(pump)", "halt()")
    with seen(repo, HEAD + alike) as found:  # the same words, in a function that is quite another one
        assert found == "cannot be told: src/pump.c (wake) has neither"


def test_two_functions_that_took_it_over_are_none(repo: Repo) -> None:
    one, two = (FIXED.replace("wake(", name) for name in ("first(", "second("))
    with seen(repo, HEAD + one + two) as found:
        assert found == "cannot be told: src/pump.c (wake) has neither"


def test_variables_must_answer_to_one_another() -> None:
    wanted = Verse.of(b"void f(int one, int two)\n{\n\tgo(one, two);\n}\n").part(words(b"go(one, two)"))
    for text, count in (
        (b"void g(int a, int b)\n{\n\tgo(a, b); go(b, a); go(a, a);\n}\n", 2),
        (b"void g(int a)\n{\n\tgo(a, GLOBAL);\n}\n", 0),
        (b"int a, b;\n\tgo(a, b);\n", 0),
    ):
        assert Verse.of(text).count(wanted) == count


def test_a_fix_that_repeats_what_is_there(repo: Repo) -> None:
    line = "\tinfo[NAME] = text(PRODUCT | OUTPUT | SERVICE, version);\n"
    before = f"int fill(void)\n{{\n{line}\tinfo[DATE] = text(OUTPUT, date);\n\treturn 1;\n}}\n"
    after = before.replace(line, line + line.replace("NAME", "BUILD"))
    twice = before.replace("\treturn 1;\n", "\tmore();\n\treturn 1;\n")
    with seen(repo, after.replace("\treturn 1;\n", "\tmore();\n\treturn 1;\n"), before, after) as found:
        assert found == "has it: src/pump.c (fill) has the new words"
    with seen(repo, twice, before, after) as found:
        assert not found.startswith("has it")


def test_pieces_that_stand_close_together(repo: Repo) -> None:
    before = "int sum(int a, int b)\n{\n\ta = one(a);\n\tkeep();\n\tb = two(b);\n\treturn a + b;\n}\n"
    after = before.replace("one(a)", "uno(a)").replace("two(b)", "due(b)")
    with seen(repo, after, before, after) as found:
        assert found.startswith("has it")
    with seen(repo, before, before, after) as found:
        assert found.startswith("lacks it")
    half = before.replace("one(a)", "uno(a)")
    with seen(repo, half, before, after) as found:
        assert found.startswith("lacks it")
