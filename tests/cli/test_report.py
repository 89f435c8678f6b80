"""`backport report`: kept runs in any format."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backport import report, runs
from tests.cli.conftest import Run
from tests.report import samples

WHEN = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)


@pytest.fixture
def kept() -> runs.Stored:
    runs.save(samples.run(samples.there()), when=WHEN)
    return runs.save(samples.run(), when=WHEN + timedelta(hours=1))


@pytest.mark.parametrize("name", report.FORMATS)
def test_a_kept_run_in_every_format(name: str, kept: runs.Stored, run: Run, tmp_path: Path) -> None:
    wanted = report.render(samples.run(), name)
    assert run("report", kept.id, "--format", name).out == wanted
    ran = run("report", kept.document, "--format", name, "--output", tmp_path / "out")
    assert (ran.code, ran.out, (tmp_path / "out").read_text()) == (0, "", wanted)


def test_the_newest_is_the_default(kept: runs.Stored, run: Run) -> None:
    assert run("report").out == report.render(samples.run(), "text")
    assert json.loads(run("report", "--json").out) == json.loads(kept.document.read_text())


def test_the_list(kept: runs.Stored, run: Run) -> None:
    broken = runs.save(samples.run(), when=WHEN + timedelta(hours=2))
    broken.document.write_text("{")
    ids = [one.id for one in runs.stored()]
    shown = run("report", "--list")
    assert re.findall(r"^20\S+", shown.out, re.M) == ids == [broken.id, kept.id, ids[2]]
    listed = json.loads(run("report", "--list", "--json").out)["runs"]
    assert [(one["id"], one["subject"]) for one in listed] == [
        (ids[0], "(cannot be read)"),
        (ids[1], samples.SUBJECT),
        (ids[2], samples.SUBJECT),
    ]
    assert listed[1]["verdicts"] == "5 targets: 2 SOUND, 1 DOUBTFUL, 1 UNSOUND, 1 UNKNOWN"


def test_the_site(kept: runs.Stored, run: Run, tmp_path: Path) -> None:
    ran = run("report", "--site", tmp_path / "site")
    assert ran.out == f"{tmp_path / 'site' / 'index.html'}\n"
    assert f"{kept.id}.html" in {path.name for path in (tmp_path / "site").iterdir()}


@pytest.mark.parametrize(
    ("args", "said"),
    [([], "no run was kept yet"), (["absent"], "no run to read"), (["--format", "pdf"], "'pdf' is not one of")],
)
def test_mistakes(args: list[str], said: str, run: Run) -> None:
    ran = run("report", *args)
    assert (ran.code, ran.out) == (2, "") and said in ran.err


def test_a_document_of_an_unknown_format(tmp_path: Path, run: Run) -> None:
    (tmp_path / "x.json").write_text('{"format": 99}')
    ran = run("report", tmp_path / "x.json")
    assert (ran.code, ran.out) == (2, "")
    assert "has the format 99; this version reads format 1" in ran.err
