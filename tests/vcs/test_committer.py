"""Who commits and when, as git reads it from the environment."""

from pathlib import Path

import pytest

from backport.core.commit import Identity
from backport.core.errors import UserError
from backport.vcs.committer import committer
from backport.vcs.repository import Repository
from tests.repos import Repo


@pytest.mark.parametrize(
    "date",
    [
        "1700000000 +0100",
        "@1700000000 +0100",
        "2023-11-14T23:13:20+01:00",
        "Tue, 14 Nov 2023 23:13:20 +0100",
    ],
)
def test_a_date_in_each_of_gits_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, date: str) -> None:
    repo = Repo.create(tmp_path / "repo")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Ada")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "ada@example.org")
    monkeypatch.setenv("GIT_COMMITTER_DATE", date)
    assert committer(Repository.open(repo.folder)) == Identity("Ada", "ada@example.org", 1700000000, 60)


@pytest.mark.parametrize("date", ["yesterday", "9" * 30 + " +0000", "12 +99:99:99:99"])
def test_a_date_that_nobody_can_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, date: str) -> None:
    repo = Repo.create(tmp_path / "repo")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Ada")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "ada@example.org")
    monkeypatch.setenv("GIT_COMMITTER_DATE", date)
    with pytest.raises(UserError, match="GIT_COMMITTER_DATE"):
        committer(Repository.open(repo.folder))
