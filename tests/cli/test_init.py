"""`backport init`: what is found is written, read back, and never over somebody's file."""

from itertools import pairwise
from pathlib import Path

import pytest

from backport.config import load, series
from backport.vcs.repository import Repository
from tests.cli.conftest import Run
from tests.repos import Repo


@pytest.fixture
def work(repo: Repo) -> Repo:
    """Two series as branches, one of them a remote's."""
    repo.commit("start", {"a": "1\n"})
    repo.branch("stable-1.2")
    repo.commit("one", {"a": "2\n"})
    repo.git("update-ref", "refs/remotes/origin/stable-1.10", "HEAD")
    return repo.switch("master")


def test_what_is_found_is_written_and_said(work: Repo, run: Run) -> None:
    ran = run("init", "--repo", work.folder)
    tip = work.git("rev-parse", "stable-1.2")[:12]
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "project      generic  (no project that is known by name)",
        "development  master",
        "",
        "series  stands at                        commit",
        f"1.10    refs/remotes/origin/stable-1.10  {tip}",
        f"1.2     refs/heads/stable-1.2            {tip}",
        "",
        f"written to {work.folder}/backport.toml: read it, it is a guess",
    ]


def test_what_is_written_means_what_was_guessed(work: Repo, run: Run) -> None:
    repository = Repository.open(work.folder)
    guessed = series(load(repository), repository)
    run("init", "--repo", work.folder)
    config = load(repository)
    assert config.file == work.folder / "backport.toml"
    assert series(config, repository) == guessed


@pytest.mark.haproxy
def test_haproxy_written_and_read_back(haproxy: Path, tmp_path: Path, run: Run) -> None:
    repository = Repository.open(haproxy)
    run("init", "--repo", haproxy, "--config", tmp_path / "bp.toml")
    config = load(repository, tmp_path / "bp.toml")
    assert series(config, repository) == series(load(repository), repository)
    assert [one.name for one in series(config, repository)][-4:] == ["2.1", "2.0", "1.9", "1.8"]


def test_tags(repo: Repo, run: Run) -> None:
    repo.commit("start")
    repo.tag("v1.2.3").tag("v1.2.10").tag("v1.3.0-rc1")
    run("init", "--repo", repo.folder)
    repository = Repository.open(repo.folder)
    assert [(one.name, one.ref) for one in series(load(repository), repository)] == [("1.2", "refs/tags/v1.2.10")]
    assert 'tags = "v1.2.*"' in (repo.folder / "backport.toml").read_text()


def test_one_clone_per_series(tmp_path: Path, run: Run) -> None:
    clones = [Repo.create(tmp_path / name) for name in ("project", "project-2.6", "project-2.5")]
    for newer, older in pairwise(clones):
        newer.commit("start", {"a": newer.folder.name})
        newer.git("remote", "add", "down", str(older.folder))
    clones[-1].commit("start")
    clones[-1].git("remote", "add", "down", str(clones[0].folder))
    run("init", "--repo", clones[0].folder)
    repository = Repository.open(clones[0].folder)
    found = series(load(repository), repository)
    assert [(one.name, one.ref, one.folder.resolve()) for one in found] == [
        ("2.6", "HEAD", clones[1].folder),
        ("2.5", "HEAD", clones[2].folder),
    ]


def test_nothing_found(repo: Repo, run: Run) -> None:
    repo.commit("start")
    ran = run("init", "--repo", repo.folder)
    assert ran.out.splitlines()[3] == "missing: no series was found; list them in the file"
    assert load(Repository.open(repo.folder)).listed == ()


def test_somebodys_file_is_kept(work: Repo, run: Run) -> None:
    work.write("backport.toml", "# mine\n")
    ran = run("init", "--repo", work.folder)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"error: {work.folder}/backport.toml is there already\n  --force replaces it\n"
    assert (work.folder / "backport.toml").read_text() == "# mine\n"
    assert run("init", "--repo", work.folder, "--force").code == 0
    assert (work.folder / "backport.toml").read_text().startswith("# How backports are made here")


def test_a_bare_repository_has_no_place_for_it(work: Repo, tmp_path: Path, run: Run) -> None:
    work.git("clone", "-q", "--bare", str(work.folder), str(tmp_path / "bare"))
    (tmp_path / "bare" / "config").unlink()
    ran = run("init", "--repo", tmp_path / "bare")
    assert ran.err == ("error: a bare repository has no place for a configuration\n  name one: --config FILE\n")
    assert run("init", "--repo", tmp_path / "bare", "--config", tmp_path / "bp.toml").code == 0


def test_no_repository(tmp_path: Path, run: Run) -> None:
    ran = run("init", "--repo", tmp_path)
    assert (ran.code, ran.err) == (2, f"error: {tmp_path} is not a git repository\n  name one with --repo DIR\n")


def test_a_repository_without_a_commit(repo: Repo, run: Run) -> None:
    ran = run("init", "--repo", repo.folder)
    assert (ran.code, ran.out) == (2, "")
    assert "no development branch is to be seen" in ran.err
    assert not (repo.folder / "backport.toml").exists()
