"""The user's repository: opened for reading, its refs and revisions resolved."""

import re
from pathlib import Path

import pygit2

from backport.core.errors import UserError
from backport.vcs.objects import Objects

_FULL_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SUFFIX = re.compile(r"[~^@:]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Repository(Objects):
    """A repository on disk, never written to by this class."""

    def __init__(self, repo: pygit2.Repository, folder: Path) -> None:
        super().__init__(repo)
        self.folder = folder

    @classmethod
    def open(cls, folder: Path | str = ".") -> "Repository":
        """Open the repository that holds `folder`: a work tree, a bare repository or a linked worktree.

        Raises UserError where there is none, or where git would not trust it.
        """
        path = Path(folder).absolute()
        found = pygit2.discover_repository(str(path)) if path.is_dir() else None
        if found is None:
            raise UserError(f"{folder} is not a git repository", "name one with --repo DIR")
        try:
            return cls(pygit2.Repository(found), path)
        except (pygit2.GitError, ValueError, OSError) as error:
            raise UserError(f"{folder} cannot be opened: {error}", "see what 'git -C DIR status' says of it") from error

    @property
    def git_folder(self) -> Path:
        """The folder with HEAD: `.git`, the bare repository, or a linked worktree's own folder."""
        return Path(self._repo.path)

    @property
    def common_folder(self) -> Path:
        """The folder with the objects and branches, shared by all linked worktrees."""
        pointer = self.git_folder / "commondir"
        return (self.git_folder / pointer.read_text().strip()).resolve() if pointer.is_file() else self.git_folder

    @property
    def work_tree(self) -> Path | None:
        """The top of the work tree, None for a bare repository."""
        if not self._repo.workdir or self._repo.is_bare:
            return None
        # A bare folder without a configuration: libgit2 takes its parent for a work tree, git does not.
        linked = (self.git_folder / "commondir").is_file()
        told = self.git_folder.name == ".git" or linked or "core.worktree" in self._repo.config
        return Path(self._repo.workdir) if told else None

    @property
    def is_shallow(self) -> bool:
        """Whether the history was cut."""
        return self._repo.is_shallow

    def resolve(self, revision: str) -> str:
        """The full commit id a revision names (branch, tag, id, `rev^`, `rev~2`, `rev@{…}`).

        Raises UserError for what is unknown, ambiguous, not a commit, or looks like an option.
        """
        if not revision or revision.startswith("-") or _CONTROL.search(revision):
            raise UserError(f"{revision!r} is not a revision", "name a branch with its full name: refs/heads/NAME")
        try:
            self._read_start(_SUFFIX.split(revision, maxsplit=1)[0])
            found = self._repo.revparse_single(revision)
            return str(found.peel(pygit2.Commit).id)
        except KeyError as error:
            raise UserError(f"unknown revision {revision!r} in {self.folder}", self._unknown_hint()) from error
        except (ValueError, pygit2.GitError) as error:
            raise UserError(f"{revision!r} does not name one commit: {error}", "use a full commit id") from error

    def refs(self, prefix: str = "refs/") -> dict[str, str]:
        """Every ref that names a commit, with that commit's id; sorted by name."""
        found: dict[str, str] = {}
        for name in self._names():
            if name.startswith(prefix):
                try:
                    found[name] = self._peel(str(self._repo.references[name].resolve().target))
                except (UserError, KeyError, ValueError, pygit2.GitError):
                    continue  # a tag of a blob, a broken or dangling ref: not a series
        return found

    def _names(self) -> list[str]:
        try:
            return sorted(self._repo.references)
        except (pygit2.GitError, UnicodeDecodeError) as error:
            raise UserError(f"the refs of {self.folder} cannot be read: {error}", "see 'git show-ref'") from error

    def _read_start(self, name: str) -> None:
        """Read what a revision begins with, so that a torn object is found out before libgit2 reads it."""
        try:
            target = str(self._repo.lookup_reference_dwim(name).resolve().target)
        except (KeyError, ValueError, pygit2.GitError):
            target = name if _FULL_ID.fullmatch(name) and self.exists(name) else ""
        if target:
            self._read(target)

    def remotes(self) -> dict[str, str]:
        """The address of each remote, as it is written in the configuration."""
        return {str(remote.name): str(remote.url or "") for remote in self._repo.remotes}

    def head_branch(self) -> str | None:
        """The branch HEAD names, None when detached or unborn."""
        head = self._repo.references.get("HEAD")
        target = head.target if head is not None else None
        return target.removeprefix("refs/heads/") if isinstance(target, str) else None

    def identity(self) -> tuple[str, str] | None:
        """user.name and user.email as git has them configured, None where either is missing."""
        config = self._repo.config
        if "user.name" not in config or "user.email" not in config:
            return None
        return str(config["user.name"]), str(config["user.email"])

    def _unknown_hint(self) -> str:
        if self.is_shallow:
            return "this clone is shallow: 'git fetch --unshallow' brings the rest"
        return "see 'git branch -a' and 'git tag'; 'git fetch --all --tags' brings what is new"
