"""relay: the miniature proxy of `backport demo`, with a behavioural model small enough to read in a minute."""

import re
from pathlib import Path

from backport.branchmap import Source
from backport.core.heading import generic
from backport.csource.compiler import Compiler
from backport.csource.dialect import GENERIC, Dialect
from backport.models.base import Blueprint
from backport.projects.protocol import Headings, Hints, Reader

NAME = "relay"
TITLE = "relay"
PROFILE: Path | None = None
MAP = ""
DIALECT: Dialect = GENERIC
HINTS: Hints | None = None
READER: Reader | None = None
HEADING: Headings = generic
COMPILER: Compiler | None = Compiler()

_MARK = re.compile(rb"\A/\* relay: bytes in, bytes out\. \*/")


def models() -> tuple[Blueprint, ...]:
    """The model of a conduit that connects and sends."""
    from backport.projects.relay.world import MODELS  # most verbs do without the lifter

    return MODELS


def recognise(tree: Source) -> tuple[str, ...]:
    """The first line of its main program."""
    return ("src/main.c",) if _MARK.match(tree.read("src/main.c") or b"") else ()
