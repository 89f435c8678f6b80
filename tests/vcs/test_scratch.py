"""What leaves the scratch repository for the user's."""

from pathlib import Path

import pytest

from backport.core.commit import Entry, Identity
from backport.core.errors import UserError
from backport.vcs.repository import Repository
from backport.vcs.scratch import Scratch
from tests.repos import Repo

WHO = Identity("Ann Author", "ann@example.org", 1_600_000_000, 0)


@pytest.mark.parametrize("path", [".git", ".GIT", ".git.", ".git ", "git~1", "..", "below/.git/hooks", "below/.."])
def test_names_that_git_never_writes_stay_where_they_are(repo: Repo, tmp_path: Path, path: str) -> None:
    parent = repo.commit("first", {"a.txt": "one\n"})
    known = Repository.open(repo.folder)
    with Scratch.temporary([known]) as scratch:
        entry = Entry(scratch.write_blob(b"two\n"), 0o100644)
        tree = scratch.write_tree(scratch.commit(parent).tree, {path: entry})
        made = scratch.write_commit(tree, parent, "second\n", WHO, WHO)
        with pytest.raises(UserError, match="a tree has an entry called"):
            scratch.pack(tmp_path, [made], known)


def test_what_is_packed_is_what_the_other_lacks(repo: Repo, tmp_path: Path) -> None:
    parent = repo.commit("first", {"a.txt": "one\n"})
    known = Repository.open(repo.folder)
    with Scratch.temporary([known]) as scratch:
        entry = Entry(scratch.write_blob(b"two\n"), 0o100644)
        tree = scratch.write_tree(scratch.commit(parent).tree, {"b.txt": entry})
        made = scratch.write_commit(tree, parent, "second\n", WHO, WHO)
        assert scratch.pack(tmp_path, [parent], known) is None
        pack = scratch.pack(tmp_path, [made], known)
    assert pack is not None
    repo.git("unpack-objects", "-q", stdin=pack.read_bytes())
    assert repo.git("show", f"{made}:b.txt") == "two"


def test_the_conflict_of_a_text_that_is_not_utf_8_is_shown(repo: Repo) -> None:
    with Scratch.temporary([Repository.open(repo.folder)]) as scratch:
        merged = scratch.conflict(b"caf\xe9\nold\n", b"caf\xe9\nours \xc3\xa9\n", b"caf\xe9\ntheirs\n")
    assert merged.splitlines() == [
        "caf\ufffd",
        "<<<<<<< file",
        "ours \xe9",
        "=======",
        "theirs",
        ">>>>>>> file",
    ]
