"""Temporary folders: theirs as long as a process works in them, nobody's afterwards."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backport.core.tempfolders import sweep, temporary

HOLDS = """
import sys, tempfile
from pathlib import Path
tempfile.tempdir = sys.argv[1]
from backport.core.tempfolders import temporary
with temporary("test") as folder:
    (folder / "file").write_text("x")
    print(folder, flush=True)
    sys.stdin.read()
"""
LATER = time.time() + 3600


def test_it_goes_whatever_happens() -> None:
    with temporary("test") as folder:
        (folder / "inner").mkdir()
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
    with pytest.raises(ValueError, match="told"), temporary() as folder:
        raise ValueError("told")
    assert not folder.exists()


def test_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        assert sweep(tmp_path, LATER) == 0  # in use
        process.kill()
    assert (folder / "file").exists()
    (tmp_path / "backport-mine").mkdir()  # somebody's own, without a lock
    (tmp_path / "other").mkdir()
    (tmp_path / "backport-link").symlink_to(folder)
    assert sweep(tmp_path) == 0  # too young
    assert sweep(tmp_path, LATER) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backport-link", "backport-mine", "other"]


def test_a_folder_of_somebody_else_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "backport-x").mkdir()
    (tmp_path / "backport-x" / "in-use").write_bytes(b"")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert sweep(tmp_path, LATER) == 0
