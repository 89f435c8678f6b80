"""The line of first parents, and what each commit on it changed."""

from backport.vcs.lineage import Hunk, Lineage
from backport.vcs.repository import Repository
from tests.repos import Repo


def test_commits_between_two_of_the_line(repo: Repo) -> None:
    ids = [repo.commit(f"{number}", {"a": f"{number}\n"}) for number in range(4)]
    lineage = Lineage(Repository.open(repo.folder), ids[3])
    assert lineage.between(ids[0], ids[2]) == (ids[1], ids[2])
    assert lineage.between(ids[2], ids[2]) == ()
    assert lineage.between(ids[2], ids[0]) == ()
    assert lineage.read(ids[1], "a") == b"1\n"
    assert lineage.read(ids[1], "b") is None


def test_a_commit_beside_the_line_has_nothing_between(repo: Repo) -> None:
    first = repo.commit("first", {"a": "1\n"})
    aside = repo.branch("aside").commit("aside", {"a": "2\n"})
    tip = repo.switch("master").commit("tip", {"a": "3\n"})
    lineage = Lineage(Repository.open(repo.folder), tip)
    assert lineage.between(first, aside) == ()
    assert lineage.between(aside, tip) == ()


def test_hunks_are_lines_that_took_the_place_of_others(repo: Repo) -> None:
    root = repo.commit("first", {"a": "one\ntwo\nthree\n", "gone": "x\n", "binary": b"\0\1"})
    repo.remove("gone")
    changed = repo.commit("second", {"a": "one\nTWO\nthree\n", "new": "y\nz", "binary": b"\0\2"})
    lineage = Lineage(Repository.open(repo.folder), changed)
    assert list(lineage.hunks(root)) == []
    assert list(lineage.hunks(changed)) == [
        Hunk("a", (b"two",), (b"TWO",)),
        Hunk("gone", (b"x",), ()),
        Hunk("new", (), (b"y", b"z")),
    ]
