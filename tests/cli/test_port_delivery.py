"""What port hands over: sign-offs, signatures, authors, patches to mail, branches in the clone of each series."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.repos import Repo, git

POEM = "".join(f"line {number} of the poem\n" for number in range(1, 21))
TOP = Path(__file__).parents[2]


@pytest.fixture
def fix(repo: Repo) -> str:
    """master with a fix by somebody else; two stable branches take it as it is."""
    repo.git("config", "user.name", "Carol Committer")
    repo.git("config", "user.email", "carol@example.org")
    repo.commit("first", {"poem.txt": POEM, "VERSION": "0\n"})
    repo.branch("stable-2.0").commit("two", {"VERSION": "2\n"})
    repo.branch("stable-1.0").commit("one", {"VERSION": "1\n"})
    repo.switch("master")
    return repo.commit("BUG: fix line ten", {"poem.txt": POEM.replace("10", "ten")}, who="Bob Builder")


@pytest.mark.parametrize(("option", "signs"), [("--signoff", True), ("--no-signoff", False), (None, True)])
def test_signed_off_or_not(repo: Repo, fix: str, run: Run, option: str | None, signs: bool) -> None:
    options = [option] if option else []
    run("port", fix, "--repo", repo.folder, "--no-compile", "--onto", "2.0", "--branch", "bp", *options)
    message = repo.git("log", "-1", "--format=%B", "bp")
    assert message.startswith(f"BUG: fix line ten\n\n(cherry picked from commit {fix})")
    assert ("Signed-off-by: Carol Committer <carol@example.org>" in message) == signs


def test_the_option_goes_before_the_configuration(repo: Repo, fix: str, run: Run) -> None:
    repo.write("backport.toml", 'project = "generic"\ndevelopment = "master"\n[trailers]\nsign_off = false\n')
    run("port", fix, "--repo", repo.folder, "--no-compile", "--onto", "stable-2.0", "--branch", "without")
    run("port", fix, "--repo", repo.folder, "--no-compile", "--onto", "stable-2.0", "--branch", "with", "--signoff")
    assert "Signed-off-by" not in repo.git("log", "-1", "--format=%B", "without")
    assert "Signed-off-by: Carol" in repo.git("log", "-1", "--format=%B", "with")


def test_author_and_date_are_kept(repo: Repo, fix: str, run: Run) -> None:
    run("port", fix, "--repo", repo.folder, "--no-compile", "--branch", "bp/{series}")
    shown = [repo.git("log", "-1", "--format=%an <%ae> %ad", "--date=raw", name) for name in (fix, "bp/2.0", "bp/1.0")]
    assert set(shown) == {f"Bob Builder <bob@example.org> {repo.clock} +0000"}


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen")
def test_git_signs_with_its_own_settings(repo: Repo, fix: str, run: Run, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    (tmp_path / "signers").write_text(f"carol@example.org {key.with_suffix('.pub').read_text()}")
    for name, value in (("format", "ssh"), ("ssh.allowedSignersFile", tmp_path / "signers")):
        repo.git("config", f"gpg.{name}", str(value))
    ran = run("port", fix, "--repo", repo.folder, "--no-compile", "--branch", "bp/{series}", "--signing-key", key)
    assert ran.code == 0, ran.err
    for name in ("bp/2.0", "bp/1.0"):
        assert repo.git("log", "-1", "--format=%G?|%GS|%an|%cn", name) == (
            "G|carol@example.org|Bob Builder|Carol Committer"
        )
    assert f"(cherry picked from commit {repo.git('rev-parse', 'bp/2.0')})" in repo.git("log", "-1", "bp/1.0")


def test_a_signature_that_cannot_be_made(repo: Repo, fix: str, run: Run) -> None:
    repo.git("config", "gpg.program", "/nonexistent/gpg")
    ran = run("port", fix, "--repo", repo.folder, "--no-compile", "--branch", "bp/{series}", "-S")
    assert ran.code == 1
    assert "gpg failed to sign" in ran.out
    assert repo.git("branch", "--list", "bp/*") == ""


def test_patches_to_mail(repo: Repo, fix: str, run: Run, tmp_path: Path) -> None:
    mail = tmp_path / "mail"
    before = repo.git("for-each-ref")
    assert run("port", fix, "--repo", repo.folder, "--no-compile", "--format-patch", mail).code == 0
    assert repo.git("for-each-ref") == before
    files = sorted(path.relative_to(mail).as_posix() for path in mail.rglob("*.patch"))
    assert files == ["1.0/0001-BUG-fix-line-ten.patch", "2.0/0001-BUG-fix-line-ten.patch"]
    for series in ("2.0", "1.0"):
        patch = mail / series / "0001-BUG-fix-line-ten.patch"
        head = patch.read_text().splitlines()[1:4]
        assert head[0] == "From: Bob Builder <bob@example.org>"
        assert head[2] == f"Subject: [PATCH {series}] BUG: fix line ten"
        repo.git("switch", "-q", f"stable-{series}")
        repo.git("am", "-q", str(patch))
        assert "line ten of the poem" in repo.git("show", "HEAD:poem.txt")


def cascade(tmp_path: Path) -> tuple[Repo, Repo, Repo, str]:
    """One clone per series, each with a remote `down` that is the next older one; the fix is in the newest."""
    newest = Repo.create(tmp_path / "relay")
    newest.git("config", "user.name", "Carol Committer")
    newest.git("config", "user.email", "carol@example.org")
    newest.commit("first", {"poem.txt": POEM, "VERSION": "0\n"})
    older = []
    for version in ("2.0", "1.0"):
        folder = tmp_path / f"relay-{version}"
        git(tmp_path, "clone", "-q", str(newest.folder), str(folder))
        clone = Repo(folder)
        clone.commit(version, {"VERSION": f"{version}\n"})
        older.append(clone)
    newest.git("remote", "add", "down", "../relay-2.0")
    older[0].git("remote", "add", "down", "../relay-1.0")
    older[0].git("remote", "add", "up", "../relay")
    older[1].git("remote", "add", "up", "../relay-2.0")
    fix = newest.commit("BUG: fix line ten", {"poem.txt": POEM.replace("10", "ten")})
    return newest, older[0], older[1], fix


LISTED = """\
project = "generic"
development = "master"
[[series]]
name = "2.0"
repository = "../relay-2.0"
[[series]]
name = "1.0"
repository = "../relay-1.0"
"""


@pytest.mark.parametrize("listed", [False, True])
def test_each_branch_goes_to_the_clone_of_its_series(tmp_path: Path, run: Run, listed: bool) -> None:
    newest, two, one, fix = cascade(tmp_path)
    if listed:
        newest.git("remote", "remove", "down")
        newest.write("backport.toml", LISTED)
    ran = run("port", fix, "--repo", newest.folder, "--no-compile", "--branch", "bp/ten")
    assert ran.code == 0, ran.err
    assert newest.git("branch", "--list", "bp/*") == ""
    for clone, version in ((two, "2.0"), (one, "1.0")):
        assert clone.git("show", "bp/ten:VERSION") == version
        assert "line ten of the poem" in clone.git("show", "bp/ten:poem.txt")
        clone.git("fsck", "--strict")
    assert f"(cherry picked from commit {two.git('rev-parse', 'bp/ten')})" in one.git("log", "-1", "bp/ten")


def test_a_taken_name_in_one_clone_leaves_all_as_they_are(tmp_path: Path, run: Run) -> None:
    newest, two, one, fix = cascade(tmp_path)
    one.git("branch", "bp/ten")
    ran = run("port", fix, "--repo", newest.folder, "--no-compile", "--branch", "bp/ten")
    assert (ran.code, "branch 'bp/ten' exists already" in ran.err) == (2, True)
    assert two.git("branch", "--list", "bp/*") == ""


def test_git_knows_it_as_a_command(repo: Repo, fix: str, tmp_path: Path) -> None:
    scripts = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]["scripts"]
    assert scripts["git-backport"] == scripts["backport"]
    tool = tmp_path / "bin" / "git-backport"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec {sys.executable} -m backport "$@"\n')
    tool.chmod(0o755)
    path = f"{tool.parent}{os.pathsep}{os.environ['PATH']}"
    command = ["git", "--git-dir", str(repo.folder / ".git"), "backport", "port", fix, "--no-compile", "--resolve"]
    done = subprocess.run(
        command,
        cwd=repo.folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 targets: 2 SOUND." in done.stdout
