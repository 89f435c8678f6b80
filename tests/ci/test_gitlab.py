"""The GitLab job: its script, run as GitLab's runner runs it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ci import runner
from tests.ci.forge import TOP, Forge, forge, program

TEMPLATE = TOP / "ci" / "gitlab" / "backport.yml"
EXAMPLE = TOP / "ci" / "gitlab" / "example.yml"


@pytest.fixture
def made(tmp_path: Path) -> Forge:
    return forge(tmp_path)


def _run(made: Forge, folder: Path, job: dict[Any, Any], **env: str) -> runner.Ran:
    service = {"GITLAB_CI": "true", "CI_BUILDS_DIR": str(folder), "BACKPORT_PROGRAM": str(program(folder))}
    return runner.job(job, made.clone, runner.environment(**service, **env))


def _job(name: str) -> dict[Any, Any]:
    """A job of the example with the template it extends."""
    base = runner.load(TEMPLATE)[".backport"]
    own = runner.load(EXAMPLE)[name]
    script = []
    for line in own.get("script", base["script"]):
        script += base[line[2]] if isinstance(line, tuple) else [line]
    return {**base, **own, "variables": {**base["variables"], **own.get("variables", {})}, "script": script}


def test_a_merge_request(made: Forge, tmp_path: Path) -> None:
    ran = _run(
        made,
        tmp_path,
        _job("merge-request"),
        CI_COMMIT_SHA=made.head,
        CI_MERGE_REQUEST_DIFF_BASE_SHA=made.base,
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME="stable-1.0",
        CI_MERGE_REQUEST_TITLE='"; touch owned; "',
    )
    assert ran.code == 1
    assert "5 commits, 3 backports: 1 SOUND, 1 DOUBTFUL, 1 UNSOUND; 1 opted out" in ran.log
    reports = made.clone / "backport-reports"
    entries = json.loads((reports / "codequality.json").read_text())
    assert {entry["severity"] for entry in entries} == {"critical", "minor"}
    assert json.loads((reports / "backport.json").read_text())["branch"] == "stable-1.0"
    named = runner.load(TEMPLATE)[".backport"]["artifacts"]["reports"].values()
    assert all((made.clone / path).is_file() for path in named)
    assert not list(tmp_path.rglob("owned"))


def test_a_push_of_a_new_branch(made: Forge, tmp_path: Path) -> None:
    ran = _run(
        made,
        tmp_path,
        _job("merge-request"),
        CI_COMMIT_SHA=made.bad,
        CI_COMMIT_BEFORE_SHA="0" * 40,
        CI_COMMIT_BRANCH="request$(touch${IFS}owned)",
    )
    assert "2 commits, 2 backports: 1 SOUND, 1 UNSOUND" in ran.log


def test_a_branch_of_the_matrix(made: Forge, tmp_path: Path) -> None:
    job = _job("branch")
    assert job["parallel"]["matrix"][0]["BACKPORT_BRANCH"][0] == "stable-2.6"
    ran = _run(made, tmp_path, job, BACKPORT_BRANCH="stable-1.0", CI_COMMIT_SHA=made.head)
    assert (ran.code, "0 commits, no backports" in ran.log) == (0, True)
