"""Conflict markers: found, read, filled in."""

import subprocess
from pathlib import Path

import pytest

from backport.core.markers import filled, hunks, marked
from backport.vcs.textdiff import split_lines

BETWEEN = b"".join(b"%d\n" % number for number in range(9))
BASE = b"a\nb\n" + BETWEEN + b"f\ng\n"
OURS = b"a\nB1\n" + BETWEEN + b"F1\ng\n"
THEIRS = b"a\nB2\nb2\n" + BETWEEN + b"g\n"


def merged(folder: Path, *options: str) -> list[bytes]:
    """What git itself writes."""
    for name, text in (("base", BASE), ("ours", OURS), ("theirs", THEIRS)):
        (folder / name).write_bytes(text)
    command = ["git", "merge-file", "-p", *options, "ours", "base", "theirs"]
    return split_lines(subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout)


@pytest.mark.parametrize("style", ["--diff3", "--zdiff3"])
def test_what_git_writes(tmp_path: Path, style: str) -> None:
    lines = merged(tmp_path, style)
    first, second = hunks(lines)
    assert (first.ours, first.base, first.theirs) == ((b"B1\n",), (b"b\n",), (b"B2\n", b"b2\n"))
    assert (second.ours, second.base, second.theirs) == ((b"F1\n",), (b"f\n",), ())
    assert marked(b"".join(lines))


def test_without_the_base(tmp_path: Path) -> None:
    first, second = hunks(merged(tmp_path))
    assert (first.ours, first.base, first.theirs) == ((b"B1\n",), (), (b"B2\n", b"b2\n"))
    assert second.theirs == ()


def test_filled_in(tmp_path: Path) -> None:
    lines = merged(tmp_path, "--diff3")
    assert b"".join(filled(lines, [[b"B3\n"], []])) == b"a\nB3\n" + BETWEEN + b"g\n"
    half = filled(lines, [None, [b"F3\n"]])
    assert hunks(half) == hunks(lines)[:1]
    assert filled(half, [None]) == half


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (b"Title\n=======\ntext\n", False),
        (b"<<<<<<<<<< longer\n>>>>>>>>>>\n", False),
        (b"<<<<<<< ours\nx\n", True),
        (b"x\n>>>>>>> theirs", True),
        (b"<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> b\n", True),
    ],
)
def test_half_conflicts(text: bytes, left: bool) -> None:
    assert marked(text) == left


def test_a_nested_begin_is_not_a_conflict_of_its_own() -> None:
    lines = split_lines(b"<<<<<<< a\n<<<<<<< b\n1\n=======\n2\n>>>>>>> b\n")
    assert [(hunk.start, hunk.end) for hunk in hunks(lines)] == [(1, 6)]
