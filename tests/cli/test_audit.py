"""backport audit and backport checks."""

import json
from pathlib import Path

import pytest

from backport.stages.verify.examine import names
from backport.stages.verify.measured import measured
from tests.cli.conftest import Run
from tests.repos import Repo

UNIT = "int go(int x)\n{\n\treturn x;\n}\n"
HELPER = "int is_done(int x)\n{\n\treturn x > 3;\n}\n"


def _made(repo: Repo) -> tuple[str, str, str]:
    """A stable branch with a good port and one that uses a helper it lacks: its start and both ports."""
    start = repo.commit("start", {"a.c": UNIT, "b.c": UNIT})
    repo.branch("stable")
    repo.switch("master")
    repo.commit("helper", {"help.c": HELPER})
    good = repo.commit("fix b", {"b.c": UNIT.replace("return x", "return x + 1")})
    bad = repo.commit("fix a", {"a.c": UNIT.replace("return x", "return is_done(x)")})
    repo.switch("stable")
    return start, repo.pick(good), repo.pick(bad)


def test_a_range(repo: Repo, run: Run) -> None:
    start, _, bad = _made(repo)
    ran = run("audit", f"{start}..stable", "--repo", repo.folder, "--no-compiler", "--jobs", 1, "--no-progress")
    assert ran.code == 1
    assert "UNSOUND" in ran.out and bad[:12] in ran.out
    assert "symbols: nothing in the target defines is_done" in ran.out
    assert "2 backports: 1 sound, 0 doubtful, 1 unsound, 0 unknown" in ran.out


def test_one_good_commit(repo: Repo, run: Run) -> None:
    _, good, _ = _made(repo)
    ran = run("audit", good, "--repo", repo.folder, "--no-compiler", "--jobs", 1, "--no-progress")
    assert (ran.code, "1 backports: 1 sound" in ran.out) == (0, True)


def test_listed_backports_with_what_is_known_of_them(repo: Repo, run: Run, tmp_path: Path) -> None:
    _, good, bad = _made(repo)
    file, output = tmp_path / "made.csv", tmp_path / "audit.jsonl"
    rows = (f"stable,{bad},master,bad", f"stable,{good},master~1,good")
    file.write_text("series,target,origin,known\n" + "\n".join(rows) + "\n")
    command = ("audit", "--pairs", file, "--repo", repo.folder, "--no-compiler", "--jobs", 1, "--output", output)
    ran = run(*command)
    assert ran.code == 1
    assert ["symbols", "1", "0", "1", "0"] in [line.split() for line in ran.out.splitlines()]
    lines = {line["target"]: line for line in map(json.loads, output.read_text().splitlines())}
    assert {target: line["verdict"] for target, line in lines.items()} == {bad: "UNSOUND", good: "SOUND"}
    assert lines[bad]["findings"][0]["fingerprint"] == "symbols:a.c:is_done"
    kept = output.read_bytes()
    assert run(*command).out == ran.out
    assert output.read_bytes() == kept


def test_a_finding_that_is_suppressed(repo: Repo, run: Run) -> None:
    _, _, bad = _made(repo)
    repo.write(
        "backport.toml",
        'project = "generic"\ndevelopment = "master"\n[[suppression]]\nfinding = "symbols:a.c:is_done"\n'
        'reason = "another library has it"\nexpires = 2999-01-01\n',
    )
    ran = run("audit", bad, "--repo", repo.folder, "--no-compiler", "--jobs", 1, "--no-progress")
    assert (ran.code, "1 backports: 1 sound" in ran.out) == (0, True)


def test_nothing_to_examine(repo: Repo, run: Run) -> None:
    repo.commit("start", {"a.c": UNIT})
    ran = run("audit", "HEAD", "--repo", repo.folder)
    assert (ran.code, ran.out) == (0, "no backports found: no message names a commit it was picked from\n")


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (("nonsense",), "unknown revision 'nonsense'"),
        (("HEAD", "--pairs", "x.csv"), "both a range and --pairs are given"),
        (("--pairs", "absent.csv"), "absent.csv cannot be read"),
    ],
)
def test_mistakes(repo: Repo, run: Run, args: tuple[str, ...], error: str) -> None:
    repo.commit("start", {"a.c": UNIT})
    ran = run("audit", "--repo", repo.folder, *args)
    assert (ran.code, error in ran.err) == (2, True)


def test_checks_lists_each_with_its_figures(run: Run) -> None:
    ran = run("checks", "--json")
    document = json.loads(ran.out)
    assert [check["name"] for check in document["checks"]] == list(names())
    assert set(measured().checks) == set(names())
    assert all(name in run("checks").out for name in names())


def test_every_check_has_its_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "CHECKS.md").read_text()
    assert [line[3:].strip("`") for line in page.splitlines() if line.startswith("## `")] == list(names())
