"""The patterns mean what they mean to grep."""

import os
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backport.core.errors import UserError
from backport.history.grep import finder

LINES = ["a+b", "aab", "ab", "(x)", "x|y", "a{2}", "^a", "*b", "a]", "a\\b", "BUG/MINOR: x", "9z", "", "a.b"]
PATTERNS = [
    "a+b", r"a\+b", "(x)", r"\(x\)", "x|y", r"x\|y", r"a\{2\}", "a{2}", "^a", "a$", "*b", "[^a]", "[]a]", r"[\\b]",
    "[[:digit:]]z", "BUG/.*: x", "b^", "a.b", r"a\.b", r"^\(a\|x\)", "[a-c]\\?b",
]  # fmt: skip


def grep(pattern: str, line: str) -> bool | None:
    done = subprocess.run(
        ["grep", "-e", pattern], input=line + "\n", text=True, capture_output=True, env={**os.environ, "LC_ALL": "C"}
    )
    return None if done.returncode > 1 else done.returncode == 0


@pytest.mark.skipif(shutil.which("grep") is None, reason="there is no grep")
@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_same_lines_as_grep(pattern: str) -> None:
    found = finder(pattern)
    assert [line for line in LINES if found(line)] == [line for line in LINES if grep(pattern, line)]


@given(st.text(alphabet="ab[]^$*.\\(){}|+?-:", max_size=8), st.sampled_from(LINES))
@settings(max_examples=300)
def test_any_pattern_is_answered(pattern: str, line: str) -> None:
    try:
        assert finder(pattern)(line) in (True, False)
    except UserError as error:
        assert "basic regular expression" in error.message
