"""backport port --resolve, --continue, --skip, --abort, --status: a conflict is a work tree until it is finished."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backport.core.errors import UserError
from backport.pipeline.session import moves
from backport.pipeline.session.state import held, root
from tests.cli.conftest import Run
from tests.repos import Repo, git

TOP = Path(__file__).parents[2]
POEM = "".join(f"line {number} of the poem\n" for number in range(1, 21))
WORDS = "line 10 of the poem"
FIXED = POEM.replace(WORDS, "line ten of the poem")
OTHER = POEM.replace(WORDS, "ten, quite different words")
DONE = OTHER.replace("ten,", "line ten,")


@pytest.fixture
def fix(repo: Repo) -> str:
    """master with a fix; stable-3 takes it as it is; stable-2 and stable-1 have other words where it changes them."""
    repo.git("config", "user.name", "Carol Committer")
    repo.git("config", "user.email", "carol@example.org")
    repo.commit("first", {"poem.txt": POEM, "VERSION": "0\n"})
    repo.branch("stable-3.0").commit("three", {"VERSION": "3\n"})
    repo.switch("master").branch("stable-2.0").commit("two", {"poem.txt": OTHER, "VERSION": "2\n"})
    repo.branch("stable-1.0").commit("one", {"VERSION": "1\n"})
    repo.switch("master")
    return repo.commit("BUG: fix line ten", {"poem.txt": FIXED}, who="Bob Builder")


def trees() -> dict[str, Path]:
    return {path.name: path for path in sorted(root().glob("ports/*/trees/*")) if path.is_dir()}


def begun(run: Run, repo: Repo, fix: str, *options: str) -> dict[str, Path]:
    ran = run("port", fix, "--repo", repo.folder, "--resolve", "--no-compile", *options)
    assert ran.code == 1, ran.err
    return trees()


def test_conflicts_become_work_trees_beside_what_the_map_knows(repo: Repo, fix: str, run: Run) -> None:
    before = (repo.git("for-each-ref"), repo.git("worktree", "list"))
    found = begun(run, repo, fix, "--branch", "bp/{series}")
    assert list(found) == ["1.0", "2.0"]
    assert (repo.git("for-each-ref"), repo.git("worktree", "list")) == before
    assert git(found["2.0"], "status", "--short") == "UU poem.txt"
    text = (found["2.0"] / "poem.txt").read_text()
    assert "<<<<<<< ours\nten, quite different words\n||||||| base\nline 10 of the poem\n=======\n" in text
    assert "line ten of the poem\n>>>>>>> theirs\n" in text
    view = (found["2.0"].parent / "2.0.conflicts.txt").read_text()
    assert "conflict 1 of 1, line 10" in view
    assert "- line 10 of the poem\n" in view and "+ line ten of the poem\n" in view
    told = run("port", "--status", "--repo", repo.folder)
    assert [line.split() for line in told.out.splitlines() if line.startswith(("3.0", "2.0  ", "1.0  "))] == [
        ["3.0", "SOUND", "applied"],
        ["2.0", "UNKNOWN", "waits", "for", "a", "person"],
        ["1.0", "UNKNOWN", "waits", "for", "a", "person"],
    ]
    document = json.loads(run("port", "--status", "--json", "--repo", repo.folder).out)
    assert document["series"][1]["files"] == [{"path": "poem.txt", "conflicts": 1, "touched": False}]
    assert document["series"][1]["worktree"] == str(found["2.0"])


def test_go_on_and_the_next_older_branch_follows_its_neighbour(repo: Repo, fix: str, run: Run) -> None:
    found = begun(run, repo, fix, "--branch", "bp/{series}")
    (found["2.0"] / "poem.txt").write_text(DONE)
    ran = run("port", "--continue", "--repo", repo.folder)
    assert "3 targets" in ran.out
    assert repo.git("show", "bp/2.0:poem.txt") == DONE.rstrip("\n")
    assert repo.git("show", "bp/1.0:poem.txt") == DONE.rstrip("\n")
    assert repo.git("show", "bp/1.0:VERSION") == "1"
    two = repo.git("rev-parse", "bp/2.0")
    assert f"(cherry picked from commit {two})" in repo.git("log", "-1", "--format=%B", "bp/1.0")
    message = repo.git("log", "-1", "--format=%an|%cn|%ad%n%B", "--date=unix", "bp/2.0")
    assert message.startswith(f"Bob Builder|Carol Committer|{repo.clock}\nBUG: fix line ten\n\n")
    assert "[cc: ctx adjt]\nSigned-off-by: Carol Committer <carol@example.org>" in message
    assert list(root().glob("ports/*")) == []
    repo.git("fsck", "--strict")


def test_the_same_conflict_is_answered_again_and_said_so(repo: Repo, fix: str, run: Run) -> None:
    found = begun(run, repo, fix, "--direct")
    (found["2.0"] / "poem.txt").write_text(DONE)
    ran = run("port", "--continue", "--repo", repo.folder, "--json")
    assert trees() == {}, "1.0 was laid out before, and has the same conflict"
    by_hand, again = json.loads(ran.out)["cases"][1:]
    assert by_hand["verdict"] == "SOUND"
    assert (again["verdict"], again["application"]["rung"]) == ("DOUBTFUL", "resolved")
    ran = run("port", fix, "--repo", repo.folder, "--resolve", "--no-compile", "--direct", "--json")
    document = json.loads(ran.out)
    for case in document["cases"][1:]:
        assert case["verdict"] == "DOUBTFUL"
        said = [finding["message"] for finding in case["findings"] if finding["check"] == "placement"]
        assert len(said) == 1
        assert said[0].startswith("poem.txt: the conflict was resolved as it was on 2.0 (")
    assert document["cases"][1]["tree"] == repo_tree(repo, DONE, "2\n")


def repo_tree(repo: Repo, poem: str, version: str) -> str:
    """The tree of these two files."""
    repo.switch("master").branch("as-wanted")
    commit = repo.commit("as wanted", {"poem.txt": poem, "VERSION": version})
    return repo.git("rev-parse", f"{commit}^{{tree}}")


def test_nothing_was_finished(repo: Repo, fix: str, run: Run) -> None:
    begun(run, repo, fix)
    ran = run("port", "--continue", "--repo", repo.folder)
    assert (ran.code, ran.out) == (2, "")
    assert "nothing is finished yet:\n  2.0: poem.txt\n  1.0: poem.txt" in ran.err
    assert list(trees()) == ["1.0", "2.0"]


def test_work_that_was_begun_is_not_taken_away(repo: Repo, fix: str, run: Run) -> None:
    found = begun(run, repo, fix)
    (found["2.0"] / "poem.txt").write_text(DONE)
    half = (found["1.0"] / "poem.txt").read_text().replace("ten,", "10,")
    (found["1.0"] / "poem.txt").write_text(half)
    ran = run("port", "--continue", "--repo", repo.folder)
    assert ran.code == 1
    assert (found["1.0"] / "poem.txt").read_text() == half
    assert "1.0: " in ran.out and "poem.txt: 1 to resolve" in ran.out


def test_a_commit_of_the_person_is_taken_with_its_message(repo: Repo, fix: str, run: Run) -> None:
    found = begun(run, repo, fix, "--branch", "bp/{series}")
    (found["2.0"] / "poem.txt").write_text(DONE)
    git(found["2.0"], "add", "poem.txt")
    git(found["2.0"], "commit", "-q", "-m", "BUG: fix line ten\n\nin my words")
    ran = run("port", "--continue", "--repo", found["2.0"])
    assert "3 targets" in ran.out, "asked from within the work tree"
    assert repo.git("log", "-1", "--format=%B", "bp/2.0") == "BUG: fix line ten\n\nin my words"


def test_the_prepared_message_may_be_edited(repo: Repo, fix: str, run: Run) -> None:
    found = begun(run, repo, fix, "--branch", "bp/{series}")
    (found["2.0"] / "poem.txt").write_text(DONE)
    prepared = Path(git(found["2.0"], "rev-parse", "--absolute-git-dir")) / "MERGE_MSG"
    prepared.write_text(prepared.read_text().replace("ctx adjt", "the words are others here"))
    run("port", "--continue", "--repo", repo.folder)
    assert "[cc: the words are others here]" in repo.git("log", "-1", "--format=%B", "bp/2.0")


def test_skip_one_and_the_others_are_handed_over(repo: Repo, fix: str, run: Run) -> None:
    begun(run, repo, fix, "--branch", "bp/{series}")
    assert run("port", "--skip", "2.0", "--repo", repo.folder).code == 1
    assert list(trees()) == ["1.0"]
    ran = run("port", "--skip", "--repo", repo.folder)
    assert ran.code == 1 and "3 targets: 1 SOUND, 2 UNKNOWN" in ran.out
    assert repo.git("branch", "--list", "bp/*", "--format=%(refname:short)") == "bp/3.0"
    assert list(root().glob("ports/*")) == []


def test_abort_leaves_no_trace(repo: Repo, fix: str, run: Run) -> None:
    def seen() -> tuple[str, ...]:
        files = sorted(str(path) for path in repo.folder.rglob("*"))
        return (repo.git("for-each-ref"), repo.git("worktree", "list"), repo.git("fsck", "--full"), *files)

    before = seen()
    found = begun(run, repo, fix, "--branch", "bp/{series}")
    (found["2.0"] / "poem.txt").write_text(DONE)
    assert run("port", "--abort", "--repo", repo.folder).code == 0
    assert seen() == before
    assert list(root().rglob("*")) in ([], [root() / "ports"])
    ran = run("port", "--continue", "--repo", repo.folder)
    assert (ran.code, "no port waits to be continued here" in ran.err) == (2, True)


def test_one_port_at_a_time(repo: Repo, fix: str, run: Run) -> None:
    begun(run, repo, fix)
    ran = run("port", fix, "--repo", repo.folder, "--resolve")
    assert (ran.code, "a port waits already: BUG: fix line ten" in ran.err) == (2, True)
    assert list(trees()) == ["1.0", "2.0"]


def test_interrupted_at_the_worst_moment(repo: Repo, fix: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(moves, "take_apart", _interrupted)
        assert run("port", fix, "--repo", repo.folder, "--resolve", "--no-compile").code == 130
    ran = run("port", "--status", "--repo", repo.folder)
    assert ran.code == 0
    assert "2.0     UNKNOWN  conflict" in ran.out
    assert run("port", "--continue", "--repo", repo.folder).code == 1
    assert list(trees()) == ["1.0", "2.0"], "what was not laid out yet is laid out now"


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_damaged_state_is_told_and_can_be_given_up(repo: Repo, fix: str, run: Run) -> None:
    begun(run, repo, fix)
    (file,) = root().glob("ports/*/state.json")
    file.write_text(file.read_text()[:100])
    ran = run("port", "--continue", "--repo", repo.folder)
    assert (ran.code, "state.json is damaged" in ran.err) == (2, True)
    assert run("port", "--abort", "--repo", repo.folder).code == 0
    assert list(root().glob("ports/*")) == []


def test_a_work_tree_that_is_gone(repo: Repo, fix: str, run: Run) -> None:
    found = begun(run, repo, fix)
    shutil.rmtree(found["2.0"])
    ran = run("port", "--continue", "--repo", repo.folder)
    assert (ran.code, "is gone" in ran.err, "port --skip 2.0" in ran.err) == (2, True, True)
    assert run("port", "--skip", "2.0", "--repo", repo.folder).code == 1
    assert list(trees()) == ["1.0"]


def test_a_file_that_the_fix_deletes_and_the_branch_changed(repo: Repo, run: Run) -> None:
    repo.git("config", "user.name", "Carol Committer")
    repo.git("config", "user.email", "carol@example.org")
    repo.commit("first", {"old.c": "int old;\n", "VERSION": "0\n"})
    repo.branch("stable-2.0").commit("two", {"old.c": "quite other words\nand more of them\n"})
    repo.switch("master").remove("old.c")
    fix = repo.commit("remove it")
    found = begun(run, repo, fix, "--branch", "bp/{series}")
    assert git(found["2.0"], "status", "--short") == "UD old.c"
    ran = run("port", "--continue", "--repo", repo.folder)
    assert (ran.code, "2.0: old.c" in ran.err) == (2, True)
    git(found["2.0"], "rm", "-q", "old.c")
    run("port", "--continue", "--repo", repo.folder)
    assert repo.git("ls-tree", "--name-only", "bp/2.0") == "VERSION"


@pytest.mark.parametrize("args", [(), ("--continue", "--abort"), ("master", "--status"), ("master", "--skip", "2.0")])
def test_one_thing_at_a_time(repo: Repo, fix: str, run: Run, args: tuple[str, ...]) -> None:
    ran = run("port", *args, "--repo", repo.folder)
    assert (ran.code, "what is to be done?" in ran.err) == (2, True)


def test_runs_are_kept(repo: Repo, fix: str, run: Run) -> None:
    told = run("port", fix, "--repo", repo.folder, "--no-compile").out
    assert run("report").out == told


def test_a_program_gets_documents_alone(repo: Repo, fix: str, run: Run) -> None:
    ran = run("port", fix, "--repo", repo.folder, "--resolve", "--no-compile", "--json")
    document = json.loads(ran.out)
    assert [row["state"] for row in document["series"]] == ["applied", "waits for a person", "waits for a person"]
    assert "--continue" in ran.err


@pytest.mark.parametrize("delay", [0.0, 0.2, 0.5, 0.9])
def test_killed_at_any_time(repo: Repo, fix: str, run: Run, delay: float) -> None:
    seen = (repo.git("for-each-ref"), repo.git("worktree", "list"), repo.git("status", "--short"))
    command = [sys.executable, "-m", "backport", "port", fix, "--resolve", "--no-compile", "--branch", "bp/{series}"]
    process = subprocess.Popen(
        command, cwd=repo.folder, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(TOP)}
    )
    while not list(root().glob("ports/*")) and process.poll() is None:
        time.sleep(0.01)
    time.sleep(delay)
    process.kill()
    process.wait()
    assert (repo.git("for-each-ref"), repo.git("worktree", "list"), repo.git("status", "--short")) == seen
    if list(root().glob("ports/*/state.json")):
        assert run("port", "--status", "--repo", repo.folder).code == 0
        assert run("port", "--continue", "--repo", repo.folder).code in (1, 2)
    else:
        assert run("port", fix, "--repo", repo.folder, "--resolve", "--no-compile").code == 1
    assert list(trees()) == ["1.0", "2.0"]
    assert run("port", "--abort", "--repo", repo.folder).code == 0
    assert list(root().glob("ports/*")) == []


def test_what_a_killed_port_had_started_keeps_nobody_away(tmp_path: Path) -> None:
    hold = f"""if 1:
        import os, pathlib, sys, time
        from backport.pipeline.session.state import held
        with held(pathlib.Path({str(tmp_path / "port")!r})):
            child = os.fork()
            if not child:
                os.close(1)
                time.sleep(600)
            print(child, flush=True)
            sys.stdin.read()
    """
    process = subprocess.Popen(
        [sys.executable, "-c", hold], cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    with pytest.raises(UserError, match="another backport is at work"), held(tmp_path / "port"):
        pass
    process.kill()
    process.communicate()
    with held(tmp_path / "port"):
        os.kill(child, signal.SIGKILL)
