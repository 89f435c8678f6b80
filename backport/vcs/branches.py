"""The one step that writes into the user's repository: new branches for commits made in the scratch repository.

Only two commands of git write, and neither asks anything of a configuration that could name a program: `unpack-objects`
stores the objects, `update-ref` creates the branches. A fetch would be shorter, but it obeys the repository's
`url.*.insteadOf`, `core.alternateRefsCommand` and the settings of partial clones, each of which can run a command.
"""

import re
from collections.abc import Iterable, Mapping

from backport.core import tempfolders
from backport.core.errors import UserError
from backport.vcs.command import GitFailed, run_git
from backport.vcs.journal import noted
from backport.vcs.repository import Repository
from backport.vcs.scratch import Scratch

# git's own rules for ref names (git-check-ref-format), and no leading dash for tools that take names as arguments.
_BAD_NAME = re.compile(r"^[-/.]|[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(?:/|$)|[/.]$|^@$")

# No protocol may be used, whatever the repository's configuration says.
_SURROUNDINGS = {"GIT_ALLOW_PROTOCOL": "none"}


def check_name(name: str) -> None:
    """Raise UserError for a name that git would not take for a branch."""
    if not name or _BAD_NAME.search(name) or name == "HEAD":
        raise UserError(f"{name!r} is not a branch name", "see 'git help check-ref-format' for what is allowed")


def check_free(repository: Repository, names: Iterable[str]) -> None:
    """Raise UserError for a name that git would not take for a branch, and for a branch that exists already."""
    existing = repository.refs("refs/heads/")
    for name in names:
        check_name(name)
        if f"refs/heads/{name}" in existing:
            raise UserError(f"branch {name!r} exists already", "choose another --branch, or delete it: git branch -D")


def create_branches(repository: Repository, scratch: Scratch, commits: Mapping[str, str]) -> None:
    """Create each new branch at its commit, all of them or none. Objects come along, nothing else changes.

    Raises UserError for a bad name, a branch that exists already, and a repository that cannot be written.
    """
    check_free(repository, commits)
    # Objects that no branch names yet are no harm: a kill in between costs nothing, the next run stores them again.
    _store(repository, scratch, tuple(commits.values()))
    lines = ["start", *(f"create refs/heads/{name} {commit}" for name, commit in commits.items()), "prepare", "commit"]
    wanted = "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")
    with noted(repository.common_folder, commits) as held:
        check_free(repository, commits)
        _run(repository, ("update-ref", "--stdin"), wanted, held)


def _store(repository: Repository, scratch: Scratch, commits: tuple[str, ...]) -> None:
    """Copy the objects of the commits that the repository has not."""
    with tempfolders.temporary("pack") as folder:
        pack = scratch.pack(folder, commits, repository)
        if pack is not None:
            _run(repository, ("unpack-objects", "-q"), pack.read_bytes())


def _run(repository: Repository, command: tuple[str, ...], stdin: bytes, held: tuple[int, ...] = ()) -> None:
    try:
        run_git(repository.git_folder, *command, stdin=stdin, environment=_SURROUNDINGS, held=held)
    except GitFailed as error:
        way_out = "is the repository writable, and git 2.27 or newer?"
        raise UserError(f"the branches could not be written: {error.said or error.message}", way_out) from error
