"""Any project: text of any kind, ported by configuration alone."""

from pathlib import Path

from backport.branchmap import Source
from backport.core.heading import generic
from backport.csource.compiler import Compiler
from backport.csource.dialect import GENERIC, Dialect
from backport.models.base import Blueprint
from backport.projects.protocol import Headings, Hints, Reader

NAME = "generic"
TITLE = "any project"
PROFILE: Path | None = None
MAP = ""
DIALECT: Dialect = GENERIC
HINTS: Hints | None = None
READER: Reader | None = None
HEADING: Headings = generic
COMPILER: Compiler | None = Compiler()


def models() -> tuple[Blueprint, ...]:
    """None: a model belongs to one project's code."""
    return ()


def recognise(tree: Source) -> tuple[str, ...]:
    """Any tree will do."""
    return ("no project that is known by name",)
