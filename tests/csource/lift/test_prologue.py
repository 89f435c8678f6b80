"""What runs before the first state: its writes are part of the state only when they are made again."""

from backport.csource.lift.program import Program
from backport.csource.lift.view import View
from tests.sources import Texts

CODE = """
struct place { int number, other; };
struct thing { int made, used; struct place at; };
void make(struct thing *t) { t->made = 1; t->used = 1; }
void use(struct thing *t) { t->used++; }
void move(struct thing *t, struct thing *from) { t->at = from->at; }
"""


def begun() -> tuple[Program, View]:
    program = Program(Texts({"a.c": CODE}), ["a.c"])
    thing = View.new(program, "thing", "t")
    with program.prologue():
        program.enter("make", thing.address)
    return program, thing


def test_what_is_only_written_before_is_no_part_of_the_state() -> None:
    program, thing = begun()
    assert (thing["made"], thing["used"]) == (1, 1)
    assert program.memory.order == ()


def test_a_function_that_runs_again_writes_the_state() -> None:
    program, thing = begun()
    program.enter("make", thing.address)
    assert program.memory.order == (thing.at("made"), thing.at("used"))


def test_a_state_has_the_values_from_before() -> None:
    program, thing = begun()
    first = program.memory.save()
    program.enter("use", thing.address)
    assert program.memory.order == (thing.at("used"),)
    program.memory.load(first)
    assert (thing["made"], thing["used"]) == (1, 1)


def test_a_function_that_is_watched_is_still_seen() -> None:
    program, thing = begun()
    seen: list[str] = []
    program.watch(["make"], seen.append)
    program.enter("make", thing.address)
    program.enter("make", thing.address)
    assert seen == ["make", "make"]


def test_records_that_are_all_alike_are_copied_without_a_trace() -> None:
    program, thing = begun()
    program.memory.still.add("place")
    other = program.new("thing", "other")
    program.enter("move", thing.address, other)
    assert program.memory.order == ()
