"""A repository is opened, read and left alone, whatever state it is in."""

import subprocess
from pathlib import Path

import pytest

from backport.core.errors import UserError
from backport.vcs.repository import Repository
from backport.vcs.scratch import Scratch
from tests.repos import Repo, git

TEXT = "line\n" * 400


def torn(repo: Repo, name: str, length: int = 10) -> None:
    """Cut the file of a loose object."""
    path = repo.folder / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:length])


@pytest.mark.parametrize("length", [0, 1, 2, 10, 20])
def test_a_torn_blob_is_told_and_not_waited_for(repo: Repo, length: int) -> None:
    repo.commit("start", {"a": TEXT})
    name = repo.git("rev-parse", "HEAD:a")
    torn(repo, name, length)
    repository = Repository.open(repo.folder)
    with pytest.raises(UserError, match=f"object {name[:12]} is missing or damaged"):
        repository.blob(name)
    with Scratch.temporary([repository]) as scratch, pytest.raises(UserError, match="is missing or damaged"):
        scratch.blob(name)


@pytest.mark.parametrize("revision", ["HEAD", "master", "refs/heads/master", "HEAD~1", "full"])
def test_a_torn_commit_is_told_and_not_waited_for(repo: Repo, revision: str) -> None:
    tip = repo.commit("start", {"a": TEXT})
    torn(repo, tip)
    repository = Repository.open(repo.folder)
    with pytest.raises(UserError, match="is missing or damaged"):
        repository.resolve(tip if revision == "full" else revision)
    assert repository.refs() == {}


def test_revisions(repo: Repo) -> None:
    first, second = repo.commit("one", {"a": "1"}), repo.commit("two", {"a": "2"})
    repo.tag("light", first)
    repo.git("tag", "-a", "-m", "heavy", "heavy", first)
    repository = Repository.open(repo.folder)
    names = ["HEAD", "master~1", "light", "heavy", "refs/tags/heavy", first[:9], "HEAD^", "master@{0}", "HEAD^{commit}"]
    found = [repository.resolve(name) for name in names]
    assert found == [second, first, first, first, first, first, first, second, second]


@pytest.mark.parametrize(
    "revision", ["", "-x", "--all", "a\0b", "a\nb", "nowhere", "HEAD:a", "HEAD^{tree}", "f" * 40, "^HEAD"]
)
def test_what_is_no_commit(repo: Repo, revision: str) -> None:
    repo.commit("one", {"a": "1"})
    with pytest.raises(UserError):
        Repository.open(repo.folder).resolve(revision)


def test_every_kind_of_place(repo: Repo, tmp_path: Path) -> None:
    tip = repo.commit("one", {"a/b": "1"})
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    git(tmp_path, "clone", "-q", "--bare", str(repo.folder), "bare.git")
    (tmp_path / "space in name").mkdir()
    git(tmp_path, "clone", "-q", str(repo.folder), "space in name/ü")
    places = [
        repo.folder,
        repo.folder / "a",
        tmp_path / "linked",
        tmp_path / "bare.git",
        tmp_path / "space in name" / "ü",
    ]
    opened = [Repository.open(place) for place in places]
    assert [one.resolve("HEAD") for one in opened] == [tip] * 5
    tops = [one.work_tree for one in opened]
    assert tops == [repo.folder, repo.folder, tmp_path / "linked", None, tmp_path / "space in name" / "ü"]
    assert opened[2].common_folder == repo.folder / ".git"


def test_objects_borrowed_twice_are_found(repo: Repo, tmp_path: Path) -> None:
    tip = repo.commit("one", {"a": TEXT})
    for source, name in ((repo.folder, "first"), (tmp_path / "first", "second")):
        git(tmp_path, "clone", "-q", "--shared", str(source), name)
    repository = Repository.open(tmp_path / "second")
    assert repository.read(repository.commit(tip).tree, "a") == TEXT.encode()
    torn(repo, repo.git("rev-parse", "HEAD:a"))
    again = Repository.open(tmp_path / "second")
    with pytest.raises(UserError, match="is missing or damaged"):
        again.read(again.commit(tip).tree, "a")


def test_history_that_is_not_there(repo: Repo) -> None:
    first = repo.commit("one", {"a": "1"})
    second = repo.commit("two", {"a": "2"})
    third = repo.commit("three", {"a": "3"})
    (repo.folder / ".git" / "objects" / second[:2] / second[2:]).unlink()
    repository = Repository.open(repo.folder)
    for ask in (
        lambda: repository.is_ancestor(first, third),
        lambda: repository.merge_base(first, third),
        lambda: list(repository.walk(third)),
        lambda: list(repository.log([third])),
    ):
        with pytest.raises(UserError, match="is missing or damaged"):
            ask()


def test_a_path_that_ends_in_a_file(repo: Repo) -> None:
    repo.commit("one", {"a": "1", "d/é": "2"})
    repository = Repository.open(repo.folder)
    tree = repository.commit(repository.resolve("HEAD")).tree
    found = {
        path: repository.read(tree, path) for path in ("a", "a/b", "d", "d/é", "d/é/x", "", "/a", "a/", "../a", "d//é")
    }
    assert {path: text for path, text in found.items() if text is not None} == {"a": b"1", "d/é": b"2"}


def test_nobodys_configuration_runs_anything(repo: Repo, tmp_path: Path) -> None:
    """Filters, hooks and monitors of a repository are not obeyed by reading it."""
    repo.commit("one", {"a": "1\n", ".gitattributes": "* filter=evil diff=evil\n"})
    fix = repo.commit("two", {"a": "2\n"})
    trap = f"touch {tmp_path / 'sprung'}"
    for key in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "core.fsmonitor", "core.sshCommand"):
        repo.git("config", key, trap)
    repository = Repository.open(repo.folder)
    source = repository.source(fix)
    with Scratch.temporary([repository]) as scratch:
        assert scratch.diff(source.base_tree, source.commit.tree).count("\n+2") == 1
    assert not (tmp_path / "sprung").exists()


def test_somebody_elses_repository_is_not_trusted_blindly(repo: Repo, tmp_path: Path) -> None:
    repo.commit("one", {"a": "1"})
    (repo.folder / ".git" / "config").write_text("[core\nbroken")
    with pytest.raises(UserError, match="cannot be opened"):
        Repository.open(repo.folder)
    done = subprocess.run(["git", "status"], cwd=repo.folder, capture_output=True, check=False)
    assert done.returncode != 0
