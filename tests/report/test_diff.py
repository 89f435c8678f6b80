"""Unified diffs as git and difflib write them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backport.report.diff import FileDiff, Hunk, Line, parse
from tests.report import samples
from tests.repos import Repo, git


def test_the_sample() -> None:
    code, doc = parse(samples.ADAPTED)
    assert (code.old_path, code.new_path, doc.new_path) == ("src/pipe.c", "src/pipe.c", "doc/link.txt")
    assert [(line.kind, line.old, line.new) for line in code.hunks[0].lines] == [
        (" ", 6, 6),
        (" ", 7, 7),
        (" ", 8, 8),
        ("-", 9, 0),
        ("+", 0, 9),
        (" ", 10, 10),
        (" ", 11, 11),
        (" ", 12, 12),
    ]
    assert code.hunks[0].start == 6


def test_lines_that_look_like_headers_belong_to_the_hunk() -> None:
    text = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@ f()\n--- a/y\n-@@ -1 +1 @@\n+++ b/y\n+diff --git a/z b/z\n"
    lines = (
        Line("-", "-- a/y", 1, 0),
        Line("-", "@@ -1 +1 @@", 2, 0),
        Line("+", "++ b/y", 0, 1),
        Line("+", "diff --git a/z b/z", 0, 2),
    )
    assert parse(text) == (FileDiff("x", "x", (Hunk("f()", lines),)),)


def test_what_git_writes(repo: Repo, tmp_path: Path) -> None:
    repo.write("a.c", "one\ntwo\n")
    repo.write("old name.txt", "same\n" * 9)
    repo.commit("first")
    (repo.folder / "a.c").unlink()
    (repo.folder / "old name.txt").rename(repo.folder / "new name.txt")
    (repo.folder / "é\t.txt").write_text("no newline at the end")
    (repo.folder / "binary").write_bytes(b"\0\1\2")
    (repo.folder / "empty").write_text("")
    git(repo.folder, "add", "-A")
    files = parse(git(repo.folder, "diff", "--cached", "-M"))
    assert {(file.old_path, file.new_path): [len(hunk.lines) for hunk in file.hunks] for file in files} == {
        ("a.c", ""): [2],
        ("binary", "binary"): [],
        ("empty", "empty"): [],
        ("old name.txt", "new name.txt"): [],
        ("", "é\t.txt"): [1],
    }


@pytest.mark.parametrize(
    "text", ["", "\n", "no diff at all\n", "@@ -1 +1 @@\n", "@@ -1,9 +1,9 @@\n x\n", "@@ -" + "9" * 5000 + " +1 @@\n"]
)
def test_what_is_no_diff_has_no_files(text: str) -> None:
    assert parse(text) == ()


def test_files_without_gits_own_header() -> None:
    one = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\n+2\n"
    assert [file.new_path for file in parse(one + one.replace("/x", "/y"))] == ["x", "y"]


@pytest.mark.parametrize("cut", range(0, len(samples.ORIGINAL), 37))
def test_a_torn_diff_is_read_as_far_as_it_goes(cut: int) -> None:
    assert len(parse(samples.ORIGINAL[:cut])) <= 2


@given(st.text(st.sampled_from("-+@ \\dif/ab\n1,")))
def test_no_text_breaks_it(text: str) -> None:
    parse(text)
