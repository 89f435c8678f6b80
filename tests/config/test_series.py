"""Where each series stands: branches, remote branches, tags, other clones."""

from pathlib import Path

import pytest

from backport.config import Series, development, lenders, living, load, resolve_onto, series
from backport.core.errors import UserError
from backport.vcs.repository import Repository
from tests.repos import Repo


@pytest.fixture
def work(repo: Repo, tmp_path: Path) -> dict[str, str]:
    """A project with every kind of series; the commits by name."""
    commits = {"start": repo.commit("start", {"a": "1\n"})}
    repo.branch("stable-2")
    commits["2"] = repo.commit("two", {"a": "2\n"})
    repo.branch("theirs", commits["start"])
    commits["1"] = repo.commit("one", {"a": "3\n"})
    repo.git("update-ref", "refs/remotes/up/stable-1", commits["1"])
    repo.tag("v0.9.9", commits["start"]).tag("v0.9.10", commits["2"]).tag("v0.9.11-rc1", commits["1"])
    other = Repo.create(tmp_path / "other")
    commits["0"] = other.commit("old", {"a": "0\n"})
    repo.switch("master")
    return commits


TOML = """\
[[series]]
name = "2"
branch = "stable-2"
[[series]]
name = "1"
branch = "up/stable-1"
[[series]]
name = "0.9"
tags = "v0.9.*"
living = false
[[series]]
name = "0"
repository = "../other"
"""


def test_listed(repo: Repo, work: dict[str, str], tmp_path: Path) -> None:
    repo.write("backport.toml", TOML)
    repository = Repository.open(repo.folder)
    config = load(repository)
    here, other = repo.folder, repo.folder / "../other"
    assert series(config, repository) == (
        Series("2", "refs/heads/stable-2", work["2"], here),
        Series("1", "refs/remotes/up/stable-1", work["1"], here),
        Series("0.9", "refs/tags/v0.9.10", work["2"], here, living=False),
        Series("0", "HEAD", work["0"], other),
    )
    assert [one.name for one in living(config, repository)] == ["2", "1", "0"]
    assert [lender.folder for lender in lenders(config, repository)] == [here, other]


def test_onto(repo: Repo, work: dict[str, str]) -> None:
    repo.write("backport.toml", TOML)
    repository = Repository.open(repo.folder)
    config = load(repository)
    found = [resolve_onto(config, repository, onto) for onto in ("2", "2=master", "0", "stable-2", "5=v0.9.9")]
    assert [(target.series, target.revision, target.ref) for target in found] == [
        ("2", work["2"], "refs/heads/stable-2"),
        ("2", work["start"], "master"),
        ("0", work["0"], "HEAD"),
        ("stable-2", work["2"], "stable-2"),
        ("5", work["start"], "v0.9.9"),
    ]
    assert found[0].tree == repo.git("rev-parse", "stable-2^{tree}")


def test_onto_nothing_known(repo: Repo, work: dict[str, str]) -> None:
    repo.write("backport.toml", TOML)
    repository = Repository.open(repo.folder)
    with pytest.raises(UserError) as caught:
        resolve_onto(load(repository), repository, "7")
    assert caught.value.message == f"'7' is neither a series nor a revision of {repo.folder}"
    assert caught.value.way_out == "series here: 2, 1, 0.9, 0"


@pytest.mark.parametrize("onto", ["", "=", "2=", "--upload-pack=x", "-x", "2=-x", "a\nb"])
def test_onto_what_looks_like_something_else(repo: Repo, work: dict[str, str], onto: str) -> None:
    repo.write("backport.toml", TOML)
    repository = Repository.open(repo.folder)
    with pytest.raises(UserError):
        resolve_onto(load(repository), repository, onto)


def test_every_series_that_is_missing_is_named(repo: Repo) -> None:
    repo.commit("start", {"backport.toml": TOML})
    repository = Repository.open(repo.folder)
    with pytest.raises(UserError) as caught:
        series(load(repository), repository)
    assert caught.value.message.splitlines() == [
        f"series 2: no branch 'stable-2' in {repo.folder}",
        f"series 1: no branch 'up/stable-1' in {repo.folder}",
        f"series 0.9: no tag fits 'v0.9.*' in {repo.folder}",
        f"{repo.folder}/../other is not a git repository",
    ]


def test_discovered_newest_first_branches_before_tags(repo: Repo, work: dict[str, str]) -> None:
    repo.write(
        "backport.toml", '[discover]\nbranches = ["stable-{X}"]\ntags = ["v{X.Y}.*"]\ndead = ["1"]\noldest = "0.9"\n'
    )
    repo.tag("v0.8.1").tag("v2.0.0")
    repo.git("branch", "stable-10")
    repository = Repository.open(repo.folder)
    found = series(load(repository), repository)
    assert [(one.name, one.ref, one.living) for one in found] == [
        ("10", "refs/heads/stable-10", True),
        ("2.0", "refs/tags/v2.0.0", True),
        ("2", "refs/heads/stable-2", True),
        ("1", "refs/remotes/up/stable-1", False),
        ("0.9", "refs/tags/v0.9.10", True),
    ]


def test_development(repo: Repo, work: dict[str, str]) -> None:
    repository = Repository.open(repo.folder)
    assert development(load(repository), repository).tip == work["start"]
    repo.write("backport.toml", 'development = "nowhere"\n')
    with pytest.raises(UserError, match="no development branch 'nowhere'"):
        development(load(repository), repository)


def test_a_branch_that_two_remotes_have_differently(repo: Repo, work: dict[str, str]) -> None:
    repo.git("update-ref", "refs/remotes/down/stable-1", work["2"])
    repo.write("backport.toml", '[[series]]\nname = "1"\nbranch = "stable-1"\n')
    repository = Repository.open(repo.folder)
    with pytest.raises(UserError, match="'stable-1' stands at different commits in refs/remotes/down/stable-1, refs"):
        series(load(repository), repository)


def test_refs_that_are_traps(repo: Repo, work: dict[str, str]) -> None:
    """A ref named like an option, a dangling one, a tag of a blob: none is a series, none stops the others."""
    packed = repo.folder / ".git" / "refs" / "heads"
    (packed / "-v1.0").write_text(work["2"] + "\n")
    (packed / "stable-3").write_text("1" * 40 + "\n")
    repo.git("tag", "v3.0.0", repo.git("hash-object", "-w", "--stdin", stdin=b"text"))
    repository = Repository.open(repo.folder)
    config = load(repository)
    assert [one.name for one in series(config, repository)] == ["2", "1"]
