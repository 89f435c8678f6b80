"""`backport changelog`."""

import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.repos import Repo


def _repo(repo: Repo) -> Repo:
    repo.commit("start\n")
    repo.tag("v1.0.0")
    repo.commit("fix(pump): no leak\n")
    repo.tag("v1.0.1")
    return repo


def test_prints_the_section(run: Run, repo: Repo) -> None:
    fix = _repo(repo).git("rev-parse", "--short=12", "HEAD")
    ran = run("changelog", "v1.0.1", "--repo", repo.folder)
    assert (ran.code, ran.out) == (0, f"## 1.0.1 (2020-09-13)\n\n### fix\n\n- **pump**: no leak ({fix})\n")


def test_json(run: Run, repo: Repo) -> None:
    ran = run("changelog", "v1.0.0..v1.0.1", "--json", "--repo", _repo(repo).folder)
    found = json.loads(ran.out)
    assert (found["format"], found["version"], [each["subject"] for each in found["entries"]]) == (
        *(1, "1.0.1"),
        ["fix(pump): no leak"],
    )


def test_update_makes_and_extends_a_file(run: Run, repo: Repo, tmp_path: Path) -> None:
    file = tmp_path / "CHANGES.md"
    args = ("--repo", _repo(repo).folder, "--format", "keepachangelog", "--update", file)
    assert run("changelog", "v1.0.1", *args).code == 0
    first = file.read_text()
    assert first == "# Changelog\n\n## [1.0.1] - 2020-09-13\n\n### Fixed\n\n- pump: no leak\n\n"
    repo.commit("feat: a lid\n")
    assert run("changelog", "v1.0.1..", *args, "--date", "2020-10-01").code == 0
    second = "## [1.0.2] - 2020-10-01\n\n### Added\n\n- a lid\n\n"
    assert file.read_text() == first.replace("# Changelog\n\n", f"# Changelog\n\n{second}\n")
    again = run("changelog", "v1.0.1..", *args)
    assert (again.code, "already" in again.err) == (2, True)
    assert list(tmp_path.glob(".CHANGES*")) == []


def test_own_template(run: Run, repo: Repo, tmp_path: Path) -> None:
    own = tmp_path / "own.j2"
    own.write_text("{{ release.version }} {{ release.entries | length }}\n")
    ran = run("changelog", "v1.0.1", "--template", own, "--repo", _repo(repo).folder)
    assert (ran.code, ran.out) == (0, "1.0.1 1\n")


def test_control_characters_do_not_reach_the_terminal(run: Run, repo: Repo) -> None:
    _repo(repo).commit("fix: \x1b red\n")
    assert "\\x1b red" in run("changelog", "v1.0.1..", "--repo", repo.folder).out


def test_mistakes(run: Run, repo: Repo, tmp_path: Path) -> None:
    folder = _repo(repo).folder
    assert run("changelog", "v1.0.1", "--json", "--update", tmp_path / "x", "--repo", folder).code == 2
    assert run("changelog", "v9..v1.0.1", "--repo", folder).code == 2
    assert run("changelog", "v1.0.1", "--template", tmp_path / "none", "--repo", folder).code == 2
    assert run("changelog", "v1.0.1", "--update", tmp_path / "no" / "file", "--repo", folder).code == 2
