"""A change brought to a text that differs: where each piece goes, in whose words, and what is left out."""

from backport.core.case import Rung
from backport.stages.apply.text import merge_text

OPEN = """\
int open_door(struct door *door, int force)
{
	int turns = 0;

	if (!door)
		return -1;

	while (turns < door->locks) {
		turn_key(door, turns);
		turns++;
	}
	push(door);
	return 0;
}
"""


def merged(base: str, ours: str, theirs: str) -> tuple[str | None, tuple[str, ...]]:
    made = merge_text(base.encode(), ours.encode(), theirs.encode())
    return made.text.decode() if made.text is not None else None, made.doubts


def test_an_insertion_keeps_its_place_where_the_block_is_indented_otherwise() -> None:
    ours = OPEN.replace("	while", "	if (force) {\n	while").replace("\tpush(door);", "\t}\n\tpush(door);")
    ours = ours.replace("\t\tturn_key", "\t\t\tturn_key").replace("\t\tturns++", "\t\t\tturns++")
    theirs = OPEN.replace("\t\tturns++;", "\t\toil(door);\n\t\tturns++;")
    text, doubts = merged(OPEN, ours, theirs)
    assert text == ours.replace("\t\t\tturns++;", "\t\t\toil(door);\n\t\t\tturns++;")
    assert doubts


def test_a_change_of_a_function_that_the_branch_has_inside_of_another_goes_there() -> None:
    ours = OPEN.replace("int open_door(struct door *door, int force)", "int enter(struct door *door)")
    theirs = OPEN.replace("\tpush(door);", "\toil(door);\n\tpush(door);")
    text, _ = merged(OPEN, ours, theirs)
    assert text == ours.replace("\tpush(door);", "\toil(door);\n\tpush(door);")


def test_what_a_function_of_the_branch_calls_otherwise_is_said_so() -> None:
    ours = OPEN.replace("turns", "count").replace("\tint count = 0;\n", "\tint count = 0;\n\tint n;\n")
    theirs = OPEN.replace("\tint turns = 0;\n", "\tint turns = 0;\n\tint left;\n").replace(
        "\t\tturns++;\n", "\t\tleft = door->locks - turns;\n\t\tturns++;\n"
    )
    text, _ = merged(OPEN, ours, theirs)
    assert text is not None
    assert "\t\tleft = door->locks - count;\n\t\tcount++;\n" in text


SWITCH = """\
int say(int what)
{
	switch (what) {
	case BELL:
		print("door %d: bell\\n", what);
		return 1;

	case KNOCK:
		print("door %d: knock\\n", what);
		return 1;

	case SHOUT:
		print("door %d: shout\\n", what);
		return 1;
	}
	return 0;
}
"""


def test_what_the_branch_does_not_have_is_left_out_and_said() -> None:
    ours = SWITCH.replace('\tcase KNOCK:\n\t\tprint("door %d: knock\\n", what);\n\t\treturn 1;\n\n', "")
    text, doubts = merged(SWITCH, ours, SWITCH.replace("door %d", "gate %d"))
    assert text == ours.replace("door %d", "gate %d")
    assert doubts == ("the branch does not have the lines around this change: it is left out",)


def test_a_change_inside_a_block_that_the_branch_lacks_is_left_out() -> None:
    base = SWITCH.replace("\t\treturn 1;\n\n\tcase SHOUT", "\t\tcount(what);\n\t\treturn 1;\n\n\tcase SHOUT")
    gone = '\tcase KNOCK:\n\t\tprint("door %d: knock\\n", what);\n\t\tcount(what);\n\t\treturn 1;\n\n'
    ours = base.replace(gone, "")
    made = merge_text(
        base.encode(), ours.encode(), base.replace("\t\tcount(what);", "\t\tonce();\n\t\tcount(what);").encode()
    )
    assert made.text == ours.encode()
    assert made.rung is Rung.DROPPED


def test_a_prototype_is_no_place_for_what_belongs_in_the_function() -> None:
    head = "int open_door(struct door *door, int force);\n\n"
    ours = head + OPEN.replace("\tint turns = 0;\n", "\tint turns = 0;\n\tint other;\n")
    theirs = OPEN.replace("\tint turns = 0;\n", "\tint turns = 0;\n\tint left;\n")
    text, doubts = merged(OPEN, ours, theirs)
    assert text in (
        ours.replace("\tint other;\n", "\tint left;\n\tint other;\n"),
        ours.replace("\tint other;\n", "\tint other;\n\tint left;\n"),
    )
    assert doubts


def test_blank_lines_around_an_insertion_are_as_many_as_in_the_fix() -> None:
    base = "int a;\n\nint b;\n\nint c;\n"
    ours = "int a;\n\nint x;\n\nint c;\n"
    text, _ = merged(base, ours, "int a;\n\nint b;\n\nint new;\n\nint c;\n")
    assert text == "int a;\n\nint x;\n\nint new;\n\nint c;\n"


def test_a_line_goes_beside_its_neighbour_where_only_a_blank_line_is_the_same() -> None:
    base = "#define A 1\n#define B 2\n\nint a;\n"
    ours = "int z;\n\nint y;\n\nint x;\n#define A 1\n#define C 3\n"
    text, _ = merged(base, ours, "#define A 1\n#define N 9\n#define B 2\n\nint a;\n")
    assert text in (None, ours.replace("#define A 1\n", "#define A 1\n#define N 9\n"))


TWO = (
    "int shut(struct door *door)\n{\n\tint left = 0;\n\n\twhile (door) {\n\t\tpull(door);\n\t}\n\treturn left;\n}\n\n"
    + OPEN
)


def test_a_place_that_only_another_function_has_is_none() -> None:
    ours = TWO.replace("\twhile (turns < door->locks) {\n", "\tfor_each_lock(door, turns) {\n").replace(
        "\twhile (door) {\n", "\twhile (turns < door->locks) {\n"
    )
    theirs = TWO.replace("\twhile (turns < door->locks) {\n", "\twhile (turns < door->locks) {\n\t\tint slow = 1;\n\n")
    text, _ = merged(TWO, ours, theirs)
    assert text is None or "int slow" not in text.split("int open_door")[0]


TWINS = "#ifdef LOCKS\n" + OPEN + "#else\n" + OPEN.replace("turn_key(door, turns)", "lift(door)") + "#endif\n"


def test_of_two_functions_of_one_name_each_gets_its_own_change() -> None:
    third = OPEN.replace("turn_key(door, turns)", "kick(door)").replace("push(door);", "push_twice(door);")
    ours = TWINS.replace("#else\n", "#elif KICKS\n" + third + "#else\n").replace(
        "int turns = 0;\n", "int turns = 0;\n\tint n;\n"
    )
    theirs = TWINS.replace("\tpush(door);\n", "\tpush_twice(door);\n", 1)
    text, _ = merged(TWINS, ours, theirs)
    assert text == ours.replace("\tpush(door);\n", "\tpush_twice(door);\n", 1)


def test_a_blank_line_that_makes_room_is_not_needed() -> None:
    base = OPEN.replace("\tpush(door);\n", "\tgrease(door);\n\n\tpush(door);\n")
    theirs = base.replace("\tgrease(door);\n\n", "\tgrease(door);\n\tring(door);\n")
    text, doubts = merged(base, OPEN, theirs)
    assert text == OPEN.replace("\tpush(door);\n", "\tring(door);\n\tpush(door);\n")
    assert doubts == ("the line before the insertion differs in the branch",)


def test_a_blank_line_below_other_lines_stays() -> None:
    theirs = OPEN.replace("\n\tif (!door)\n\t\treturn -1;\n", "\tif (!door || !door->locks)\n\t\treturn -1;\n")
    ours = OPEN.replace("\tint turns = 0;\n", "\tint turns = 0;\n\tint n;\n")
    text, _ = merged(OPEN, ours, theirs)
    assert text == ours.replace("if (!door)", "if (!door || !door->locks)")


def test_lines_between_the_changed_ones_stay() -> None:
    theirs = OPEN.replace("\t\tturn_key(door, turns);\n\t\tturns++;\n", "\t\tturns += 1; /* one more */\n")
    base = OPEN.replace("\t\tturns++;\n", "\t\tturns += 1; /* one mor */\n")
    ours = base.replace("\t\tturns += 1;", "\t\tcount(door);\n\t\tturns += 1;")
    text, doubts = merged(base, ours, theirs)
    assert text == ours.replace("\t\tturn_key(door, turns);\n", "").replace("one mor ", "one more ")
    assert doubts


def test_own_lines_that_speak_of_what_the_fix_newly_says_are_told() -> None:
    theirs = OPEN.replace("\tpush(door);\n", "\tif (stuck(door))\n\t\tcall_help();\n\telse\n\t\tpush(door);\n")
    ours = OPEN.replace("\tpush(door);\n", "\tif (stuck(door))\n\t\tsay_so();\n\tpush(door);\n")
    _, doubts = merged(OPEN, ours, theirs)
    assert doubts == ("lines that only the branch has stand beside the change and speak of the same",)


def test_a_neighbour_that_is_a_blank_line_or_the_same_line_reworded_is_no_doubt() -> None:
    theirs = OPEN.replace("\twhile (turns < door->locks) {\n", "\tknock(door);\n\twhile (turns < door->locks) {\n")
    for ours in (
        OPEN.replace("\t\treturn -1;\n\n", "\t\treturn -1;\n"),
        OPEN.replace("\t\treturn -1;\n\n\twhile", "\t\treturn -1;\n\twhile"),
    ):
        text, doubts = merged(OPEN, ours, theirs)
        assert text is not None
        assert "\tknock(door);\n\twhile" in text
        assert doubts == ()


def test_a_neighbour_that_has_lost_its_brace_is_a_doubt() -> None:
    theirs = OPEN.replace("\t\tturn_key(door, turns);\n", "\t\tsay(door);\n\t\tturn_key(door, turns);\n")
    ours = OPEN.replace("\twhile (turns < door->locks) {\n", "\twhile (turns < door->locks)\n")
    _, doubts = merged(OPEN, ours, theirs)
    assert doubts == ("the line before the insertion differs in the branch",)


def test_where_git_itself_finds_nothing_in_its_way_that_is_no_doubt() -> None:
    base, ours, theirs = ("".join(f"call({name});\n" for name in names) for names in ("caabab", "aVcabab", "caaXXab"))
    assert merged(base, ours, theirs) == ("".join(f"call({name});\n" for name in "aVcaXXab"), ())


LIST = "struct entry list[] = {\n\t{ 1, one },\n\t{ 2, two },\n\t{ 0, 0 }\n};\n"


def test_an_entry_is_not_put_under_a_condition_of_the_branch() -> None:
    ours = LIST.replace("\t{ 2, two },\n", "#ifdef TWO\n\t{ 2, two },\n#endif\n")
    theirs = LIST.replace("\t{ 0, 0 }\n", "\t{ 3, three },\n\t{ 0, 0 }\n")
    text, doubts = merged(LIST, ours, theirs)
    assert text == ours.replace("\t{ 0, 0 }\n", "\t{ 3, three },\n\t{ 0, 0 }\n")
    assert doubts


def test_a_header_goes_where_the_branch_has_its_neighbours_in_order() -> None:
    base = "#include <door/key.h>\n#include <door/lock.h>\n#include <door/new.h>\n\nint x;\n"
    ours = "#include <door/all.h>\n#include <door/bell.h>\n#include <door/lock.h>\n#include <wall/a.h>\n\nint x;\n"
    theirs = base.replace("#include <door/key.h>\n", "#include <door/hinge.h>\n#include <door/key.h>\n")
    text, doubts = merged(base, ours, theirs)
    assert text == ours.replace("#include <door/lock.h>\n", "#include <door/hinge.h>\n#include <door/lock.h>\n")
    assert doubts == ("put among the branch's headers in the order of their names",)


MANUAL = "".join(f"{name} is a word of the manual\n  and it means {name} things\n\n" for name in ("ant", "bee", "cat"))
TABLE = "".join(f"row {number} of a table that came later\n" for number in range(14))


def test_a_text_for_people_does_without_what_it_has_nothing_of() -> None:
    base = MANUAL + TABLE
    theirs = base.replace("row 7 ", "row 6b of a table that came later\nrow 7 ").replace("cat things", "cat matters")
    made = merge_text(base.encode(), MANUAL.encode(), theirs.encode(), prose=True)
    assert made.text == MANUAL.replace("cat things", "cat matters").encode()
    assert made.doubts == ("the branch does not have the lines around this change: it is left out",)


def test_a_blank_line_that_the_fix_only_takes_away_stays_beside_other_lines() -> None:
    theirs = OPEN.replace("\tint turns = 0;\n\n", "\tint turns = 0;\n\tif (stuck(door))\n\t\treturn 0;\n")
    ours = OPEN.replace("\tint turns = 0;\n", "\tint turns = first(door);\n")
    text, doubts = merged(OPEN, ours, theirs)
    assert text == ours.replace("first(door);\n\n", "first(door);\n\n\tif (stuck(door))\n\t\treturn 0;\n")
    assert doubts


def test_lines_that_the_fix_words_otherwise_say_by_themselves_where_they_are() -> None:
    theirs = OPEN.replace("\t\tturn_key(door, turns);\n", "\t\tturn_key(door, turns, force);\n")
    ours = OPEN.replace("\twhile (turns < door->locks) {\n", "\tdo {\n").replace("\t\tturns++;\n", "\t\tnext();\n")
    text, doubts = merged(OPEN, ours, theirs)
    assert text == ours.replace("turn_key(door, turns)", "turn_key(door, turns, force)")
    assert doubts == ()


def test_a_blank_line_in_place_of_the_lines_after_a_change_is_a_doubt() -> None:
    theirs = OPEN.replace("\tpush(door);\n", "\tif (door->open)\n\t\tgo();\n")
    ours = OPEN.replace("\treturn 0;\n", "\n")
    _, doubts = merged(OPEN, ours, theirs)
    assert doubts == ("the branch lacks the lines after the removed ones",)


def test_a_name_that_the_line_beside_the_change_says_otherwise_is_a_doubt() -> None:
    theirs = OPEN.replace("\t\tturns++;\n", "\t\tturns++;\n\t\tsay(door, turn_key);\n").replace(
        "\tpush(door);\n", "\tpush(door, turns);\n"
    )
    ours = OPEN.replace("\treturn 0;\n", "\treturn n ? 0 : turns;\n").replace("turns;\n}", "n;\n}")
    assert merged(OPEN, ours, theirs)[1] == ()
    theirs = OPEN.replace("\tpush(door);\n", "\tpush(door, return_now);\n")
    base, ours = (OPEN.replace("\treturn 0;\n", f"\treturn {name}(door, 0);\n") for name in ("return_now", "back"))
    theirs = base.replace("\tpush(door);\n", "\tpush(door, return_now);\n")
    assert merged(base, ours, theirs)[1] == ("the fix says a name that the branch's lines beside it say otherwise",)


def test_neighbours_that_the_branch_just_lacks_are_no_doubt() -> None:
    base = OPEN.replace("\tpush(door);\n", "\tpush(door);\n\tcount_doors();\n")
    theirs = base.replace("\tcount_doors();\n", "\tcount_doors();\n\tlet_go(door);\n")
    text, doubts = merged(base, OPEN, theirs)
    assert text == OPEN.replace("\tpush(door);\n", "\tpush(door);\n\tlet_go(door);\n")
    assert doubts == ()


def test_a_list_goes_on_below_the_branch_s_own_items() -> None:
    ours = LIST.replace("\t{ 0, 0 }\n", "\t{ 7, seven },\n\t{ 0, 0 }\n")
    theirs = LIST.replace("\t{ 0, 0 }\n", "\t{ 3, three },\n\t{ 0, 0 }\n")
    text, doubts = merged(LIST, ours, theirs)
    assert text == ours.replace("\t{ 0, 0 }\n", "\t{ 3, three },\n\t{ 0, 0 }\n")
    assert doubts == ("the branch has lines of its own exactly here; before them or after them is a choice",)


def test_a_function_of_another_name_with_the_same_lines_is_the_one_that_is_meant() -> None:
    gate = OPEN.replace("open_door", "open_gate").replace("turn_key(door, turns)", "turn_key(door, turns, 0)")
    other = OPEN.replace("open_door", "shut_gate").replace("turn_key", "lose_key").replace("push", "pull")
    theirs = OPEN.replace("\t\tturns++;\n", "\t\toil(door);\n\t\tturns++;\n")
    text, doubts = merged(OPEN, other.replace("\twhile", "\tuntil") + gate, theirs)
    assert text == other.replace("\twhile", "\tuntil") + gate.replace("\t\tturns++;", "\t\toil(door);\n\t\tturns++;")
    assert doubts == ("put into the function open_gate, which has most of open_door's lines",)


TWICE = "".join(
    f"void {name}(struct door *door)\n{{\n\tint n = {name}_count(door);\n\n\tif (n)\n\t\tshut(door);\n"
    f"\tcall_{name}(n, door);\n}}\n\n"
    for name in ("one", "two")
)


def test_pieces_that_claim_one_place_share_the_places_in_order() -> None:
    theirs = TWICE.replace("\t\tshut(door);\n", "\t\tshut_all(door, 1);\n")
    ours = (
        "void both(struct door *door, int which)\n{\n\tint n;\n\n\tif (which) {\n\t\tn = first(door);\n\t\tif (n)\n"
        "\t\t\tshut(door);\n\t\tring();\n\t}\n\tn = last(door);\n\tif (n)\n\t\tshut(door);\n\tdone(door, n);\n}\n"
    )
    text, doubts = merged(TWICE, ours, theirs)
    assert text == ours.replace("shut(door)", "shut_all(door, 1)")
    assert doubts


def test_a_brace_of_another_block_does_not_say_where_a_function_s_lines_go() -> None:
    base = OPEN.replace("\tpush(door);\n", "\tif (force) {\n\t\tbreak_in(door);\n\t}\n\tpush(door);\n")
    ours = OPEN.replace("\tpush(door);\n\treturn 0;\n", "\tif (force)\n\t\tbreak_in(door);\n")
    theirs = base.replace("\t}\n\tpush(door);\n", "\t}\n\tsay(door, 1);\n\tpush(door);\n")
    text, _ = merged(base, ours, theirs)
    assert text == ours.replace("\t\tbreak_in(door);\n", "\t\tbreak_in(door);\n\tsay(door, 1);\n")


def test_lines_taken_away_are_found_without_the_blank_lines_around_them() -> None:
    said = "\t/* say it */\n\tif (loud)\n\t\tring(door);\n"
    base = OPEN.replace("\tpush(door);\n", f"\tpush(door);\n\n{said}\n\tcount(door);\n")
    theirs = base.replace(said + "\n", "")
    ours = OPEN.replace("\tpush(door);\n\treturn 0;\n", f"\tpull(door, 1);\n\n{said}")
    text, doubts = merged(base, ours, theirs)
    assert text == ours.replace("\n" + said, "")
    assert len(doubts) == 1


def test_a_line_that_the_branch_has_close_by_is_a_doubt() -> None:
    base = OPEN.replace("\tpush(door);\n", "\tpush(door);\n\tcount_doors();\n")
    theirs = base.replace("\tcount_doors();\n", "\tcount_doors();\n\tlet_go(door);\n")
    ours = OPEN.replace("\t\tturns++;\n\t}\n", "\t\tturns++;\n\t}\n\tlet_go(door);\n")
    assert merged(base, ours, theirs)[1] == ("the line before the insertion differs in the branch",)
