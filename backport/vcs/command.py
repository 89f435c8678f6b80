"""How git itself is run where a person will go on with it: no shell, no hooks of a repository, its complaint an error.

GitPython runs it. It is imported when it is needed, for it cannot be imported where git fails. It can add to the
surroundings of git but not take away from them, and with the caller's GIT_DIR git would work in another repository than
the one meant: so `env` takes those variables away.
"""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from backport.core.errors import UserError

if TYPE_CHECKING:
    from git.cmd import Git

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
    held: tuple[int, ...] = (),
) -> bytes:
    """The output of one command of git in a repository. Raises UserError with what git says where it fails.

    `hooks` leaves the setting of hooks as it is. In a session of its own git is not torn in two by Ctrl-C; not so where
    it may have to ask the person something. `held` are open files that stay open as long as git lives.
    """
    place = ["--git-dir", str(git_folder), *(("--work-tree", str(work_tree)) if work_tree is not None else ())]
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
    surroundings = environment or {}
    bare = ["env", *(word for name in _PLACES if name not in surroundings for word in ("-u", name))]
    with tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        status, out, said = _runner(work_tree or git_folder).execute(
            [*bare, "git", *_SETTINGS, *(() if hooks else _NO_HOOKS), *place, *command],
            istream=given,
            env={**quiet, **surroundings},
            with_extended_output=True,
            with_exceptions=False,
            stdout_as_string=False,
            strip_newline_in_stdout=False,
            kill_after_timeout=_SECONDS,
            start_new_session=own_session,
            pass_fds=held,
        )
    if status:
        raise GitFailed(command[0], said.strip())
    return bytes(out)


def _runner(folder: Path) -> "Git":
    """GitPython's way to run commands in a folder. Raises UserError where there is no git, or it has no version."""
    if shutil.which("git") is None:
        raise UserError("git was not found", "install git, or put it on PATH")
    try:
        from git.cmd import Git
    except ImportError as error:
        raise GitFailed("version", " ".join(str(error).split())) from error
    return Git(folder)
