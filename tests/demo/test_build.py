"""The miniature project is the same every time, is sound C, and needs nobody's git configuration."""

import shutil
import subprocess
from pathlib import Path

import pytest

from backport import branchmap
from backport.core.errors import UserError
from backport.demo import build
from backport.vcs.repository import Repository
from tests.repos import git

BRANCHES = ["main", "relay-1.9", "relay-2.0", "relay-2.1", "relay-3.0", "relay-3.1"]


def test_two_builds_are_the_same(tmp_path: Path) -> None:
    first, second = build(tmp_path / "one"), build(tmp_path / "two")
    assert first.fix == second.fix
    assert Repository.open(first.folder).refs() == Repository.open(second.folder).refs()


def test_it_is_a_repository_like_any_other(tmp_path: Path) -> None:
    folder = build(tmp_path / "relay").folder
    assert git(folder, "branch", "--format=%(refname:short)").split() == BRANCHES
    assert git(folder, "status", "--short") == ""
    assert git(folder, "fsck", "--strict", "--no-dangling") == ""


def test_its_map_recognises_every_branch(tmp_path: Path) -> None:
    folder = build(tmp_path / "relay").folder
    relay = branchmap.load(folder / "branch_map")
    repository = Repository.open(folder)
    trees = [repository.commit(repository.resolve(branch)).tree for branch in BRANCHES]
    found = [relay.generation_of(repository.tree(tree)).generation for tree in trees]
    assert found == ["conduit", "pipe", "link", "link", "conduit", "conduit"]


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
@pytest.mark.parametrize("branch", BRANCHES)
def test_every_branch_compiles_and_runs(branch: str, tmp_path: Path) -> None:
    folder = build(tmp_path / "relay").folder
    git(folder, "checkout", "-q", branch)
    sources = sorted((folder / "src").glob("*.c"))
    program = tmp_path / "relay.out"
    subprocess.run(["cc", "-Wall", "-Werror", f"-I{folder / 'include'}", *sources, "-o", program], check=True)
    assert subprocess.run([program], check=True, capture_output=True).stdout == b"hello\n"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    with pytest.raises(UserError, match="is not empty"):
        build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
