"""Names of branches found in a repository: local ones, and those of its remotes."""

from dataclasses import dataclass

from backport.core.errors import UserError
from backport.vcs.repository import Repository

HEADS, REMOTES, TAGS = "refs/heads/", "refs/remotes/", "refs/tags/"


@dataclass(frozen=True)
class Branch:
    """`name` is short, without the remote's name; `ref` full; `tip` the commit id it stands at."""

    name: str
    ref: str
    tip: str


def branches(repository: Repository) -> tuple[Branch, ...]:
    """All branches, local ones first, then origin's, then those of the other remotes."""
    local = [Branch(ref.removeprefix(HEADS), ref, tip) for ref, tip in repository.refs(HEADS).items()]
    remote = [
        Branch(ref.removeprefix(REMOTES).partition("/")[2], ref, tip) for ref, tip in repository.refs(REMOTES).items()
    ]
    remote.sort(key=lambda branch: not branch.ref.startswith(f"{REMOTES}origin/"))
    return (*local, *(branch for branch in remote if branch.name != "HEAD"))


def find_branch(repository: Repository, name: str) -> Branch | None:
    """The branch called `name`: local, else a remote's with the remote's name (`origin/2.5`), else without.

    Raises UserError where two remotes have it at different commits and neither is origin.
    """
    found = branches(repository)
    for ref in (HEADS + name, REMOTES + name, f"{REMOTES}origin/{name}"):
        exact = next((branch for branch in found if branch.ref == ref), None)
        if exact:
            return exact
    others = [branch for branch in found if branch.name == name]
    if len({branch.tip for branch in others}) > 1:
        raise UserError(
            f"branch {name!r} stands at different commits in {', '.join(branch.ref for branch in others)}",
            "write it with its remote's name: REMOTE/BRANCH",
        )
    return others[0] if others else None
