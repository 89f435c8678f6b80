"""A project with a stable branch and a merge request for it, as a forge's job finds them: a fresh clone."""

import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.repos import Repo, git

TOP = Path(__file__).resolve().parents[2]
UNIT = "int go(int x)\n{\n\treturn x;\n}\n"
HELPER = "int is_done(int x)\n{\n\treturn x > 3;\n}\n"
HOSTILE = 'own $(touch owned) `touch owned` "; touch owned; #'


@dataclass(frozen=True)
class Forge:
    """`clone` stands at `head`; `base` is where stable-1.0 stands. Commits: good, bad, unsaid, exempt, own."""

    clone: Path
    base: str
    head: str
    good: str
    bad: str
    unsaid: str


def forge(folder: Path) -> Forge:
    """The project; the request's branch is called what a hostile person may call it."""
    up = Repo.create(folder / "up")
    up.commit("start", {"a.c": UNIT, "b.c": UNIT})
    up.git("branch", "stable-1.0")
    up.tag("v1.0.0")
    up.commit("helper", {"help.c": HELPER})
    fixes = [
        up.commit("fix b", {"b.c": UNIT.replace("return x", "return x + 1")}),
        up.commit("fix a", {"a.c": UNIT.replace("return x", "return is_done(x)")}),
        up.commit("fix b again", {"b.c": UNIT.replace("return x", "return x + 2")}),
    ]
    up.git("switch", "-q", "stable-1.0")
    up.branch("request$(touch${IFS}owned)")
    good, bad = up.pick(fixes[0]), up.pick(fixes[1])
    up.git("cherry-pick", fixes[2])
    unsaid = up.git("rev-parse", "HEAD")
    up.commit("white space\n\nBackport-check: skip, nothing but white space\n", {"c.txt": "\n"})
    head = up.commit(HOSTILE, {"d.txt": "own\n"})
    up.switch("master")
    clone = folder / "clone"
    git(folder, "clone", "-q", str(up.folder), str(clone))
    git(clone, "checkout", "-q", head)
    return Forge(clone, git(clone, "rev-parse", "origin/stable-1.0"), head, good, bad, unsaid)


def program(folder: Path) -> Path:
    """An executable that is this checkout's backport."""
    file = folder / "backport-here"
    file.write_text(f'#!/bin/sh\nPYTHONPATH="{TOP}" exec "{sys.executable}" -m backport "$@"\n')
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file
