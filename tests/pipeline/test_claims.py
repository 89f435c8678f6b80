"""Which commits count as backports."""

import pytest

from backport.core.batch import Claim
from backport.pipeline.claims import Mainline, claims
from backport.vcs.repository import Repository
from tests.repos import Repo


def _claim(repo: Repo, opt_out: bool = True) -> tuple[Claim, str]:
    repository = Repository.open(repo.folder)
    head = repository.resolve("HEAD")
    mainline = Mainline(repository, repository.resolve("master"), head)
    (found,) = claims([repository.commit(head)], mainline, opt_out)
    return found.claim, found.reason


@pytest.fixture
def fix(repo: Repo) -> str:
    """master with a fix by Bob; HEAD is `stable`, which left it before."""
    repo.commit("start", {"a": "1\n"})
    repo.branch("stable").switch("master")
    fix = repo.commit("Fix the thing", {"a": "2\n"}, who="Bob")
    repo.switch("stable")
    return fix


def test_a_trailer(repo: Repo, fix: str) -> None:
    repo.pick(fix)
    assert _claim(repo) == (Claim.CLAIMS, f"made from {fix[:12]}")


@pytest.mark.parametrize(
    "message", [f"Anything\n\n[ Upstream commit {'1' * 40} ]\n", f"Anything\n\ncommit {'1' * 40} upstream.\n"]
)
def test_other_conventions(repo: Repo, fix: str, message: str) -> None:
    repo.commit(message, {"b": "x\n"})
    assert _claim(repo) == (Claim.CLAIMS, "made from 111111111111")


@pytest.mark.parametrize("subject", ["Another subject", "[stable] fix the  thing (#12)"])
def test_the_same_change(repo: Repo, fix: str, subject: str) -> None:
    repo.commit(subject, {"a": "2\n"})
    assert _claim(repo) == (Claim.RESEMBLES, f"{fix[:12]} makes the same change")


def test_the_same_subject(repo: Repo, fix: str) -> None:
    repo.commit("[1.0] Fix the thing (#7)", {"a": "3\n"})
    assert _claim(repo) == (Claim.RESEMBLES, f"{fix[:12]} has the same subject")


def test_the_same_author_and_date(repo: Repo, fix: str) -> None:
    when = repo.git("log", "-1", "--format=%ad", fix)
    repo.write("a", "4\n")
    repo.git("commit", "-qam", "Renamed", "--author=Bob <bob@example.org>", "--date", when)
    assert _claim(repo) == (Claim.RESEMBLES, f"{fix[:12]} has the same author and date")


def test_its_own_change(repo: Repo, fix: str) -> None:
    repo.commit("Something else", {"b": "1\n"})
    assert _claim(repo) == (Claim.NONE, "")


@pytest.mark.parametrize(
    ("value", "reason"),
    [("skip, only tests", "only tests"), ("no", "no reason is given"), ("OFF: wip", "wip"), ("Skip — x", "x")],
)
def test_opting_out(repo: Repo, fix: str, value: str, reason: str) -> None:
    message = f"Fix the thing\n\nBackport-check: {value}\n(cherry picked from commit {fix})\n"
    repo.commit(message, {"a": "2\n"})
    assert _claim(repo) == (Claim.EXEMPT, reason)
    assert _claim(repo, opt_out=False)[0] == Claim.CLAIMS


@pytest.mark.parametrize("value", ["skipping is wrong", "notes", "please"])
def test_what_is_no_opting_out(repo: Repo, fix: str, value: str) -> None:
    repo.commit(f"Anything\n\nBackport-check: {value}\n", {"b": "1\n"})
    assert _claim(repo)[0] == Claim.NONE
