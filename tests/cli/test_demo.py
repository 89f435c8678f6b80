"""`backport demo`: the whole line, and where to look."""

from pathlib import Path

from tests.cli.conftest import Run


def test_demo(run: Run, tmp_path: Path) -> None:
    ran = run("demo", "--folder", tmp_path)
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split() for line in ran.out.splitlines()]
    table = [tuple(row[:3]) for row in rows if len(row) > 3 and row[0] in ("3.1", "3.0", "2.1", "2.0", "1.9")]
    assert table == [
        ("3.1", "SOUND", "already"),
        ("3.0", "SOUND", "applied"),
        ("2.1", "SOUND", "applied"),
        ("2.0", "UNSOUND", "applied"),
        ("1.9", "UNKNOWN", "conflict"),
    ]
    assert ran.out.splitlines()[-3:] == [
        f"the report   {tmp_path}/report.html",
        f"try          cd {tmp_path}/relay",
        "             backport port main --onto 2.1 --branch 'bp/{series}'",
    ]
    assert (tmp_path / "report.html").read_text().startswith("<!doctype html>")


def test_demo_without_a_place_to_build(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = run("demo", "--folder", tmp_path / "file")
    assert (ran.code, ran.out) == (2, "")
    assert "no repository can be made" in ran.err
