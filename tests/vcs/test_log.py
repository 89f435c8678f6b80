"""Reading many commits, and what a commit changes."""

from backport.vcs.repository import Repository
from tests.repos import Repo


def test_parents_come_first_and_what_is_hidden_stays_away(repo: Repo) -> None:
    first = repo.commit("one", {"a": "1\n"})
    repo.branch("side")
    side = repo.commit("two", {"b": "1\n"})
    repo.switch("master")
    last = repo.commit("three", {"a": "2\n"})
    repository = Repository.open(repo.folder)
    ids = [commit.id for commit in repository.log([last, side])]
    assert ids[0] == first
    assert set(ids) == {first, side, last}
    assert [commit.id for commit in repository.log([last, side], [side])] == [last]
    assert list(repository.log([])) == []


def test_the_same_change_has_the_same_patch_id(repo: Repo) -> None:
    root = repo.commit("root", {"a": "1\n2\n3\n", "z": "1\n"})
    repo.git("branch", "old")
    repo.commit("drift", {"z": "2\n"})
    fix = repo.commit("fix", {"a": "1\n2!\n3\n"})
    repo.switch("old")
    pick = repo.pick(fix)
    empty = repo.commit("empty")
    repository = Repository.open(repo.folder)
    assert repository.patch_id(fix) == repository.patch_id(pick) is not None
    assert repository.patch_id(root) is None
    assert repository.patch_id(empty) is None
    assert repository.changed_paths(repository.commit(root).tree, repository.commit(pick).tree) == ["a"]


def test_attributes_do_not_make_two_changes_the_same(repo: Repo) -> None:
    root = repo.commit("root", {"a.c": "one\ntwo\nthree\n"})
    first = repo.commit("first", {"a.c": "one\nTWO\nthree\n"})
    repo.git("switch", "-q", "-c", "other", root)
    second = repo.commit("second", {"a.c": "ONE\ntwo\nthree\n"})
    before = Repository.open(repo.folder).patch_id(first)
    repo.write(".gitattributes", "* -diff\n")
    repository = Repository.open(repo.folder)
    assert repository.patch_id(first) == before
    assert repository.patch_id(second) != before


def test_a_vast_file_has_no_patch_id(repo: Repo) -> None:
    """Both sides of a patch are read at once."""
    repo.commit("root", {"a": "1\n"})
    fits = repo.commit("large", {"b": b"\0" * (63 << 20)})
    vast = repo.commit("vast", {"b": b"\0" * (32 << 20), "c": b"\1" * (1 << 10)})
    repository = Repository.open(repo.folder)
    assert repository.patch_id(fits) is not None
    assert repository.patch_id(vast) is None
