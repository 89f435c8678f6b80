"""The announcement against what HAProxy's own script writes, run from the clone."""

import os
import subprocess
from pathlib import Path

import pytest

from backport.history.announce import announcement, mail
from backport.history.releases import between
from backport.projects.haproxy.heading import heading
from backport.vcs.repository import Repository

SCRIPT = "v3.2.0:scripts/announce-release"


@pytest.fixture(scope="module")
def checkout(haproxy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("haproxy") / "clone"
    subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", haproxy, folder], check=True)
    return folder


def _script(checkout: Path, old: str, new: str) -> str:
    """What the script writes when run as the maintainer runs it: on master at the release."""

    def git(*args: str) -> bytes:
        return subprocess.run(["git", "-C", checkout, *args], check=True, capture_output=True).stdout

    git("checkout", "-q", "-f", "-B", "master", f"v{new}")
    script = checkout.parent / "announce-release"
    script.write_bytes(git("show", SCRIPT))
    env = {**os.environ, "LC_ALL": "C", "GIT_COMMITTER_NAME": "Willy Tarreau"}
    subprocess.run(["bash", script, "-f", "-o", old, "-n", new], cwd=checkout, env=env, check=True, capture_output=True)
    return (checkout / f"mail-haproxy-{new}.txt").read_text(errors="replace")


@pytest.mark.haproxy
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2.4.0", "2.4.1"),
        ("3.2.3", "3.2.4"),
        ("2.9.10", "2.9.11"),
        ("2.6-dev5", "2.6-dev6"),
        ("3.2-dev16", "3.2-dev17"),
    ],
)
def test_as_the_script_writes_it(haproxy: Path, checkout: Path, old: str, new: str) -> None:
    repository = Repository.open(haproxy)
    release = between(repository, f"v{old}..v{new}", heading)
    assert mail(announcement(repository, release, "src"), "haproxy", "haproxy", "Willy") == _script(checkout, old, new)
