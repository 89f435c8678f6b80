"""The one step that writes into the user's repository: new branches for commits made in the scratch repository."""

import re
from collections.abc import Mapping

import git

from backport.core.errors import UserError
from backport.vcs.repository import Repository
from backport.vcs.scratch import Scratch

# git's own rules for ref names (git-check-ref-format), and no leading dash for tools that take names as arguments.
_BAD_NAME = re.compile(r"^[-/.]|[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(?:/|$)|[/.]$|^@$")

# Nothing of the repository's own configuration may run: no hooks, no maintenance, no helpers.
_QUIET = {"core.hooksPath": "/dev/null", "gc.auto": "0", "maintenance.auto": "false", "fetch.fsckObjects": "false"}


def check_name(name: str) -> None:
    """Raise UserError for a name that git would not take for a branch."""
    if not name or _BAD_NAME.search(name) or name == "HEAD":
        raise UserError(f"{name!r} is not a branch name", "see 'git help check-ref-format' for what is allowed")


def create_branches(repository: Repository, scratch: Scratch, commits: Mapping[str, str]) -> None:
    """Create each new branch at its commit, all of them or none. Objects come along, nothing else changes.

    Raises UserError for a bad name, a branch that exists already, and a repository that cannot be written.
    """
    existing = repository.refs("refs/heads/")
    for name in commits:
        check_name(name)
        if f"refs/heads/{name}" in existing:
            raise UserError(f"branch {name!r} exists already", "choose another --branch, or delete it: git branch -D")
    refspecs = [f"{commit}:refs/heads/{name}" for name, commit in commits.items()]
    options = [part for key, value in _QUIET.items() for part in ("-c", f"{key}={value}")]
    command = ["git", *options, "--git-dir", str(repository.git_folder), "fetch", "--quiet", "--atomic", "--no-tags"]
    flags = ["--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc", "--end-of-options"]
    try:
        git.Git(str(repository.git_folder)).execute([*command, *flags, str(scratch.folder), *refspecs])
    except git.GitCommandError as error:
        said = str(error.stderr).strip().removeprefix("stderr: ").strip("'\n ")
        raise UserError(f"the branches could not be written: {said}", "is the repository writable?") from error
    except git.GitCommandNotFound as error:
        raise UserError("git was not found", "install git, or put it on PATH") from error
