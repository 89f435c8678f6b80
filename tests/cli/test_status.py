"""backport status: the matrix in every format, and the check of the cascade."""

import csv
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from backport.cli import cli
from backport.core.errors import UserError
from tests.repos import Repo


def run(repo: Repo, *args: str) -> str:
    done = CliRunner().invoke(cli, ["status", "--repo", str(repo.folder), *args], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def cascade(repo: Repo) -> dict[str, str]:
    """Mainline, 2.0 and 1.9: one fix is in both, one in 1.9 alone, one nowhere, one in 2.0 without a trailer."""
    repo.commit("root", {"a": "0\n"})
    repo.git("branch", "1.9")
    ids = {"base": repo.commit("MINOR: b", {"b": "0\n"})}
    repo.git("branch", "2.0")
    for name in ("both", "old", "none", "silent"):
        ids[name] = repo.commit(f"BUG: {name} | @nobody", {name: "fixed\n"}, who=f"Author-{name}")
    ids["release"] = repo.commit("[RELEASE] Released version 2.1", {"v": "2.1\n"})
    repo.switch("2.0")
    ids["both in 2.0"] = repo.pick(ids["both"])
    repo.git("cherry-pick", ids["silent"])
    ids["silent in 2.0"] = repo.git("rev-parse", "HEAD")
    repo.switch("1.9")
    ids["both in 1.9"] = repo.pick(ids["both in 2.0"])
    ids["old in 1.9"] = repo.pick(ids["old"])
    repo.switch("master")
    return ids


PASTED = re.compile(r"([0-9a-f]{8})\+[0-9]")  # the script's ids to paste can carry a mark that git does not take
ONTO = ("--onto", "2.0", "--onto", "1.9")


def test_table(repo: Repo, cascade: dict[str, str]) -> None:
    lines = run(repo, f"{cascade['base']}..master", *ONTO).splitlines()
    both, old, none = (cascade[name][:12] for name in ("both", "old", "none"))
    new, older, alone = (cascade[name][:8] for name in ("both in 2.0", "both in 1.9", "old in 1.9"))
    assert lines[:4] == [
        "commit        2.0         1.9         subject",
        f"{both}  {new}-1  {older}-2  BUG: both | @nobody",
        f"{old}  -           {alone}-1  BUG: old | @nobody",
        f"{none}  -           -           BUG: none | @nobody",
    ]
    assert lines[-1] == "5 commits of master: 2.0 has 1, 1.9 has 2"


def test_what_is_missing_leaves_releases_out(repo: Repo, cascade: dict[str, str]) -> None:
    rows = json.loads(run(repo, f"{cascade['base']}..master", *ONTO, "-m", "--json"))["rows"]
    assert [row["commit"] for row in rows] == [cascade[name] for name in ("old", "none", "silent")]


def test_json_has_all_of_a_cell(repo: Repo, cascade: dict[str, str]) -> None:
    document = json.loads(run(repo, f"{cascade['base']}..master", *ONTO, "-H", "--format", "json"))
    assert document["format"] == 1
    assert document["columns"] == ["2.0", "1.9"]
    assert [row["cells"][0] for row in document["rows"]] == [
        {"commit": cascade["both in 2.0"], "way": "chain", "hops": 1},
        None,
        None,
        {"commit": cascade["silent in 2.0"], "way": "text", "hops": 0},
        None,
    ]


def test_csv_is_read_back(repo: Repo, cascade: dict[str, str]) -> None:
    rows = list(csv.reader(run(repo, f"{cascade['base']}..master", *ONTO, "--format", "csv").splitlines()))
    assert rows[0] == ["commit", "subject", "2.0", "2.0 found by", "1.9", "1.9 found by"]
    assert rows[2] == [cascade["old"], "BUG: old | @nobody", "", "", cascade["old in 1.9"], "chain 1"]


def test_markdown_and_html_are_inert(repo: Repo, cascade: dict[str, str]) -> None:
    repo.commit("BUG: <script>alert(1)</script> @team `x`", {"x": "1\n"})
    markdown = run(repo, f"{cascade['base']}..master", *ONTO, "--format", "markdown").splitlines()
    assert markdown[-1].endswith("| – | – | BUG: \\<script\\>alert\\(1\\)\\</script\\> @\u200bteam \\`x\\` |")
    assert all(line.replace("\\|", "").count("|") == 5 for line in markdown)
    html = run(repo, f"{cascade['base']}..master", *ONTO, "--format", "html")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_patterns_choose_rows(repo: Repo, cascade: dict[str, str]) -> None:
    def subjects(*args: str) -> list[str]:
        found = json.loads(run(repo, f"{cascade['base']}..master", *ONTO, "--json", *args))
        return [row["subject"] for row in found["rows"]]

    assert subjects("-s", r"o\(ld\|ne\) ") == ["BUG: old | @nobody", "BUG: none | @nobody"]
    assert subjects("-l", "^BUG: [bo]") == ["BUG: both | @nobody", "BUG: old | @nobody"]
    assert subjects("-s", "^nothing") == []


def test_the_cascade_is_checked(repo: Repo, cascade: dict[str, str]) -> None:
    arguments = ["status", "--repo", str(repo.folder), *ONTO, "--check"]
    done = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert done.return_value == 1
    assert done.stdout == (
        f"2.0 lacks {cascade['old'][:12]}, which 1.9 has as {cascade['old in 1.9'][:12]}: BUG: old | @nobody\n"
        "1 fixes of an older series are missing in a newer one\n"
    )
    repo.switch("1.9")
    repo.commit(f"Revert old\n\nThis reverts commit {cascade['old in 1.9']}.\n", {"old": "broken\n"})
    done = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert (done.return_value, done.stdout) == (0, "0 fixes of an older series are missing in a newer one\n")


def test_files_limit_rows_and_branches(repo: Repo, cascade: dict[str, str]) -> None:
    def subjects(*args: str) -> list[str]:
        return [row["subject"] for row in json.loads(run(repo, "--json", *ONTO, *args))["rows"]]

    every = subjects()
    assert subjects("--", "both") == ["BUG: both | @nobody"]
    assert subjects("master", "--", "./o*", "both/") == ["BUG: both | @nobody", "BUG: old | @nobody"]
    assert subjects("--", ".") == every
    assert subjects("--", "nothing") == []
    assert subjects("--") == every
    assert "[-- FILE…]" in run(repo, "--help")


def test_what_only_looks_forgotten_is_told_apart(repo: Repo, cascade: dict[str, str]) -> None:
    lost = "1234567" * 5 + "12345"
    repo.switch("2.0")
    repo.commit("BUG: in other words", {"words": "right\n"})
    repo.switch("1.9")
    own = repo.commit("BUG: of 1.9 alone", {"own": "1\n"})
    repo.commit(f"BUG: from nowhere\n\n(cherry picked from commit {lost})\n", {"lost": "1\n"})
    repo.commit(f"BUG: in its words\n\n(cherry picked from commit {lost[::-1]})\n", {"words": "right\n"})
    repo.switch("master")
    culprit = repo.commit("MINOR: a bug", {"c": "1\n"})
    fix = repo.commit(f"BUG: repaired\n\nThis bug was introduced by commit {culprit[:12]}.\n", {"c": "2\n"})
    repo.switch("1.9")
    repo.pick(culprit)
    repo.pick(fix)
    repo.git("checkout", "-q", "-b", "1.8", repo.git("rev-list", "--max-parents=0", "master"))
    repo.commit(f"BUG: of 1.9 alone\n\n(cherry picked from commit {own})\n", {"own": "2\n"})
    arguments = ["status", "--repo", str(repo.folder), *ONTO, "--onto", "1.8", "--check", "--json"]
    found = json.loads(CliRunner().invoke(cli, arguments, standalone_mode=False).stdout)["breaches"]
    assert {(each["subject"], each["older"], each["newer"]): each["cause"] for each in found} == {
        ("BUG: old | @nobody", "1.9", "2.0"): "forgotten",
        ("BUG: from nowhere", "1.9", "2.0"): "forgotten",
        ("BUG: in its words", "1.9", "2.0"): "its code has every change of the fix",
        ("MINOR: a bug", "1.9", "2.0"): "forgotten",
        ("BUG: repaired", "1.9", "2.0"): "the commit that brought the bug is not there",
        ("BUG: of 1.9 alone", "1.8", "2.0"): "made for older series alone",
    }


def _listed(repo: Repo, cascade: dict[str, str], *options: str) -> list[str]:
    """What the script's format prints; ids by their names, the commands without git's own words."""
    out = run(repo, "--format", "show-backports", *options, f"{cascade['base']}..master", *ONTO)
    for name, commit in cascade.items():
        out = out.replace(commit[:8], f"<{name}>")
    return [re.sub(r"--pretty=.*%N' ", "", line).strip() for line in out.splitlines() if line]


def test_the_scripts_table(repo: Repo, cascade: dict[str, str]) -> None:
    lines = [re.sub(r" +", " ", line) for line in _listed(repo, cascade)]
    assert lines == [
        ":master: :2.0: :1.9: | ---- Subject ----",
        "<both> <both in 2.0>-1 <both in 1.9>-2 | BUG: both | @nobody",
        "<old> - <old in 1.9>-1 | BUG: old | @nobody",
        "<none> - - | BUG: none | @nobody",
        "<silent> - - | BUG: silent | @nobody",
        "<release> - - | [RELEASE] Released version 2.1",
    ]


def test_the_scripts_commands_to_paste(repo: Repo, cascade: dict[str, str]) -> None:
    lines = _listed(repo, cascade, "-q", "-m")
    said = "In order to show and/or apply all leftmost commits to current branch :"
    assert lines[-3:] == [said, "git show <old> <none> <silent>", "git cherry-pick -sx <old> <none> <silent>"]
    assert "[RELEASE]" not in "".join(lines)
    both = _listed(repo, cascade, "-H", "-q", "-m")  # by its text one is in 2.0, the nearer source for 1.9
    assert "In order to show and/or apply all rightmost commits to current branch :" in both
    assert both[-1] == "git cherry-pick -sx <old> <none> <silent in 2.0>"
    assert _listed(repo, cascade, "-m", "-s", "nowhere") == ["No missing commit to apply."]


def test_what_is_newer_than_the_last_backport(repo: Repo, cascade: dict[str, str]) -> None:
    head = "Found 3 commit(s) added to branch master since last backported commit <both>:"
    assert _listed(repo, cascade, "-L") == [
        head,
        "<old>  | BUG: old | @nobody",
        "<none>  | BUG: none | @nobody",
        "<silent>  | BUG: silent | @nobody",
        "In order to show and/or apply them all to current branch :",
        "git show <old> <none> <silent>",
        "git cherry-pick -sx <old> <none> <silent>",
    ]
    assert _listed(repo, cascade, "-L", "-q") == [head, "git cherry-pick -sx <old> <none> <silent>"]
    assert _listed(repo, cascade, "-L", "-s", "both") == ["No new commit upstream since last commit <both>."]


def test_without_any_series(repo: Repo) -> None:
    repo.commit("root", {"a": "0\n"})
    done = CliRunner().invoke(cli, ["status", "--repo", str(repo.folder)])
    assert "no stable series found" in str(done.exception)


@pytest.mark.haproxy
@pytest.mark.skipif(shutil.which("bash") is None or shutil.which("column") is None, reason="the script needs both")
@pytest.mark.parametrize(
    ("options", "reference", "base", "branches"),
    [
        ("", "v3.4.1", "v3.4.0", "v3.3.11 v3.2.20"),
        ("-q -m", "v3.4.1", "v3.4.0", "v3.3.11 v3.2.20"),
        ("-u", "v3.2.20", "v3.2.19", "v3.3.11 v3.0.24"),
        ("-q -m -u", "v3.2.20", "v3.2.19", "v3.3.11 v3.0.24"),
        ("-q -L", "v3.4.1", "v3.4.0", "v3.3.11"),
        ("-q -- src/h1.c include/haproxy", "v3.4.1", "v3.4.0", "v3.3.11 v3.2.20"),
        ("-s BUG/M.*:", "v3.4.1", "v3.4.0", "v3.3.11"),
        ("-l backported", "v3.4.1", "v3.4.0", "v3.3.11"),
    ],
)
def test_the_script_prints_the_same(
    haproxy: Path, tmp_path: Path, options: str, reference: str, base: str, branches: str
) -> None:
    clone = Repo.create(tmp_path / "clone", "none")
    objects = haproxy / "objects" if (haproxy / "objects").is_dir() else haproxy / ".git" / "objects"
    (clone.folder / ".git/objects/info/alternates").write_text(f"{objects}\n")
    for tag in (reference, base, *branches.split()):
        clone.git("tag", tag, subprocess.check_output(["git", "-C", haproxy, "rev-parse", tag], text=True).strip())
    clone.git("branch", "master", reference)
    script = tmp_path / "script"
    script.write_text(clone.git("show", f"{reference}:scripts/git-show-backports"))
    switches, _, limits = options.partition("-- ")
    files = ["--", *limits.split()] if limits else []
    theirs = subprocess.run(
        ["bash", script, *switches.split(), "-b", base, "-r", reference, *branches.split(), *files],
        cwd=clone.folder, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"},
    ).stdout  # fmt: skip
    theirs = "".join(PASTED.sub(r"\1", line) if line.startswith("   git") else line for line in theirs.splitlines(True))
    onto = [word for branch in branches.split() for word in ("--onto", branch)]
    ours = run(clone, "--format", "show-backports", *switches.split(), "-b", base, "-r", reference, *onto, *files)
    assert ours == theirs


def test_whole_series_are_checked(repo: Repo, cascade: dict[str, str]) -> None:
    with pytest.raises(UserError, match="--check looks at whole series"):
        run(repo, "--check", "--", "a.c")
