"""How placed lines look in their new surroundings: how deep they stand, what parts them, what they keep away from."""

from tests.stages.apply.test_text import merged

BELL = """\
int leave(struct door *door)
{
	if (door->bell)
		ring(door->bell);

	if (door->light & LIGHT_ON) {
		dim(door->light);
	}

	push(door);
	return 0;
}
"""


def test_what_is_inserted_leans_as_the_line_beside_it() -> None:
    within = BELL.partition("{\n")[2].partition("\treturn")[0]
    deeper = "".join("\t" + line if line.strip() else line for line in within.splitlines(keepends=True))
    ours = BELL.replace(within, f"\tif (door) {{\n{deeper}\t}}\n")
    theirs = BELL.replace(
        "\tif (door->bell)\n\t\tring(door->bell);\n",
        "\tif (door->bell) {\n\t\tring(door->bell);\n\t\tdoor->bell = NULL;\n\t}\n",
    )
    text, doubts = merged(BELL, ours, theirs)
    wanted = ours.replace("\t\tif (door->bell)\n", "\t\tif (door->bell) {\n")
    assert text == wanted.replace(
        "\t\t\tring(door->bell);\n", "\t\t\tring(door->bell);\n\t\t\tdoor->bell = NULL;\n\t\t}\n"
    )
    assert doubts


def test_nothing_goes_between_a_block_and_its_else() -> None:
    ours = BELL.replace(
        "\tif (door->light & LIGHT_ON) {\n",
        "\tif (door->lamp) {\n\t\tdoor->lamp = 0;\n\t}\n\telse if (!door->night && door->light) {\n",
    )
    theirs = BELL.replace(
        "\tif (door->light", "\t/* nobody is there */\n\tif (door->empty) {\n\t\treturn 1;\n\t}\n\n\tif (door->light"
    )
    text, doubts = merged(BELL, ours, theirs)
    assert text is not None and doubts
    assert "\t}\n\telse if (!door->night" in text
    assert text.index("door->empty") < text.index("door->lamp")


def test_a_line_that_continues_a_paragraph_stays_in_it() -> None:
    base = BELL.replace("\tpush(door);\n", "\tdoor = next(door);\n\tpush(door);\n")
    ours = BELL.replace(
        "\tpush(door);\n", "\tdoor = next(door);\n\tassert(door); /* there is one */\n\n\tpush(door);\n"
    )
    theirs = base.replace("\tpush(door);\n", "\tdoor->open &= ~STUCK;\n\tpush(door);\n")
    text, doubts = merged(base, ours, theirs)
    assert text == ours.replace("one */\n", "one */\n\tdoor->open &= ~STUCK;\n")
    assert doubts


def test_an_insertion_stays_parted_from_what_is_above() -> None:
    base = (
        "extern int doors;\nextern int open_doors;\n\nextern struct key *key;\n\n"
        "int open(int door);\nint close(int door);\n"
    )
    ours = base.replace("extern struct key *key;\n\n", "")
    theirs = base.replace("*key;\n", "*key;\nextern char street[80];\n")
    text, _ = merged(base, ours, theirs)
    assert text == ours.replace("open_doors;\n", "open_doors;\n\nextern char street[80];\n")
