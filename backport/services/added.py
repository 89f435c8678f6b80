"""From what a service says to commits that are in the repository."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from backport.core.errors import UserError
from backport.services.asked import Asked
from backport.vcs.repository import Repository

if TYPE_CHECKING:  # every service of the table satisfies the protocol
    from backport.services import github, gitlab, plain

SERVICES = ("github", "gitlab", "plain")  # the first that recognises the environment counts
_BRANCHES = ("refs/heads/", "refs/remotes/")


class Service(Protocol):
    """What the module of a service has."""

    NAME: str

    def recognise(self, environ: Mapping[str, str]) -> bool:
        """Whether this environment is the service's."""

    def asked(self, environ: Mapping[str, str]) -> Asked:
        """Which commits it is about."""


if TYPE_CHECKING:
    _ALL: tuple[Service, ...] = (github, gitlab, plain)


@dataclass(frozen=True)
class Added:
    """The commits that `head` has and neither `base` nor any of `hide` has; full ids. `base` is empty for a new branch.

    `branch` is the name of the branch they go to, empty where nobody says.
    """

    service: str
    base: str
    head: str
    branch: str = ""
    hide: tuple[str, ...] = ()


def find(environ: Mapping[str, str], repository: Repository, base: str = "", head: str = "", branch: str = "") -> Added:
    """What the environment asks for; `base`, `head` and `branch`, where given, count instead of what it says.

    Raises UserError where the commits are not in the repository, or where nothing tells which they are.
    """
    modules = (cast(Service, import_module(f"backport.services.{name}")) for name in SERVICES)
    service = next(one for one in modules if one.recognise(environ))
    asked = service.asked(environ)
    goes_to = branch or asked.branch
    if base:  # whoever says where to begin means what is checked out, not what the event is about
        return Added(service.NAME, repository.resolve(base), repository.resolve(head or "HEAD"), goes_to)
    end = repository.resolve(head) if head else _first(repository, asked.heads)
    start = _first(repository, asked.bases, "")
    if start:
        return Added(service.NAME, start, end, goes_to)
    if service.NAME == "plain":
        raise UserError("the current branch has no upstream", "say what it is compared with: --base REVISION")
    return Added(service.NAME, "", end, goes_to, _others(repository, goes_to, end))


def _first(repository: Repository, revisions: Sequence[str], default: str | None = None) -> str:
    for revision in revisions:
        try:
            return repository.resolve(revision)
        except UserError:
            continue
    if default is not None:
        return default
    way_out = "fetch the whole history: fetch-depth: 0 on GitHub, GIT_DEPTH: 0 on GitLab"
    raise UserError(f"{revisions[0]} is not in this clone", way_out)


def _others(repository: Repository, branch: str, head: str) -> tuple[str, ...]:
    """Where all other branches stand: a branch that is new adds what none of them has."""
    tips = (
        tip
        for prefix in _BRANCHES
        for name, tip in repository.refs(prefix).items()
        if not (branch and name.endswith(f"/{branch}")) and tip != head
    )
    return tuple(dict.fromkeys(tips))
