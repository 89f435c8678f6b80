"""The README's first screen says what the demo says today."""

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.skipif(shutil.which("gcc") is None, reason="the demo's words are those with a compiler")
def test_the_demo_says_what_the_readme_shows(run: Run) -> None:
    shown = README.read_text().split("The demo says", 1)[1].split("On 2.0 the fix", 1)[0].splitlines()
    lines = [line.strip() for line in shown if line.startswith("    ") and "…" not in line and " s." not in line]
    said = [line.strip() for line in run("demo").out.splitlines()]
    assert [line for line in lines if line not in said] == []
    assert len(lines) > 15
