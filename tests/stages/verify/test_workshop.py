"""Trees unpacked for the compiler: whatever stood in the folder before, it holds the code of the wanted tree alone."""

import os
from itertools import permutations
from pathlib import Path

from backport.stages.verify.library import Library
from backport.stages.verify.workshop import Said, Workshop
from backport.vcs.repository import Repository
from tests.repos import Repo

TREES: list[dict[str, str]] = [
    {"x.c": "1\n", "lib/y.h": "2\n", "notes.txt": "3\n"},
    {"x.c/y.c": "1\n", "x.c/z.c": "4\n", "lib": "a text\n"},
    {"x.c": "5\n", "lib/y.h/deep.h": "6\n", "lib.c": "7\n"},
    {"lib.c/x.c/y.h": "8\n"},
]


def committed(repo: Repo, files: dict[str, str]) -> str:
    repo.git("switch", "-q", "--orphan", f"tree{repo.clock}")
    return repo.git("rev-parse", f"{repo.commit('a tree', {**files})}^{{tree}}")


def held(folder: Path) -> dict[str, str]:
    files = [Path(here, name) for here, _, names in os.walk(folder) for name in names]
    return {str(file.relative_to(folder)): file.read_text() for file in files}


def test_one_tree_after_another_in_any_order(repo: Repo) -> None:
    trees = [
        (committed(repo, files), {path: text for path, text in files.items() if path[-2:] in (".c", ".h")})
        for files in TREES
    ]
    objects = Repository.open(repo.folder)
    workshop = Workshop(objects, Library(objects))
    for (before, _), (after, wanted) in permutations(trees, 2):
        workshop.unpack("one", before)
        assert held(workshop.unpack("one", after)) == wanted


def test_links_become_nothing(repo: Repo) -> None:
    first = committed(repo, {"a.c": "1\n", "b.c": "2\n"})
    (repo.folder / "a.c").unlink()
    (repo.folder / "a.c").symlink_to("/etc/passwd")
    second = repo.git("rev-parse", f"{repo.commit('a link')}^{{tree}}")
    objects = Repository.open(repo.folder)
    workshop = Workshop(objects, Library(objects))
    workshop.unpack("one", first)
    assert held(workshop.unpack("one", second)) == held(workshop.unpack("two", second)) == {"b.c": "2\n"}


def test_what_was_said_longest_ago_is_forgotten() -> None:
    said = Said()
    for number in range(2_001):
        said[("tree", str(number), "")] = ()
    assert (len(said), ("tree", "0", "") in said, ("tree", "2000", "") in said) == (2_000, False, True)
