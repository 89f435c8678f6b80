"""Whatever comes in, a clear answer comes out, and nothing is written that nobody asked for."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran, Run
from tests.repos import Repo

BODY = "".join(f"line {number}\n" for number in range(1, 30))
FIXED = BODY.replace("line 15\n", "line fifteen\n")
DRIFTED = BODY.replace("line 2\n", "line two\n")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def work(repo: Repo) -> Iterator[Repo]:
    """A text project with one stable branch; at the end it must be as the test left it for the command."""
    repo.commit("start", {"notes.txt": BODY, "raw.bin": b"\0\1\2" * 50})
    repo.branch("stable-1")
    repo.commit("drift", {"notes.txt": DRIFTED})
    return repo.switch("master")


def port(run: Run, repo: Repo, commit: str, *options: object) -> Ran:
    """Run `port` and see to it that the repository stays as it was."""
    before = snapshot(repo.folder)
    ran = run("port", commit, "--repo", repo.folder, "--onto", "1=stable-1", *options)
    assert snapshot(repo.folder) == before
    assert "Traceback" not in ran.err
    return ran


def case(ran: Ran) -> dict[str, Any]:
    """The only case of a JSON answer."""
    (only,) = json.loads(ran.out)["cases"]
    return dict(only)


@pytest.mark.parametrize("commit", ["nowhere", "0" * 40, "-x", "--upload-pack=x", "", "master:notes.txt", "a\x1b[2Jb"])
def test_no_such_commit(work: Repo, run: Run, commit: str) -> None:
    ran = (
        port(run, work, "--", "--json")
        if not commit
        else run("port", "--repo", work.folder, "--onto", "1=stable-1", "--", commit)
    )
    assert (ran.code, ran.out) == (2, "")
    assert "\x1b" not in ran.err


def test_an_unknown_commit_names_the_way_out(work: Repo, run: Run) -> None:
    ran = port(run, work, "nowhere")
    assert ran.err == (
        f"error: unknown revision 'nowhere' in {work.folder}\n"
        "  see 'git branch -a' and 'git tag'; 'git fetch --all --tags' brings what is new\n"
    )


def test_a_merge(work: Repo, run: Run) -> None:
    work.git("merge", "-q", "--no-ff", "-m", "merge", "stable-1")
    ran = port(run, work, "HEAD")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith("is a merge commit\n  name the commit that was merged; a merge has no single change\n")


def test_a_root(work: Repo, run: Run) -> None:
    ran = port(run, work, "HEAD")
    assert ran.code == 2
    assert "is a root commit" in ran.err


def test_an_empty_commit(work: Repo, run: Run) -> None:
    ran = port(run, work, work.commit("nothing"))
    assert ran.code == 2
    assert "changes nothing" in ran.err


def test_an_unborn_branch(tmp_path: Path, run: Run) -> None:
    empty = Repo.create(tmp_path / "empty")
    ran = run("port", "HEAD", "--repo", empty.folder)
    assert (ran.code, ran.out) == (2, "")


def test_text_without_any_c(work: Repo, run: Run) -> None:
    ran = port(run, work, work.commit("fix", {"notes.txt": FIXED}), "--json")
    found = case(ran)
    assert found["application"]["outcome"] == "applied"
    merged = DRIFTED.replace("line 15\n", "line fifteen\n")
    assert found["tree"] == tree(work, {"notes.txt": merged, "raw.bin": b"\0\1\2" * 50})


def tree(repo: Repo, files: dict[str, str | bytes]) -> str:
    """The id of the tree with these files, made elsewhere."""
    other = Repo.create(repo.folder.parent / "expected")
    other.commit("expected", files)
    return other.git("rev-parse", "HEAD^{tree}")


def test_a_binary_file_that_the_branch_has_unchanged(work: Repo, run: Run) -> None:
    found = case(port(run, work, work.commit("fix", {"raw.bin": b"\0\1\3" * 50}), "--json"))
    assert found["tree"] == tree(work, {"notes.txt": DRIFTED, "raw.bin": b"\0\1\3" * 50})


def test_a_binary_file_that_the_branch_changed(work: Repo, run: Run) -> None:
    work.switch("stable-1").commit("other", {"raw.bin": b"\0\7" * 50})
    work.switch("master")
    found = case(port(run, work, work.commit("fix", {"raw.bin": b"\0\1\3" * 50}), "--json"))
    assert (found["application"]["outcome"], found["tree"]) == ("conflict", None)
    assert found["verdict"] != "SOUND"


def test_a_submodule(work: Repo, run: Run) -> None:
    work.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    work.git("commit", "-q", "-m", "add sub")
    work.git("update-index", "--add", "--cacheinfo", f"160000,{'2' * 40},sub")
    work.git("commit", "-q", "-m", "move sub")
    ran = port(run, work, "HEAD", "--json")
    assert ran.code == 1
    assert case(ran)["verdict"] != "SOUND"


def test_a_symbolic_link(work: Repo, run: Run) -> None:
    (work.folder / "link").symlink_to("/etc/passwd")
    work.commit("link")
    (work.folder / "link").unlink()
    (work.folder / "link").symlink_to("notes.txt")
    ran = port(run, work, work.commit("relink"), "--json")
    assert "root:" not in ran.out
    assert case(ran)["verdict"] != "SOUND"


def test_a_path_that_is_not_utf8(work: Repo, run: Run) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    work.write(name, BODY)
    work.commit("add")
    work.git("branch", "-f", "stable-1")
    work.write(name, FIXED)
    ran = port(run, work, work.commit("fix"), "--json")
    assert case(ran)["application"]["outcome"] == "applied"
    assert ran.out.isascii()
    text = port(run, work, "HEAD")
    assert "Traceback" not in text.err
    assert text.code in (0, 1)


def test_an_author_that_is_not_utf8(work: Repo, run: Run) -> None:
    work.write("notes.txt", FIXED)
    work.git("add", "-A")
    raw = work.git("write-tree")
    parent = work.git("rev-parse", "HEAD")
    head = f"tree {raw}\nparent {parent}\n".encode()
    who = b"Andr\xe9 <a@example.org> 1600000000 +0000\n"
    commit = work.git(
        "hash-object",
        "-t",
        "commit",
        "-w",
        "--stdin",
        stdin=head + b"author " + who + b"committer " + who + b"\nfix: caf\xe9 \x1b[31m\n",
    )
    for options in ((), ("--json",)):
        ran = port(run, work, commit, *options)
        assert ran.code in (0, 1)
        assert "\x1b" not in ran.out


def test_a_shallow_clone(work: Repo, run: Run, tmp_path: Path) -> None:
    work.commit("fix", {"notes.txt": FIXED})
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", "--no-single-branch", work.folder.as_uri(), tmp_path / "shallow"],
        check=True,
    )
    clone = Repo(tmp_path / "shallow")
    clone.git("branch", "stable-1", "origin/stable-1")
    ran = port(run, clone, "HEAD")
    assert (ran.code, ran.out) == (2, "")
    assert "git fetch --unshallow" in ran.err


@pytest.mark.parametrize("verb", ["contains", "status", "review", "changelog", "announce"])
def test_a_shallow_clone_is_named_with_the_way_out(
    work: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for number in range(4):
        work.commit(f"more {number}", {"more": f"{number}\n"})
    work.git("tag", "v1.0")
    fix = work.commit("fix", {"notes.txt": FIXED})
    work.git("tag", "v1.1")
    subprocess.run(
        ["git", "clone", "-q", "--depth=2", "--no-single-branch", work.folder.as_uri(), tmp_path / "shallow"],
        check=True,
    )
    clone = Repo(tmp_path / "shallow")
    arguments = {
        "contains": (fix, "origin/stable-1"),
        "status": ("--onto", "1=origin/stable-1", "-r", "master", "-b", "v1.0"),
        "review": ("v1.0..", "--json", "--onto", "1=origin/stable-1"),
        "changelog": ("v1.0..v1.1",),
        "announce": ("v1.0..v1.1",),
    }[verb]
    ran = run(verb, *arguments, "--repo", clone.folder)
    assert ran.code in (0, 1), ran.err
    assert "is a shallow clone: what is older than its cut looks missing" in ran.err
    assert "fetch --unshallow" in ran.err
    clone.git("fetch", "-q", "--unshallow")
    ran = run(verb, *arguments, "--repo", clone.folder)
    assert "shallow" not in ran.err


def test_a_missing_blob(work: Repo, run: Run) -> None:
    fix = work.commit("fix", {"notes.txt": FIXED})
    blob = work.git("rev-parse", "HEAD:notes.txt")
    (work.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    ran = port(run, work, fix, "--json")
    assert ran.code == 1
    found = case(ran)
    assert (found["verdict"], found["tree"]) == ("UNKNOWN", None)
    assert f"object {blob[:12]} is missing or damaged" in found["findings"][0]["message"]


@pytest.mark.parametrize("verb", [("plan", "--onto", "1=stable-1"), ("contains", "stable-1")])
def test_a_missing_blob_in_the_history(work: Repo, run: Run, verb: tuple[str, ...]) -> None:
    fix = work.commit("fix", {"notes.txt": FIXED})
    blob = work.git("rev-parse", "HEAD:notes.txt")
    (work.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    before = snapshot(work.folder)
    ran = run(verb[0], fix, *verb[1:], "--repo", work.folder, "--no-cache")
    assert (ran.code, ran.out) == (2, "")
    assert "missing or damaged" in ran.err
    assert snapshot(work.folder) == before


@pytest.mark.parametrize("verb", ["plan", "contains"])
@pytest.mark.parametrize("commit", ["nowhere", "0" * 40, "-x", "--upload-pack=x", "master:notes.txt"])
def test_history_of_no_such_commit(work: Repo, run: Run, verb: str, commit: str) -> None:
    before = snapshot(work.folder)
    target = ("--onto", "1=stable-1") if verb == "plan" else ()
    ran = run(verb, "--repo", work.folder, "--no-cache", *target, "--", commit, *(() if target else ("stable-1",)))
    assert (ran.code, ran.out) == (2, "")
    assert snapshot(work.folder) == before


@pytest.mark.parametrize("verb", ["status", "review", "changelog", "announce"])
def test_a_range_that_is_none(work: Repo, run: Run, verb: str) -> None:
    target = ("--onto", "1=stable-1") if verb in ("status", "review") else ()
    for range_ in ("nowhere..master", "master..nowhere", "--..master"):
        ran = (
            run(verb, "--repo", work.folder, *target, "--", range_)
            if verb != "status"
            else run(verb, "--repo", work.folder, *target, "-b", *range_.split(".."), "--no-cache")
        )
        assert (ran.code, ran.out) == (2, ""), range_


def test_a_missing_tree(work: Repo, run: Run) -> None:
    fix = work.commit("fix", {"notes.txt": FIXED})
    name = work.git("rev-parse", "HEAD^{tree}")
    (work.folder / ".git" / "objects" / name[:2] / name[2:]).unlink()
    ran = port(run, work, fix)
    assert (ran.code, ran.out) == (2, "")
    assert "is missing or damaged" in ran.err


def test_a_torn_object(work: Repo, run: Run) -> None:
    fix = work.commit("fix", {"notes.txt": FIXED})
    blob = work.git("rev-parse", "HEAD:notes.txt")
    path = work.folder / ".git" / "objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:10])
    assert case(port(run, work, fix, "--json"))["verdict"] == "UNKNOWN"


@pytest.mark.parametrize(
    "name", ["-x", "a..b", "a b", "x.lock", "/x", "HEAD", "a\nb", "{series}/{nothing}", "{series.__class__}"]
)
def test_a_branch_name_that_git_would_refuse(work: Repo, run: Run, name: str) -> None:
    fix = work.commit("fix", {"notes.txt": FIXED})
    before = snapshot(work.folder)
    ran = run("port", fix, "--repo", work.folder, "--onto", "1=stable-1", f"--branch={name}")
    assert (ran.code, ran.out) == (2, "")
    assert snapshot(work.folder) == before


def test_a_branch_that_exists_is_kept(work: Repo, run: Run) -> None:
    fix = work.commit("fix", {"notes.txt": FIXED})
    ran = port(run, work, fix, "--branch=stable-1")
    assert (ran.code, ran.out) == (2, "")
    assert "exists already" in ran.err


def test_a_branch_named_like_an_option_is_a_target_by_its_full_name(work: Repo, run: Run) -> None:
    fix = work.commit("fix", {"notes.txt": FIXED})
    work.git("update-ref", "refs/heads/--stable", work.git("rev-parse", "stable-1"))
    ran = run("port", fix, "--repo", work.folder, "--onto", "1=refs/heads/--stable", "--json")
    assert case(ran)["application"]["outcome"] == "applied"


def test_one_broken_target_does_not_stop_the_others(work: Repo, run: Run) -> None:
    work.branch("stable-0")
    work.commit("other", {"notes.txt": DRIFTED + "more\n"})
    name = work.git("rev-parse", "HEAD:notes.txt")
    work.switch("master")
    fix = work.commit("fix", {"notes.txt": FIXED})
    (work.folder / ".git" / "objects" / name[:2] / name[2:]).unlink()
    ran = run("port", fix, "--repo", work.folder, "--onto", "0=stable-0", "--onto", "1=stable-1", "--json")
    found = {one["target"]["series"]: one["application"]["outcome"] for one in json.loads(ran.out)["cases"]}
    assert found == {"0": "skipped", "1": "applied"}


def test_a_corrupt_configuration(work: Repo, run: Run) -> None:
    fix = work.commit("fix", {"notes.txt": FIXED})
    work.write("backport.toml", "seres = 1\n[[series]]\nnme = 2\n")
    ran = port(run, work, fix)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0] == "error: backport.toml:1: unknown key 'seres': did you mean 'series'?"


def test_a_broken_repository_configuration(work: Repo, run: Run) -> None:
    fix = work.commit("fix", {"notes.txt": FIXED})
    (work.folder / ".git" / "config").write_text("[core\nbroken")
    ran = port(run, work, fix)
    assert (ran.code, ran.out) == (2, "")


def test_a_report_that_cannot_be_written(work: Repo, run: Run, tmp_path: Path) -> None:
    fix = work.commit("fix", {"notes.txt": FIXED})
    ran = port(run, work, fix, "--html", tmp_path / "no" / "report.html")
    assert ran.code == 2
    assert "cannot write" in ran.err


def test_the_repository_is_named_wrongly(tmp_path: Path, run: Run) -> None:
    for folder in (tmp_path, tmp_path / "nothing", Path("/dev/null")):
        ran = run("port", "HEAD", "--repo", folder)
        assert (ran.code, ran.out) == (2, "")
        assert "is not a git repository" in ran.err


@pytest.fixture
def reader(work: Repo) -> Iterator[None]:
    """A user who may read the repository and write nothing into it (root may always write)."""
    somebody = 65534 if os.geteuid() == 0 else os.geteuid()
    for path in (work.folder, *work.folder.rglob("*")):
        os.chown(path, somebody, -1, follow_symlinks=False)
        path.chmod(0o555 if path.is_dir() else 0o444)
    top = Path(tempfile.gettempdir())
    homes = Path(os.environ["HOME"]).parents[1].glob("home*")
    for parent in (*work.folder.parents, *homes):
        if parent.is_relative_to(top) and parent != top and parent.is_dir():
            parent.chmod(0o755)
    before = os.geteuid()
    os.seteuid(somebody)
    yield
    os.seteuid(before)
    for path in (work.folder, *work.folder.rglob("*")):
        path.chmod(0o755)


def test_a_read_only_repository(work: Repo, run: Run, request: pytest.FixtureRequest) -> None:
    fix = work.commit("fix", {"notes.txt": FIXED})
    command = ("port", fix, "--repo", work.folder, "--onto", "1=stable-1")
    run(*command, "--json")  # all modules are loaded while they can be read
    run(*command, "--branch=warm")
    work.git("branch", "-D", "warm")
    request.getfixturevalue("reader")
    before = snapshot(work.folder)
    read, written = run(*command, "--json"), run(*command, "--branch=bp")
    assert read.err == ""
    assert case(read)["application"]["outcome"] == "applied"
    assert written.code == 2, written.out + written.err
    assert written.out == ""
    assert "the branches could not be written" in written.err
    assert snapshot(work.folder) == before
