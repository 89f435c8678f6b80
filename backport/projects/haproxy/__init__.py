"""HAProxy: how it is recognised, and where its map, its dialect of C and its habits are."""

import re
from pathlib import Path

from backport.branchmap import Source
from backport.csource.compiler import Compiler
from backport.csource.dialect import Dialect
from backport.models.base import Blueprint
from backport.projects.haproxy import build, hints, reading
from backport.projects.haproxy.cdialect import HAPROXY
from backport.projects.haproxy.heading import heading
from backport.projects.protocol import Headings, Hints, Reader

NAME = "haproxy"
TITLE = "HAProxy"
PROFILE: Path | None = Path(__file__).with_name("profile.toml")
MAP = "haproxy"
DIALECT: Dialect = HAPROXY
HINTS: Hints | None = hints.rules
READER: Reader | None = reading.reading
HEADING: Headings = heading
COMPILER: Compiler | None = build.COMPILER

# What every tree since 1.8 has: (path, what stands in it).
_MARKS = (
    ("src/haproxy.c", re.compile(rb"\bHAProxy\b|\bHA-Proxy\b")),
    ("Makefile", re.compile(rb"^(?:## )?.*\bhaproxy\b", re.MULTILINE | re.IGNORECASE)),
    ("VERSION", re.compile(rb"^\d+\.\d+", re.MULTILINE)),
)


def models() -> tuple[Blueprint, ...]:
    """The models of the connect path and its neighbours."""
    from backport.projects.haproxy.blueprints import MODELS  # most verbs do without the lifter

    return MODELS


def recognise(tree: Source) -> tuple[str, ...]:
    """HAProxy's main program, its Makefile and its VERSION file, all three."""
    found = tuple(path for path, mark in _MARKS if mark.search(tree.read(path) or b""))
    return found if len(found) == len(_MARKS) else ()
