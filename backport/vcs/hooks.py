"""Hooks of the user's repository: written and taken away only when the user says so, and only our own."""

import os
from pathlib import Path

from backport.core.errors import UserError
from backport.vcs.command import run_git
from backport.vcs.repository import Repository


def hook_file(repository: Repository, name: str) -> Path:
    """Where git looks for a hook: in the repository, or where core.hooksPath says."""
    top = repository.work_tree
    said = run_git(repository.git_folder, "rev-parse", "--git-path", f"hooks/{name}", work_tree=top, hooks=True)
    return (top or repository.git_folder) / os.fsdecode(said.rstrip(b"\n"))


def install(repository: Repository, name: str, script: str, mark: str) -> Path:
    """Write a hook, or write it anew. Raises UserError where there is one that does not hold `mark`."""
    file = hook_file(repository, name)
    _only_ours(file, mark)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(script, encoding="utf-8", errors="surrogateescape")
        file.chmod(0o755)
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}", "is the repository writable?") from error
    return file


def remove(repository: Repository, name: str, mark: str) -> Path | None:
    """Take a hook away, None where there is none. Raises UserError for one that does not hold `mark`."""
    file = hook_file(repository, name)
    if not file.exists():
        return None
    _only_ours(file, mark)
    file.unlink()
    return file


def _only_ours(file: Path, mark: str) -> None:
    if file.is_symlink() or (file.exists() and mark not in file.read_text(errors="replace")):
        raise UserError(
            f"{file} is there already and is not ours", "call 'backport hook --run \"$@\"' from it, stdin passed on"
        )
