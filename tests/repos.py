"""Test repositories said in verbs."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

EPOCH = 1_600_000_000


def git(folder: Path, *args: str, stdin: bytes | None = None, when: int = EPOCH, who: str = "Ann Author") -> str:
    """Run git with a fixed identity and date; the output without its last newline."""
    first = who.split()[0].lower()
    env = {
        **os.environ,
        "GIT_AUTHOR_NAME": who,
        "GIT_AUTHOR_EMAIL": f"{first}@example.org",
        "GIT_COMMITTER_NAME": who,
        "GIT_COMMITTER_EMAIL": f"{first}@example.org",
        "GIT_AUTHOR_DATE": f"{when} +0000",
        "GIT_COMMITTER_DATE": f"{when} +0000",
    }
    done = subprocess.run(["git", *args], cwd=folder, env=env, input=stdin, capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(f"git {' '.join(args)}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode(errors="replace").rstrip("\n")


@dataclass
class Repo:
    """A repository with a work tree; every commit is one minute after the one before."""

    folder: Path
    clock: int = field(default=EPOCH)

    @classmethod
    def create(cls, folder: Path, branch: str = "master") -> "Repo":
        """An empty repository on `branch`."""
        folder.mkdir(parents=True)
        git(folder, "init", "-q", "-b", branch)
        return cls(folder)

    def git(self, *args: str, stdin: bytes | None = None, who: str = "Ann Author") -> str:
        """Any git command."""
        return git(self.folder, *args, stdin=stdin, when=self.clock, who=who)

    def write(self, path: str, text: str | bytes) -> "Repo":
        """Write a file of the work tree."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return self

    def remove(self, path: str) -> "Repo":
        """Remove a file of the work tree."""
        (self.folder / path).unlink()
        return self

    def commit(self, message: str, files: dict[str, str | bytes] | None = None, who: str = "Ann Author") -> str:
        """Write `files`, commit everything, give the id."""
        for path, text in (files or {}).items():
            self.write(path, text)
        self.clock += 60
        self.git("add", "-A", who=who)
        self.git("commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", message, who=who)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str, start: str = "HEAD") -> "Repo":
        """Create a branch and switch to it."""
        self.git("switch", "-q", "-c", name, start)
        return self

    def switch(self, name: str) -> "Repo":
        """Switch to a branch."""
        self.git("switch", "-q", name)
        return self

    def tag(self, name: str, rev: str = "HEAD") -> "Repo":
        """A lightweight tag."""
        self.git("tag", name, rev)
        return self

    def pick(self, commit: str) -> str:
        """`git cherry-pick -x`."""
        self.clock += 60
        self.git("cherry-pick", "-x", commit)
        return self.git("rev-parse", "HEAD")
