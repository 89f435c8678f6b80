"""Beside git's own merge of lines, on texts that nobody wrote: where git is sure, the same; nothing is made up."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backport.stages.apply.text import merge_text

LINES = (
    "\ta = b;", "\tx(a);", "\ty(b, 1);", "\tif (a)", "\treturn a;", "", "\t}", "\t{", "\tb++;", "\tlock(l);",
    "\tunlock(l);", "\t/* why */", "\tz = x(a, b);", "#ifdef X", "#endif",
)  # fmt: skip
Lines = list[str]
Edit = tuple[int, str, int, str]


def function(name: str, body: Lines) -> Lines:
    return [f"int {name}(int a)", "{", *body, "}", ""]


def texts(most: int) -> st.SearchStrategy[Lines]:
    bodies = st.lists(st.lists(st.sampled_from(LINES), min_size=3, max_size=10), min_size=1, max_size=most)
    return bodies.map(
        lambda given: [
            "#include <a.h>",
            "",
            *(line for n, body in enumerate(given) for line in function("fgh"[n], body)),
        ]
    )


EDITS = st.tuples(
    st.integers(0, 60), st.sampled_from(("add", "drop", "change", "indent", "move")), st.integers(1, 4),
    st.sampled_from((*LINES, "\tnew(a, b);", "\tother();")),
)  # fmt: skip


def edited(lines: Lines, edits: list[Edit], tag: str) -> Lines:
    """The lines after some edits; words that are changed become `tag`."""
    made = list(lines)
    for place, what, many, line in edits:
        at = min(place, len(made) - 1)
        end = min(len(made), at + many)
        match what:
            case "add":
                made[at:at] = [line]
            case "drop":
                del made[at : min(end, len(made) - 1)]
            case "change":
                made[at] = made[at].replace("a", tag) if "a" in made[at] else line
            case "indent":
                made[at:end] = ["\t" + each for each in made[at:end]]
            case "move":
                made.insert(min(len(made), at + 2 * many), made.pop(at))
    return made


def joined(lines: Lines) -> bytes:
    return "".join(line + "\n" for line in lines).encode()


def by_git(base: bytes, ours: bytes, theirs: bytes, folder: Path) -> bytes | None:
    """What `git merge-file` makes; None for a conflict."""
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_bytes(text)
    done = subprocess.run(["git", "merge-file", "-p", "ours", "base", "theirs"], cwd=folder, capture_output=True)
    return done.stdout if done.returncode == 0 else None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("git")


@settings(max_examples=250, suppress_health_check=list(HealthCheck))
@given(texts(3), st.lists(EDITS, max_size=4), st.lists(EDITS, min_size=1, max_size=2), st.booleans())
def test_where_git_is_sure_so_are_we(
    folder: Path, base: Lines, here: list[Edit], there: list[Edit], prose: bool
) -> None:
    ours, theirs = edited(base, here, "o"), edited(base, there, "n")
    sides = joined(base), joined(ours), joined(theirs)
    made, git = merge_text(*sides, prose), by_git(*sides, folder)
    assert merge_text(sides[0], sides[0], sides[2], prose).text == sides[2]
    assert merge_text(sides[0], sides[1], sides[0], prose).text == sides[1]
    assert merge_text(sides[0], sides[2], sides[2], prose).text == sides[2]
    if git is not None:
        assert made.text == git or made.doubts or made.text is None
    if made.text is not None and not made.doubts:
        added = Counter(theirs) - Counter(base)
        told = made.text.decode().splitlines()
        assert {line.strip() for line in added} <= {line.strip() for line in told}  # nothing of the fix is lost
        known = {line.strip() for line in (*ours, *theirs)}
        assert {line.strip() for line in told} <= known  # and nothing is made up
