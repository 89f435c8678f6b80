"""backport replay: the rows, the summary, and going on after an interruption."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from backport.pipeline import replay as replaying
from backport.pipeline.replay import Task
from tests.cli.conftest import Run
from tests.pairs import Made, history, written
from tests.repos import Repo

COLUMNS = ["target", "mode", "series", "tree", "exact", "verdict", "rung", "rules", "ms", "findings"]


def rows(output: Path) -> dict[str, dict[str, Any]]:
    return {row["target"]: row for row in map(json.loads, output.read_text().splitlines())}


@pytest.fixture
def made(repo: Repo) -> tuple[Made, ...]:
    return history(repo)


@pytest.fixture
def command(repo: Repo, made: tuple[Made, ...], tmp_path: Path) -> tuple[object, ...]:
    pairs = written(made, tmp_path / "pairs.csv")
    return ("replay", "--repo", repo.folder, "--pairs", pairs, "--jobs", 1, "--no-progress")


@pytest.mark.parametrize("mode", ["direct", "hop"])
def test_a_row_per_pair(
    repo: Repo, made: tuple[Made, ...], command: tuple[object, ...], tmp_path: Path, run: Run, mode: str
) -> None:
    output = tmp_path / "out.jsonl"
    assert run(*command, "--mode", mode, "--output", output).code == 0
    found = rows(output)
    assert list(found) == [one.target for one in made]
    for one in made:
        row = found[one.target]
        assert list(row) == COLUMNS
        assert (row["mode"], row["series"]) == (mode, one.series)
        assert row["exact"] == (row["tree"] == repo.git("rev-parse", f"{one.target}^{{tree}}"))
        assert row["verdict"] in {"SOUND", "DOUBTFUL"}
    assert [found[one.target]["exact"] for one in made if one.series == "2.0"] == [True, True, True]


def test_the_summary(command: tuple[object, ...], run: Run) -> None:
    told = run(*command).out.splitlines()
    assert [line.split() for line in told if line.startswith(("series", "2.0"))] == [
        ["series", "pairs", "exact", "other", "tree", "no", "tree", "exact"],
        ["2.0", "3", "3", "0", "0", "100.0%"],
    ]
    assert any(line.startswith("exact ") and " of 6 (" in line for line in told)
    document = json.loads(run(*command, "--json").out)
    assert [group[0] for group in document["groups"]] == ["git and class", "series", "rung", "verdict"]
    assert sum(document["total"][outcome] for outcome in ("exact", "other", "none", "unknown")) == 6


def test_an_interrupted_run_goes_on(
    command: tuple[object, ...], tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out.jsonl"
    whole = run(*command, "--output", output)
    lines = output.read_text().splitlines(keepends=True)
    output.write_text("".join(lines[:3]) + lines[3][:20])
    asked: list[str] = []

    def counted(task: Task) -> dict[str, Any]:
        asked.append(task.pair.target)
        return replaying.replay(task)

    monkeypatch.setattr("backport.cli.replay.JOB", replaying.Job(counted, replaying.columns))
    again = run(*command, "--output", output, "--timeout", 0, "--max-memory", 0)  # counted in this process
    assert asked == [json.loads(line)["target"] for line in lines[3:]]
    assert again.out.splitlines()[:-1] == whole.out.splitlines()[:-1]
    assert [json.loads(line)["tree"] for line in output.read_text().splitlines()] == [
        json.loads(line)["tree"] for line in lines
    ]


def test_a_bug_in_one_row_is_told_and_made_again(
    made: tuple[Made, ...], command: tuple[object, ...], tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out.jsonl"

    def broken(task: Task) -> dict[str, Any]:
        if task.pair == replaying.pairs(tmp_path / "pairs.csv")[1]:
            raise ZeroDivisionError("of all things")
        return replaying.replay(task)

    with monkeypatch.context() as patched:
        patched.setattr("backport.cli.replay.JOB", replaying.Job(broken, replaying.columns))
        ran = run(*command, "--output", output)
    assert ran.code == 3
    assert "1 of 6 were not answered because of a bug of backport" in ran.err
    row = rows(output)[made[1].target]
    assert (row["verdict"], row["tree"], row["exact"], row["rung"]) == ("UNKNOWN", None, False, "none")
    assert row["reason"] == "this is a bug of backport: ZeroDivisionError: of all things"
    assert "in broken" in row["bug"]
    assert run(*command, "--output", output).code == 0
    assert len(output.read_text().splitlines()) == 6
    assert "bug" not in rows(output)[made[1].target]


def test_a_commit_that_is_not_there_is_that_rows_trouble(
    repo: Repo, made: tuple[Made, ...], tmp_path: Path, run: Run
) -> None:
    lost = Made("2.0", made[0].target, made[0].parent, "1" * 40, "1" * 40)
    pairs = written((lost, *made[1:]), tmp_path / "pairs.csv")
    output = tmp_path / "out.jsonl"
    ran = run("replay", "--repo", repo.folder, "--pairs", pairs, "--jobs", 1, "--output", output)
    assert ran.code == 0
    row = rows(output)[lost.target]
    assert (row["verdict"], row["tree"]) == ("UNKNOWN", None)
    assert "111111111111 is missing or damaged" in row["reason"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no json\n", "out.jsonl:1 is not a result of this command"),
        ('{"target": "x", "series": "2.0"}\n', "out.jsonl holds results of another kind"),
    ],
)
def test_another_file_is_not_written_to(
    command: tuple[object, ...], tmp_path: Path, run: Run, text: str, told: str
) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text(text)
    ran = run(*command, "--output", output)
    assert (ran.code, output.read_text()) == (2, text)
    assert told in ran.err


def test_two_runs_do_not_write_one_file(command: tuple[object, ...], tmp_path: Path, run: Run) -> None:
    """The second one would throw away what the first one is about to add."""
    output = tmp_path / "out.jsonl"
    hold = f"""if 1:
        import sys, pathlib
        from backport.pipeline.rowfile import RowFile
        with RowFile(pathlib.Path({str(output)!r}), "target", lambda row: False) as rows:
            rows.add({{"target": "x"}})
            print("held", flush=True)
            sys.stdin.read()
            rows.add({{"target": "y"}})
    """
    other = subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert other.stdout is not None and other.stdout.readline() == b"held\n"
    ran = run(*command, "--output", output)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0] == f"error: another run is writing {output}"
    other.communicate()
    assert [json.loads(line)["target"] for line in output.read_text().splitlines()] == ["x", "y"]


def test_no_repository(tmp_path: Path, made: tuple[Made, ...], run: Run) -> None:
    pairs = written(made, tmp_path / "pairs.csv")
    ran = run("replay", "--repo", tmp_path / "nowhere", "--pairs", pairs)
    assert (ran.code, "nowhere is not a git repository" in ran.err) == (2, True)


def test_one_explained(repo: Repo, made: tuple[Made, ...], command: tuple[object, ...], run: Run) -> None:
    same = next(one for one in made if one.series == "2.0")
    told = run("replay", "--repo", repo.folder, "--explain", same.target).out
    assert told.splitlines()[0] == f"{same.target[:12]} on 2.0: timer: over when nothing is left"
    assert f"from {same.origin[:12]} (direct), on {same.parent[:12]}: SOUND, the maintainer's tree" in told
    older = [one for one in made if one.series == "1.0"][1]
    repo.switch("stable-1.0").git("reset", "-q", "--hard", older.parent)
    wrong = repo.commit(f"as it is not\n\n(cherry picked from commit {older.origin})", {"queue.c": "int nothing;\n"})
    told = run("replay", "--repo", repo.folder, "--explain", wrong).out
    assert "another tree than the maintainer's" in told or "a person has to finish it" in told
    assert "-int nothing;" in told or "+int nothing;" in told
    document = json.loads(run(*command, "--explain", same.target, "--mode", "hop", "--json").out)
    assert (document["format"], document["target"], document["exact"]) == (1, same.target, True)
    assert document["difference"] == ""
    assert document["ours"] == document["theirs"]


def test_what_cannot_be_explained(repo: Repo, made: tuple[Made, ...], run: Run) -> None:
    ran = run("replay", "--repo", repo.folder, "--explain", "master")
    assert (ran.code, "does not say what it is a backport of" in ran.err) == (2, True)
    assert run("replay", "--repo", repo.folder).err.startswith("error: --pairs is missing")
