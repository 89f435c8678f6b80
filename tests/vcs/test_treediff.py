"""What differs between two trees, as libgit2 says it, without a look at what they have in common."""

from os import fsdecode

import pygit2
import pytest

from backport.core.commit import Entry
from backport.core.errors import UserError
from backport.vcs import treediff
from backport.vcs.listing import Vast
from backport.vcs.repository import Repository
from tests.repos import Repo

KINDS = {"A": "A", "D": "D"}


def test_the_same_as_libgit2(repo: Repo) -> None:
    repo.write("a", "1\n").write("dir/b", "1\n").write("dir/deep/c", "1\n").write("same/x", "1\n").write("x.y", "1\n")
    one = repo.commit("one")
    (repo.folder / "a").unlink()
    (repo.folder / "a").symlink_to("x.y")
    repo.remove("dir/deep/c").write("dir/deep.c", "1\n").write("dir/b", "2\n").remove("x.y").write("x.y/z", "1\n")
    (repo.folder / "dir/b").chmod(0o755)
    two = repo.commit("two")
    at, theirs = Repository.open(repo.folder), pygit2.Repository(str(repo.folder))
    for old, new in ((one, two), (two, one)):
        trees = at.commit(old).tree, at.commit(new).tree
        diff = theirs[trees[0]].diff_to_tree(theirs[trees[1]])
        wanted = [(KINDS.get(delta.status_char(), "M"), fsdecode(delta.new_file.raw_path)) for delta in diff.deltas]
        assert [(change.kind, change.path) for change in at.changes(*trees)] == wanted
        assert at.changed_paths(*trees) == list(dict.fromkeys(path for _, path in wanted))


def test_more_than_anybody_changes() -> None:
    files = {"old": {b"%d" % n: Entry("1", 0o100644) for n in range(200_001)}, "new": {}}
    with pytest.raises(UserError, match="more than 200,000 files"):
        treediff.changes(files.__getitem__, "old", "new")
    endless = {"a": {b"d": Entry("a", 0o040000)}, "b": {b"d": Entry("b", 0o040000)}}
    with pytest.raises(UserError, match="256 folders deep"):
        treediff.changes(endless.__getitem__, "a", "b")


def test_what_no_work_tree_holds() -> None:
    def entries(name: str) -> list[tuple[str, Entry]]:
        level = int(name)
        return [(f"d{n}", Entry(str(level - 1), 0o040000 if level else 0o100644)) for n in range(10)]

    vast = Vast(entries)
    assert not vast.any(["3", "5"])
    assert vast.any(["3", "7"])
    assert Vast(lambda name: [("d", Entry(name, 0o040000))]).any(["in itself"])
