"""Which commits a job is about, by environment."""

import json
from pathlib import Path

import pytest

from backport import services
from backport.core.errors import UserError
from backport.services import Added
from backport.vcs.repository import Repository
from tests.repos import Repo, git

ZERO = "0" * 40


@pytest.fixture
def clone(repo: Repo, tmp_path: Path) -> Repository:
    """master: one, two; stable: one, three, four, where HEAD is."""
    repo.commit("one", {"a": "1"})
    repo.branch("stable").commit("three", {"b": "3"})
    repo.commit("four", {"c": "4"})
    repo.switch("master").commit("two", {"a": "2"})
    git(tmp_path, "clone", "-q", "-b", "stable", str(repo.folder), "clone")
    return Repository.open(tmp_path / "clone")


def _event(folder: Path, value: object) -> dict[str, str]:
    (folder / "event.json").write_text(json.dumps(value))
    return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(folder / "event.json")}


def test_plain_is_what_the_upstream_has_not(clone: Repository) -> None:
    head = clone.resolve("HEAD")
    assert services.find({}, clone) == Added("plain", head, head)
    git(clone.folder, "checkout", "-q", "--detach")
    with pytest.raises(UserError, match="no upstream"):
        services.find({}, clone)
    assert services.find({}, clone, base="HEAD~1", branch="x") == Added("plain", clone.resolve("HEAD~1"), head, "x")


def test_a_pull_request_whose_base_moved_on(clone: Repository, tmp_path: Path) -> None:
    head = clone.resolve("stable~1")
    request = {"base": {"ref": "master", "sha": "1" * 40}, "head": {"sha": head}}
    found = services.find(_event(tmp_path, {"pull_request": request}), clone)
    assert found == Added("github", clone.resolve("origin/master"), head, "master")


def test_a_merge_group(clone: Repository, tmp_path: Path) -> None:
    ids = [clone.resolve(one) for one in ("stable~2", "stable")]
    group = {"base_sha": ids[0], "head_sha": ids[1], "base_ref": "refs/heads/stable"}
    assert services.find(_event(tmp_path, {"merge_group": group}), clone) == Added("github", *ids, "stable")


def test_a_push(clone: Repository, tmp_path: Path) -> None:
    ids = [clone.resolve(one) for one in ("stable~2", "stable")]
    env = _event(tmp_path, {"before": ids[0], "after": ids[1]}) | {"GITHUB_REF_NAME": "stable"}
    assert services.find(env, clone) == Added("github", *ids, "stable")
    env = _event(tmp_path, {"before": ZERO, "after": ids[1]}) | {"GITHUB_REF_NAME": "stable"}
    assert services.find(env, clone) == Added("github", "", ids[1], "stable", (clone.resolve("origin/master"),))


@pytest.mark.parametrize(
    "event", ["", "[]", "{", "[" * 100_000, '{"pull_request": 7, "before": {"x": 1}, "after": "--exec=x"}']
)
def test_an_event_that_says_nothing(clone: Repository, tmp_path: Path, event: str) -> None:
    env = _event(tmp_path, {})
    (tmp_path / "event.json").write_text(event)
    assert services.find(env, clone).head == clone.resolve("HEAD")


def test_gitlab(clone: Repository) -> None:
    ids = [clone.resolve(one) for one in ("stable~2", "stable~1", "stable")]
    request = {"GITLAB_CI": "true", "CI_MERGE_REQUEST_DIFF_BASE_SHA": ids[0], "CI_COMMIT_SHA": ids[2]}
    request["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] = "stable"
    assert services.find(request, clone) == Added("gitlab", ids[0], ids[2], "stable")
    merged = request | {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": ids[1]}
    assert services.find(merged, clone) == Added("gitlab", ids[0], ids[1], "stable")
    pushed = {"GITLAB_CI": "true", "CI_COMMIT_BEFORE_SHA": ids[1], "CI_COMMIT_SHA": ids[2], "CI_COMMIT_BRANCH": "s"}
    assert services.find(pushed, clone) == Added("gitlab", ids[1], ids[2], "s")


def test_a_shallow_clone_says_what_to_do(clone: Repository) -> None:
    git(clone.folder, "update-ref", "-d", "HEAD")
    with pytest.raises(UserError) as told:
        services.find({"GITLAB_CI": "true", "CI_COMMIT_SHA": "1" * 40}, clone)
    assert "GIT_DEPTH" in told.value.way_out
