"""How git itself is run where a person will go on with it: no shell, no hooks of a repository, its complaint an error.

A subprocess and not GitPython, which cannot be imported where git is missing or fails, and can add to the surroundings
of git but not take away from them: with the caller's GIT_DIR git would work in another repository than the one meant.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from backport.core.errors import UserError

_SECONDS = 900  # of one command; a person may be asked for a passphrase in the meantime
_NO_HOOKS = ("-c", "core.hooksPath=/dev/null")
_SETTINGS = ("-c", "core.fsmonitor=false", "-c", "advice.detachedHead=false")
# What git itself calls the variables of a repository: `git rev-parse --local-env-vars`, but for configuration.
_PLACES = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)


class GitFailed(UserError):
    """git ended with an error; `said` is its complaint."""

    def __init__(self, command: str, said: str) -> None:
        super().__init__(f"git {command}: {said or 'ended without a word'}", "see what git says")
        self.said = said

    def __reduce__(self) -> tuple[type[UserError], tuple[str, str]]:
        return UserError, (self.message, self.way_out)


def run_git(
    git_folder: Path,
    *command: str,
    work_tree: Path | None = None,
    stdin: bytes = b"",
    environment: Mapping[str, str] | None = None,
    own_session: bool = True,
    hooks: bool = False,
) -> bytes:
    """The output of one command of git in a repository. Raises UserError with what git says where it fails.

    `hooks` leaves the setting of hooks as it is. In a session of its own git is not torn in two by Ctrl-C; not so where
    it may have to ask the person something.
    """
    place = ["--git-dir", str(git_folder), *(("--work-tree", str(work_tree)) if work_tree is not None else ())]
    kept = {name: value for name, value in os.environ.items() if name not in _PLACES}
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
    try:
        done = subprocess.run(
            ["git", *_SETTINGS, *(() if hooks else _NO_HOOKS), *place, *command],
            cwd=work_tree or git_folder,
            input=stdin,
            capture_output=True,
            env={**kept, **quiet, **(environment or {})},
            start_new_session=own_session,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise UserError(
            f"git {command[0]} took more than {_SECONDS} s and was ended", "is a filter waiting?"
        ) from error
    except FileNotFoundError as error:
        raise UserError("git was not found", "install git, or put it on PATH") from error
    if done.returncode:
        raise GitFailed(command[0], done.stderr.decode(errors="replace").strip())
    return done.stdout
