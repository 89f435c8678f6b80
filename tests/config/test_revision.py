"""The configuration of a revision: what a stranger's checkout says is not asked."""

from pathlib import Path

import pytest

from backport.config import load
from backport.core.errors import UserError
from backport.tomlfile import TomlError
from backport.vcs.repository import Repository
from tests.repos import Repo

BASE = '[map]\nfolder = "maps"\n[checks]\nskip = []\n[[series]]\nname = "1"\nrepository = "../one"\n'


@pytest.fixture
def checkout(repo: Repo) -> Repository:
    """The work tree of a pull request that switches a check off."""
    repo.commit("base", {"backport.toml": BASE, "maps/a.toml": "x = 1\n", "ci/own.toml": "[checks]\nskip = []\n"})
    repo.branch("request").commit("request", {"backport.toml": '[checks]\nskip = ["flags"]\n', "maps/a.toml": ""})
    return Repository.open(repo.folder)


@pytest.mark.parametrize("name", ["master:backport.toml", "master:", "request~1:backport.toml"])
def test_the_base_decides(name: str, checkout: Repository) -> None:
    config = load(checkout, Path(name))
    assert config.skipped_checks == ()
    assert config.map_folder is not None
    assert (config.map_folder / "a.toml").read_text() == "x = 1\n"
    assert [one.folder for one in config.listed] == [checkout.folder / "../one"]
    assert load(checkout).skipped_checks == ("flags",)


def test_a_path_made_absolute_means_the_same(checkout: Repository) -> None:
    assert load(checkout, Path("master:ci/own.toml").absolute()).map_folder is None


@pytest.mark.parametrize(
    "name", ["nowhere:backport.toml", "master:nothing.toml", "master:../x", "master:/etc/passwd", "-x:y", "master:maps"]
)
def test_what_is_not_there(name: str, checkout: Repository) -> None:
    with pytest.raises(UserError):
        load(checkout, Path(name))


def test_mistakes_are_told_with_the_name_that_was_given(repo: Repo) -> None:
    repo.commit("base", {"backport.toml": "x = 1\n"})
    with pytest.raises(TomlError, match=r"master:backport\.toml:1: unknown key 'x'"):
        load(Repository.open(repo.folder), Path("master:backport.toml"))


def test_a_map_that_leads_out_of_the_tree_is_not_copied(repo: Repo) -> None:
    repo.commit("base", {"backport.toml": '[map]\nfolder = "../../../etc"\n'})
    config = load(Repository.open(repo.folder), Path("master:"))
    assert config.map_folder is not None
    assert not list(config.file.parent.glob("etc")) if config.file else False


def test_a_link_out_of_the_work_tree_is_no_configuration(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "private.toml").write_text("password = 1\n")
    repo.commit("base")
    (repo.folder / "backport.toml").symlink_to(tmp_path / "private.toml")
    with pytest.raises(UserError, match="leads out of the work tree"):
        load(Repository.open(repo.folder))
