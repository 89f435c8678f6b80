"""The GitHub action: its steps, run as a runner runs them, on a pull request of a hostile person."""

import json
import re
from pathlib import Path

import pytest

from tests.ci import runner
from tests.ci.forge import TOP, Forge, forge, program
from tests.repos import git

ACTION = TOP / "ci" / "github" / "action.yml"
EXAMPLE = TOP / "ci" / "github" / "example.yml"


@pytest.fixture
def made(tmp_path: Path) -> Forge:
    return forge(tmp_path)


def _run(made: Forge, folder: Path, event: object, inputs: dict[str, str], **env: str) -> runner.Ran:
    (folder / "event.json").write_text(json.dumps(event))
    service = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_PATH": str(folder / "event.json"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "GITHUB_WORKSPACE": str(made.clone),
    }
    given = {"program": str(program(folder)), "fast": "true", **inputs}
    return runner.action(ACTION, given, made.clone, runner.environment(**service, **env), folder)


def _request(made: Forge) -> object:
    return {
        "pull_request": {
            "base": {"ref": "stable-1.0", "sha": made.base},
            "head": {"ref": "request$(touch owned)", "sha": made.head},
            "title": "`touch owned`",
        }
    }


def test_a_pull_request(made: Forge, tmp_path: Path) -> None:
    ran = _run(made, tmp_path, _request(made), {}, GITHUB_BASE_REF="stable-1.0", GITHUB_HEAD_REF="$(touch owned)")
    assert ran.code == 1
    reports = made.clone / ran.outputs["examine"]["reports"]
    found = json.loads((reports / "backport.json").read_text())
    assert [(one["commit"], one["claim"], one["verdict"]) for one in found["commits"][:3]] == [
        (made.good, "claims", "SOUND"),
        (made.bad, "claims", "UNSOUND"),
        (made.unsaid, "resembles", "DOUBTFUL"),
    ]
    assert [one["claim"] for one in found["commits"][3:]] == ["exempt", "none"]
    assert found["branch"] == "stable-1.0"
    assert re.search(r"^::error file=a\.c,line=3,title=backport ", ran.log, re.M)
    assert (tmp_path / "summary.md").read_text().startswith("### Backports for `stable-1.0`")
    assert sorted(path.name for path in reports.iterdir()) == [
        "backport.json",
        "backport.sarif",
        "comment.md",
        "junit.xml",
        "site",
    ]
    assert not list(tmp_path.rglob("owned"))


def test_the_merge_that_is_tried_out_is_not_looked_at(made: Forge, tmp_path: Path) -> None:
    git(made.clone, "checkout", "-q", "--detach", "origin/stable-1.0")
    git(made.clone, "merge", "-q", "--no-ff", "-m", "Merge", made.head)
    ran = _run(made, tmp_path, _request(made), {}, GITHUB_BASE_REF="stable-1.0")
    assert "5 commits, 3 backports: 1 SOUND, 1 DOUBTFUL, 1 UNSOUND; 1 opted out" in ran.log


def test_a_push_and_a_base_of_ones_own(made: Forge, tmp_path: Path) -> None:
    pushed = {"before": made.good, "after": made.bad}
    ran = _run(made, tmp_path, pushed, {"fail-on": "unsound"}, GITHUB_REF_NAME="stable-1.0")
    assert (ran.code, "1 commit, 1 backport: 1 UNSOUND" in ran.log) == (1, True)
    ran = _run(made, tmp_path, {}, {"base": made.bad, "fail-on": "unsound", "branch": "stable-1.0"})
    assert (ran.code, "3 commits, 1 backport: 1 DOUBTFUL; 1 opted out" in ran.log) == (0, True)


def test_the_configuration_is_the_bases(made: Forge, tmp_path: Path) -> None:
    (made.clone / "backport.toml").write_text('project = "generic"\n[checks]\nskip = ["symbols"]\n')
    git(made.clone, "add", "backport.toml")
    git(made.clone, "commit", "-q", "-m", "look away")
    head = git(made.clone, "rev-parse", "HEAD")
    event = {"pull_request": {"base": {"ref": "stable-1.0", "sha": made.base}, "head": {"sha": head}}}
    ran = _run(made, tmp_path, event, {})
    assert "nothing in the target defines is_done" in ran.log


def test_a_development_branch_that_is_elsewhere(made: Forge, tmp_path: Path) -> None:
    given = {"upstream": str(tmp_path / "up"), "development": "master"}
    assert _run(made, tmp_path, _request(made), given).code == 1
    assert git(made.clone, "rev-parse", "upstream/master") == git(made.clone, "rev-parse", "origin/master")


def test_what_is_installed(made: Forge, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    pip = '#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/asked"\n'
    here = program(tmp_path)
    python = (
        f'#!/bin/sh\nmkdir -p "$3/bin"\nprintf \'%s\' \'{pip}\' > "$3/bin/pip"\ncp "{here}" "$3/bin/backport"\n'
        'chmod +x "$3/bin/pip"\n'
    )
    (tools / "python3").write_text(python)
    (tools / "python3").chmod(0o755)
    env = runner.environment(GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))
    env["PATH"] = f"{tools}:{env['PATH']}"
    ran = runner.action(ACTION, {"base": made.base, "fast": "true"}, made.clone, env, tmp_path)
    assert ran.code == 1, ran.log
    asked = (tmp_path / "backport" / "bin" / "asked").read_text().split()
    assert Path(asked[-1]).resolve() == TOP and (TOP / "pyproject.toml").is_file()


@pytest.mark.parametrize("file", [ACTION, EXAMPLE])
def test_no_value_of_an_event_stands_in_a_command(file: Path) -> None:
    described = runner.load(file)
    jobs = described.get("jobs", {"action": described.get("runs")}).values()
    for step in (step for one in jobs for step in one["steps"]):
        assert "${{" not in step.get("run", "")
    assert not re.search(r"github\.(?:event\.\w+\.|head_ref)", file.read_text().replace("github.event_name", ""))


def test_the_example_fits_the_action() -> None:
    workflow = runner.load(EXAMPLE)
    inputs = runner.load(ACTION)["inputs"]
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    used = [step for step in steps if step.get("uses", "").startswith("OWNER/backport/ci/github")]
    assert len(used) == 2
    assert all(set(step["with"]) <= set(inputs) for step in used)
    assert workflow["permissions"] == {"contents": "read"}


def test_the_example_of_a_branch(made: Forge, tmp_path: Path) -> None:
    """The job of one branch of the matrix: its own step finds the release, and the action begins there."""
    steps = runner.load(EXAMPLE)["jobs"]["branch"]["steps"]
    found = tmp_path / "example.yml"
    step = next(step for step in steps if step.get("id") == "release")
    found.write_text(json.dumps({"inputs": {}, "runs": {"steps": [step]}}))
    release = runner.action(found, {}, made.clone, runner.environment(), tmp_path).outputs["release"]["tag"]
    ran = _run(made, tmp_path, {}, {"base": release, "branch": "stable-1.0"})
    assert release == "v1.0.0" and "5 commits, 3 backports" in ran.log
