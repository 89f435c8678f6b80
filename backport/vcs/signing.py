"""Signed commits, made by git: it alone knows the user's keys and programs."""

from os import environ, fsencode, pathsep

from backport.core.commit import Identity
from backport.vcs.command import run_git
from backport.vcs.repository import Repository
from backport.vcs.scratch import Scratch


def signed_commit(
    repository: Repository,
    scratch: Scratch,
    tree: str,
    parent: str,
    message: str,
    author: Identity,
    committer: Identity,
    *,
    key: str,
) -> str:
    """Store a signed commit in the scratch repository and give its id; the settings are those of `repository`.

    `key` is what `git commit-tree --gpg-sign=` takes, empty for the configured one. Raises UserError where git cannot
    sign.
    """
    lent = [str(scratch.folder / "objects"), *scratch.alternates]
    surroundings = {
        **_who("AUTHOR", author),
        **_who("COMMITTER", committer),
        "GIT_OBJECT_DIRECTORY": lent[0],
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": pathsep.join(lent[1:]),
        "GPG_TTY": environ.get("GPG_TTY", ""),
    }
    command = ("commit-tree", f"--gpg-sign={key}", "-p", parent, tree)
    text = fsencode(message)
    made = run_git(repository.git_folder, *command, stdin=text, environment=surroundings, own_session=False)
    return made.decode().strip()


def _who(role: str, who: Identity) -> dict[str, str]:
    sign = "-" if who.offset < 0 else "+"
    hours, minutes = divmod(abs(who.offset), 60)
    return {
        f"GIT_{role}_NAME": who.name,
        f"GIT_{role}_EMAIL": who.email,
        f"GIT_{role}_DATE": f"@{who.time} {sign}{hours:02}{minutes:02}",
    }
