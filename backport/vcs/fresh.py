"""A repository of our own making, with a work tree: what the tool builds to be tried out."""

from collections.abc import Mapping
from pathlib import Path

import pygit2
from pygit2.enums import CheckoutStrategy

from backport.core.commit import Entry, Identity
from backport.core.errors import UserError
from backport.vcs.scratch import Scratch

_HEADS = "refs/heads/"


class Fresh(Scratch):
    """A new repository. Its identity and settings are its own: nobody's git configuration matters."""

    @classmethod
    def create(cls, folder: Path, head: str, name: str, email: str) -> "Fresh":
        """Make it at `folder`, HEAD on the unborn branch `head`. UserError where something is there already."""
        if folder.exists() and any(folder.iterdir()):
            raise UserError(f"{folder} is not empty", "name a folder that does not exist yet")
        try:
            repo = pygit2.init_repository(str(folder), initial_head=head)
        except (pygit2.GitError, ValueError, OSError) as error:
            raise UserError(f"no repository can be made at {folder}: {error}", "name a writable folder") from error
        for key, value in {"user.name": name, "user.email": email, "core.autocrlf": "false"}.items():
            repo.config[key] = value
        return cls(repo, folder)

    def commit_files(self, files: Mapping[str, bytes], parent: str, message: str, who: Identity) -> str:
        """A commit whose tree has exactly these files; a root commit where `parent` is empty."""
        entries = {path: Entry(self.write_blob(data), 0o100644) for path, data in files.items()}
        return self.write_commit(self.write_tree("", entries), parent, message, who, who)

    def branch(self, name: str, commit: str) -> None:
        """Create a branch, or move it."""
        self._repo.references.create(_HEADS + name, pygit2.Oid(hex=commit), force=True)

    def check_out(self, branch: str) -> None:
        """Fill the work tree from a branch."""
        self._repo.checkout(_HEADS + branch, strategy=CheckoutStrategy.FORCE)
