"""A small C project with two stable branches that hostile tests disturb, and what must not change while they do."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from tests.repos import Repo

HEADER = "int limit(int have);\n"
SOURCE = """\
#include "queue.h"

static int room;

int limit(int have)
{
	if (have > room)
		return room;
	return have;
}

int reset(int have)
{
	room = have;
	return 0;
}
"""
FIXED = SOURCE.replace("have > room", "have >= room && room")
OLDER = SOURCE.replace("static int room;", "static int room = 8;")


@dataclass(frozen=True)
class Ground:
    """`fix` is a commit on master; `backport` the same fix on stable-2, made by a person; stable-1 lacks it."""

    repo: Repo
    fix: str
    backport: str

    @property
    def folder(self) -> Path:
        """The work tree."""
        return self.repo.folder


def ground(folder: Path, message: str = "BUG/MINOR: queue: full is full\n") -> Ground:
    """Build it at `folder`."""
    repo = Repo.create(folder)
    repo.commit("start", {"queue.c": SOURCE, "queue.h": HEADER, "README": "queue\n"})
    repo.branch("stable-2")
    repo.branch("stable-1")
    repo.commit("an own default", {"queue.c": OLDER})
    repo.switch("master")
    fix = repo.commit(message, {"queue.c": FIXED})
    repo.switch("stable-2")
    backport = repo.pick(fix)
    repo.switch("master")
    return Ground(repo, fix, backport)


def listing(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything below a folder: the kind and mode of each entry, and what it holds."""
    found: dict[str, tuple[int, bytes]] = {}
    for here, folders, files in os.walk(os.fsencode(folder)):
        for name in (*folders, *files):
            path = os.path.join(here, name)  # noqa: PTH118 - bytes, for names that are no text
            mode = os.lstat(path).st_mode
            content = b""
            if stat.S_ISLNK(mode):
                content = os.readlink(path)  # noqa: PTH115
            elif stat.S_ISREG(mode):
                with open(path, "rb") as file:  # noqa: PTH123
                    content = file.read()
            found[os.fsdecode(os.path.relpath(path, os.fsencode(folder)))] = (mode, content)
    return found
