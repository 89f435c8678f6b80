"""backport hook: printed, installed only when told so, and a push of a bad backport stopped by git itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.repos import Repo, git

TOP = Path(__file__).parents[2]
UNIT = "int go(int x)\n{\n\treturn x;\n}\n"
HELPER = "int is_done(int x)\n{\n\treturn x > 3;\n}\n"


@pytest.fixture
def picks(repo: Repo, tmp_path: Path) -> dict[str, str]:
    """A stable branch at a remote; a good pick and one that uses a helper which the branch lacks."""
    repo.commit("start", {"a.c": UNIT, "b.c": UNIT})
    repo.git("branch", "stable-1.0")
    repo.commit("helper", {"help.c": HELPER})
    good = repo.commit("fix b", {"b.c": UNIT.replace("return x", "return x + 1")})
    bad = repo.commit("fix a", {"a.c": UNIT.replace("return x", "return is_done(x)")})
    git(tmp_path, "init", "-q", "--bare", str(tmp_path / "server"))
    repo.git("remote", "add", "origin", str(tmp_path / "server"))
    repo.git("push", "-q", "origin", "master", "stable-1.0")
    repo.switch("stable-1.0")
    return {"good": good, "bad": bad}


def push(repo: Repo, tmp_path: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """`git push`, with a `backport` on the PATH."""
    tool = tmp_path / "bin" / "backport"
    tool.parent.mkdir(exist_ok=True)
    tool.write_text(f'#!/bin/sh\nexec {sys.executable} -m backport "$@"\n')
    tool.chmod(0o755)
    surroundings = {"PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(TOP)}
    return subprocess.run(
        ["git", "push", *args], cwd=repo.folder, env={**os.environ, **surroundings}, capture_output=True, text=True
    )


def test_printed_and_nothing_written(repo: Repo, run: Run) -> None:
    ran = run("hook", "--repo", repo.folder)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "#!/bin/sh")
    assert 'exec backport hook --run "$@"' in ran.out
    assert not (repo.folder / ".git" / "hooks" / "pre-push").exists()


def test_a_bad_backport_is_not_pushed(repo: Repo, picks: dict[str, str], run: Run, tmp_path: Path) -> None:
    file = repo.folder / ".git" / "hooks" / "pre-push"
    assert run("hook", "--install", "--repo", repo.folder).out == f"{file}\n"
    assert run("hook", "--install", "--repo", repo.folder).code == 0, "once more does no harm"
    repo.pick(picks["good"])
    done = push(repo, tmp_path, "origin", "stable-1.0")
    assert done.returncode == 0, done.stderr
    assert "backport: SOUND" in done.stderr
    bad = repo.pick(picks["bad"])
    done = push(repo, tmp_path, "origin", "stable-1.0")
    assert done.returncode != 0
    assert f"backport: UNSOUND {bad[:12]} fix a" in done.stderr
    assert "nothing in the target defines is_done" in done.stderr
    assert git(tmp_path / "server", "rev-parse", "stable-1.0") != bad
    assert push(repo, tmp_path, "--no-verify", "origin", "stable-1.0").returncode == 0
    assert push(repo, tmp_path, "origin", "--delete", "stable-1.0").returncode == 0
    assert run("hook", "--remove", "--repo", repo.folder).out == f"{file}\n"
    assert not file.exists()


def test_the_development_branch_and_tags_pass(repo: Repo, picks: dict[str, str], run: Run, tmp_path: Path) -> None:
    run("hook", "--install", "--repo", repo.folder)
    repo.switch("master").commit("go on", {"c.c": UNIT})
    repo.tag("v1")
    done = push(repo, tmp_path, "origin", "master", "v1")
    assert done.returncode == 0
    assert "refs/heads/master is not examined: the development branch" in done.stderr
    assert "refs/tags/v1 is not examined: no branch" in done.stderr


def test_a_new_branch_is_compared_with_what_the_remote_has(
    repo: Repo, picks: dict[str, str], run: Run, tmp_path: Path
) -> None:
    run("hook", "--install", "--repo", repo.folder)
    repo.branch("topic")
    bad = repo.pick(picks["bad"])
    done = push(repo, tmp_path, "origin", "topic")
    assert done.returncode != 0
    assert f"UNSOUND {bad[:12]}" in done.stderr


def test_the_hook_of_somebody_else_stays(repo: Repo, run: Run) -> None:
    file = repo.folder / ".git" / "hooks" / "pre-push"
    file.write_text("#!/bin/sh\nexit 0\n")
    for option in ("--install", "--remove"):
        ran = run("hook", option, "--repo", repo.folder)
        assert (ran.code, "is there already and is not ours" in ran.err) == (2, True)
    assert file.read_text() == "#!/bin/sh\nexit 0\n"


def test_where_git_looks_for_hooks(repo: Repo, run: Run, tmp_path: Path) -> None:
    for said, place in (
        (str(tmp_path / "hooks"), tmp_path / "hooks"),
        ("tools/hooks", repo.folder / "tools" / "hooks"),
    ):
        repo.git("config", "core.hooksPath", said)
        ran = run("hook", "--install", "--repo", repo.folder)
        assert ran.out == f"{place}/pre-push\n"
        assert os.access(place / "pre-push", os.X_OK)


def test_what_cannot_be_examined_is_told_and_passes(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo.commit("start", {"a.c": UNIT})
    repo.write("backport.toml", "nonsense = 1\n")
    run("hook", "--install", "--repo", repo.folder)
    git(tmp_path, "init", "-q", "--bare", str(tmp_path / "server"))
    done = push(repo, tmp_path, str(tmp_path / "server"), "master:stable-1.0")
    assert done.returncode == 0
    assert "backport: the push was not examined: " in done.stderr


def test_not_both_ways_at_once(repo: Repo, run: Run) -> None:
    ran = run("hook", "--repo", repo.folder, "--install", "--remove")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: --install and --remove are both given")
