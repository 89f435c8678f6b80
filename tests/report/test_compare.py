"""Lines stand beside their counterparts, and the words that differ are marked."""

import difflib
import time

from hypothesis import given
from hypothesis import strategies as st

from backport.report import compare as module
from backport.report.align import Piece, Side
from backport.report.compare import Comparison, compare
from backport.report.diff import parse
from tests.report import samples

WENT = {"src/link.c": "src/pipe.c", "doc/link.txt": "doc/link.txt"}


def _compared(left: str, right: str) -> tuple[Comparison, ...]:
    return compare(parse(left), parse(right), WENT, {"link_push": "r1", "EP_WAIT_DATA": "r2", "PI_FL_WAIT_DATA": "r2"})


def _text(side: Side | None) -> str:
    return "" if side is None else side.kind + side.text


def test_translated_lines_stand_side_by_side() -> None:
    code, doc = _compared(samples.ORIGINAL, samples.ADAPTED)
    assert (code.left_path, code.right_path) == ("src/link.c", "src/pipe.c")
    assert all(row.left and row.right for row in (*code.rows, *doc.rows))
    assert [row.same for row in code.rows] == [True, True, True, True, False, False, True, True, False]


def test_words_are_marked_by_what_happened_to_them() -> None:
    code = _compared(samples.ORIGINAL, samples.ADAPTED)[0]
    old, waits = code.rows[4], code.rows[8]
    assert old.right is not None and waits.left is not None
    assert Piece("PI_SB_OPENING", changed=True, adapted=True) in old.right.pieces
    assert Piece("PI_SB_READY", adapted=True) in old.right.pieces
    assert Piece("EP_WAIT_DATA", adapted=True, rule="r2") in waits.left.pieces


def test_a_wrong_place_is_not_shown_as_the_same_line() -> None:
    code, doc = _compared(samples.ORIGINAL, samples.WRONG_PLACE)
    changed = [row for row in code.rows if "-" in (_text(row.left)[:1], _text(row.right)[:1])]
    assert all(row.left is None or row.right is None for row in changed)
    assert (doc.left_path, doc.right_path) == ("doc/link.txt", "")


def test_a_file_of_one_side_only() -> None:
    alone = _compared("", samples.ADAPTED)
    assert [(file.left_path, file.right_path) for file in alone] == [("", "src/pipe.c"), ("", "doc/link.txt")]
    assert all(row.left is None for row in alone[0].rows)


def _diff(count: int, word: str) -> str:
    before = [f"{word} {number}" for number in range(count)]
    return "\n".join(["--- a/x", "+++ b/x", f"@@ -1,{count} +0,0 @@", *(f"-{line}" for line in before)])


def test_a_huge_diff_is_cut_and_quick() -> None:
    start = time.monotonic()
    (file,) = _compared(_diff(20_000, "a"), _diff(20_000, "b"))
    assert file.cut == 2 * (20_001 - module.MOST)
    assert len(file.rows) <= 2 * module.MOST
    assert time.monotonic() - start < 10


def test_many_files_are_cut_and_quick() -> None:
    start = time.monotonic()
    diff = "\n".join(_diff(900, "a b c d e f g").replace("/x", f"/{number}") for number in range(40))
    files = _compared(diff, diff.replace("a b", "b a"))
    assert len(files) == 40
    assert sum(len(file.rows) for file in files) <= 2 * module.MOST_IN_ALL
    assert files[-1].rows == () and files[-1].cut == 2 * 901
    assert time.monotonic() - start < 30


def test_a_huge_line_is_cut() -> None:
    (file,) = _compared("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-" + "x " * 50_000 + "\n+y\n", "")
    assert _text(file.rows[1].left) == "-" + "x " * 500 + " … and 99000 more characters"


LINES = st.lists(st.text(st.sampled_from("ab_ {}();|"), max_size=12), max_size=12)


@given(LINES, LINES, LINES)
def test_nothing_is_lost_and_the_order_stays(base: list[str], fixed: list[str], other: list[str]) -> None:
    left, right = ("\n".join(difflib.unified_diff(base, new, "a/x", "b/x", lineterm="", n=1)) for new in (fixed, other))
    for file in _compared(left, right):
        for side, diff in ((0, left), (1, right)):
            shown = [_text((row.left, row.right)[side]) for row in file.rows if (row.left, row.right)[side]]
            wanted = [line.kind + line.text for read in parse(diff) for hunk in read.hunks for line in hunk.lines]
            assert [line for line in shown if line[0] != "@"] in (wanted, [])
