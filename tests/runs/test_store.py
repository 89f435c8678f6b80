"""Runs on disk: whole or absent, newest first, found by name, folder or file."""

import fcntl
import multiprocessing
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from backport.core.errors import UserError
from backport.runs import Stored, atomic, default_folder, load, save, store, stored
from tests.report import samples

WHEN = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)


def test_save_list_load(tmp_path: Path) -> None:
    first = save(samples.run(), tmp_path, WHEN)
    later = save(samples.run(samples.sound()), tmp_path, WHEN + timedelta(seconds=1))
    assert first == Stored("20260301T120005Z-4f1c0de5a9b7", tmp_path / first.id, WHEN, "4f1c0de5a9b7")
    assert stored(tmp_path) == (later, first)
    assert load(first.id, tmp_path) == samples.run() == load(first.folder) == load(first.document)
    assert sorted(path.name for path in first.folder.iterdir()) == ["run.json"]


def test_the_same_second_gets_another_name(tmp_path: Path) -> None:
    names = [save(samples.run(), tmp_path, WHEN).id for _ in range(3)]
    assert names == ["20260301T120005Z-4f1c0de5a9b7" + suffix for suffix in ("", "-2", "-3")]
    assert len(stored(tmp_path)) == 3


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST", 2)
    first, second, third = (save(samples.run(), tmp_path, WHEN + timedelta(seconds=n)) for n in range(3))
    assert stored(tmp_path) == (third, second)
    assert not first.folder.exists()


def _save(folder: Path) -> str:
    return save(samples.run(), folder, WHEN).id


def test_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        names = pool.map(_save, [tmp_path] * 12)
    assert len(set(names)) == 12 == len(stored(tmp_path))
    assert all(load(name, tmp_path) == samples.run() for name in names)


def test_what_a_killed_process_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".draft-old").mkdir()
    os.utime(tmp_path / ".draft-old", (0, 0))
    (tmp_path / ".draft-new").mkdir()
    save(samples.run(), tmp_path, WHEN)
    assert sorted(path.name for path in tmp_path.glob(".*")) == [".draft-new"]


def test_drafts_of_the_dead_are_swept_and_those_of_the_living_are_not(tmp_path: Path) -> None:
    (tmp_path / ".x.dead.backport-draft").touch()
    (tmp_path / ".x.original").touch()
    os.symlink(tmp_path / ".x.original", tmp_path / ".x.link.backport-draft")  # noqa: PTH211
    with (tmp_path / ".x.alive.backport-draft").open("w") as living:
        fcntl.flock(living, fcntl.LOCK_EX)
        atomic.sweep(tmp_path)
        left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [".x.alive.backport-draft", ".x.link.backport-draft", ".x.original"]


def test_a_draft_that_is_swept_too_early_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = fcntl.flock

    def hurried(handle: int, how: int) -> None:
        if next(turns):
            atomic.sweep(tmp_path)
        lock(handle, how)

    monkeypatch.setattr(atomic.fcntl, "flock", hurried)
    turns = iter([True, False, False])  # ours, the sweeper's, ours again
    atomic.write_text(tmp_path / "x", "text")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x", "text")]


def test_names_are_in_utc_and_never_a_path(tmp_path: Path) -> None:
    east = WHEN.astimezone(timezone(timedelta(hours=9)))
    assert save(replace(samples.run(), origin="../../etc/x"), tmp_path, east).id == "20260301T120005Z-ec"
    assert save(replace(samples.run(), origin="zz"), tmp_path, east).id == "20260301T120005Z-0"


def test_the_default_is_the_users_state_folder() -> None:
    kept = save(samples.run())
    assert kept.folder.parent == default_folder()
    assert Path(os.environ["XDG_STATE_HOME"]) in kept.folder.parents
    assert stored() == (kept,)


def test_what_is_no_run_is_passed_over(tmp_path: Path) -> None:
    assert stored(tmp_path / "absent") == ()
    for name in ("note.txt", "20260301T120005Z-zz", "20260301T120005Z-4f1c0de5a9b7"):
        (tmp_path / name).mkdir()
    (tmp_path / ".draft-x").mkdir()
    assert stored(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "is not JSON"), ('{"format": 7}', "has the format 7"), ('{"format": 1, "kind": "run"}', "not the document")],
)
def test_a_damaged_run_is_the_users_error(tmp_path: Path, text: str, message: str) -> None:
    kept = save(samples.run(), tmp_path, WHEN)
    kept.document.write_text(text)
    with pytest.raises(UserError, match=message):
        load(kept.id, tmp_path)


@pytest.mark.parametrize("name", ["20260301T120005Z-4f1c0de5a9b7", "absent", ""])
def test_a_missing_run_is_the_users_error(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="there is no run to read"):
        load(name, tmp_path)


def test_bytes_that_are_not_text(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="there is no run to read"):
        load(tmp_path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be kept"):
        save(samples.run(), tmp_path / "file", WHEN)


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_text("old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        atomic.write_text(tmp_path / "x", "new")
    with pytest.raises(UserError, match="No space"):
        save(samples.run(), tmp_path, WHEN)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x", "old")]


def test_a_written_file_has_the_usual_mode(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        atomic.write_text(tmp_path / "x", "lone \udcff\n")
    finally:
        os.umask(mask)
    assert (tmp_path / "x").read_bytes() == b"lone \\udcff\n"
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o644
