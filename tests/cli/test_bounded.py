"""Every verb that looks at a repository ends in time, and in bounds: by default too."""

import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest

from backport.cli import VERBS
from backport.core.limits import Limits
from backport.vcs.repository import Repository
from tests.cli.conftest import Run
from tests.hostile.ground import Ground, ground
from tests.repos import git

# They look at no repository, or at nothing of it but the names of its branches.
# git calls the hook, with the usual limits.
FREE = {"hook", "demo", "init", "report", "checks", "completion", "man"}
MEMORY_ALONE = {"model run", "model compare", "model check-lift", "model mutate", "model oracle"}


@pytest.fixture
def at(tmp_path: Path) -> Ground:
    return ground(tmp_path / "repo")


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every verb, and the verbs below it."""
    for name in VERBS:
        command = import_module(f"backport.cli.{name}").command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", one) for inner, one in command.commands.items())
        else:
            yield name, command


@pytest.mark.parametrize(("name", "command"), [*commands()])
def test_every_verb_has_limits_by_default(name: str, command: click.Command) -> None:
    found = {option: param.default for param in command.params for option in param.opts}
    usual = Limits()
    if name in FREE:
        assert "--timeout" not in found
    else:
        assert found["--max-memory"] == usual.megabytes
        assert name in MEMORY_ALONE or found["--timeout"] == usual.seconds


def hang(*_arguments: Any, **_named: Any) -> Any:
    """What a hostile repository might bring about."""
    time.sleep(60)


def eat(*_arguments: Any, **_named: Any) -> Any:
    """The same, with memory."""
    return bytearray(8 << 30)


WORDS = {
    "status": ("status", "--onto", "stable-1"),
    "contains": ("contains", "master", "stable-1"),
    "changelog": ("changelog", "master~1..master"),
    "announce": ("announce", "master~1..master"),
    "map": ("map", "check", "--map", "haproxy", "master"),
    "model": ("model", "list", "--revision", "master"),
}


@pytest.mark.parametrize("verb", WORDS)
def test_the_whole_verb(verb: str, at: Ground, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for trouble, option, said in (
        (hang, ("--timeout", "1"), "error: not done after 1 seconds\n"),
        (eat, ("--max-memory", "900"), "error: more than 900 MB of memory were needed\n"),
    ):
        monkeypatch.setattr(Repository, "open", trouble)
        ran = run(*WORDS[verb], "--repo", at.folder, *option)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(said)


def test_review(at: Ground, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backport.cli.review.candidates", hang)
    ran = run("review", "master~1..master", "--onto", "stable-1", "--repo", at.folder, "--timeout", "1")
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (2, "", "error: not done after 1 seconds")


def test_replay_explain(at: Ground, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backport.cli.replay.explain_pair", hang)
    ran = run("replay", "--explain", at.backport, "--repo", at.folder, "--timeout", "1")
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (2, "", "error: not done after 1 seconds")


def test_ci_fails_where_it_cannot_tell_what_is_a_backport(
    at: Ground, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backport.pipeline.batch.claims", hang)
    ran = run("ci", "--base", f"{at.backport}~1", "--head", at.backport, "--repo", at.folder, "--timeout", "1")
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (2, "", "error: not done after 1 seconds")


def test_ci_examines_the_others(at: Ground, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backport.pipeline.verify.words", hang)
    ran = run("ci", "--base", f"{at.backport}~1", "--head", at.backport, "--repo", at.folder, "--timeout", "2")
    assert ran.code == 1
    assert "UNKNOWN" in ran.out
    assert "not done after 2 seconds" in " ".join(ran.out.split())


def test_what_is_said_elsewhere_is_said_here(at: Ground, run: Run, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", at.folder.as_uri(), "cut")
    ran = run("status", "origin/master..origin/master", "--onto", "origin/stable-1", "--repo", tmp_path / "cut")
    assert "shallow clone" in ran.err
    assert ran.out == run("status", "origin/master..origin/master", "--onto", "origin/stable-1", "--repo",
                          tmp_path / "cut", "--timeout", 0, "--max-memory", 0).out  # fmt: skip
    ran = run("status", "nowhere..origin/master", "--onto", "origin/stable-1", "--repo", tmp_path / "cut")
    assert (ran.code, ran.out) == (2, "")
    assert "nowhere" in ran.err
