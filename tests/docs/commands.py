"""The commands that the documentation shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", *(f"docs/{path.name}" for path in sorted((TOP / "docs").glob("*.md"))))
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SHOWN = re.compile(r"^ {4,}(?:env/bin/)?((?:git-)?backport [a-z-].*)$", re.MULTILINE)
_SHELL = ("sh", "bash", "shell", "console")


@dataclass(frozen=True)
class Shown:
    """A command, or a block of them, with its page and line (from 1)."""

    page: str
    line: int
    text: str


def blocks(page: str, language: str) -> Iterator[Shown]:
    """The fenced blocks of a language."""
    text = (TOP / page).read_text()
    for found in _FENCE.finditer(text):
        if found[1] == language or (language == "sh" and found[1] in _SHELL):
            yield Shown(page, text.count("\n", 0, found.start()) + 2, found[2])


def lines(page: str) -> Iterator[Shown]:
    """The lines of indented blocks that call the tool."""
    text = (TOP / page).read_text()
    for found in _SHOWN.finditer(text):
        yield Shown(page, text.count("\n", 0, found.start()) + 1, found[1])
