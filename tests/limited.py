"""A repository that holds what some commits reach and nothing else: what it lacks cannot have been looked at."""

from collections.abc import Mapping
from pathlib import Path

from tests.repos import git


def limited(whole: Path, folder: Path, branches: Mapping[str, str]) -> Path:
    """Make it at `folder`, bare, each branch at its commit; HEAD is the first. Nothing is written to `whole`."""
    folder.mkdir()
    first = next(iter(branches))
    git(folder, "init", "-q", "--bare", "-b", first)
    tips = "".join(f"{commit}\n" for commit in branches.values())
    git(whole, "pack-objects", "-q", "--revs", str(folder / "objects" / "pack" / "pack"), stdin=tips.encode())
    for name, commit in branches.items():
        git(folder, "update-ref", f"refs/heads/{name}", commit)
    return folder


def lacks(folder: Path, commit: str) -> bool:
    """Whether an object is not there."""
    return "missing" in git(folder, "cat-file", "--batch-check", stdin=f"{commit}\n".encode())
