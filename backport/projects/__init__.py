"""The table of projects, each imported only when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, cast

from backport.branchmap import Source
from backport.core.errors import UserError
from backport.projects.protocol import Project

if TYPE_CHECKING:  # every project of the table satisfies the protocol
    from backport.projects import generic, haproxy, relay

    _HAPROXY: Project = haproxy
    _RELAY: Project = relay
    _GENERIC: Project = generic

# A project is a module of this name in this folder. The first that recognises a tree has it; generic takes any.
PROJECTS = ("haproxy", "relay", "generic")


def project(name: str) -> Project:
    """The project of this name. UserError for one that is not in the table."""
    if name not in PROJECTS:
        raise UserError(f"unknown project {name!r}", f"projects: {', '.join(PROJECTS)}; generic fits any")
    return cast(Project, import_module(f"{__name__}.{name}"))


def recognise(tree: Source) -> tuple[Project, tuple[str, ...]]:
    """The project a tree belongs to, and the facts that show it."""
    for name in PROJECTS:
        found = project(name)
        evidence = found.recognise(tree)
        if evidence:
            return found, evidence
    raise AssertionError("generic recognises every tree")


__all__ = ["PROJECTS", "Project", "project", "recognise"]
