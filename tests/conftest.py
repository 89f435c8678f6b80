"""Shared fixtures: real repositories in a temporary folder, no home folder, no network, fixed dates."""

import os
from pathlib import Path

import pygit2
import pytest
from hypothesis import settings
from pygit2.enums import ConfigLevel

from tests.repos import Repo

# A deadline measures the machine, which others use as well.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    for level in (ConfigLevel.GLOBAL, ConfigLevel.XDG, ConfigLevel.SYSTEM):
        pygit2.settings.search_path[level] = str(home / "none")  # libgit2 looked for a home when it was loaded
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked slow is skipped, visibly, unless the environment asks for it."""
    if not os.environ.get("BACKPORT_SLOW"):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="slow: set BACKPORT_SLOW"))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository whose verbs build history: `repo.write(...)`, `repo.commit(...)`, `repo.branch(...)`."""
    return Repo.create(tmp_path / "repo")


@pytest.fixture(scope="session")
def haproxy() -> Path:
    """The HAProxy clone named by BACKPORT_HAPROXY; the test is skipped without one."""
    clone = os.environ.get("BACKPORT_HAPROXY")
    if not clone:
        pytest.skip("BACKPORT_HAPROXY names no HAProxy clone")
    return Path(clone)
