"""Work in a process of its own: its result, its errors, its end."""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from backport.core.errors import UserError
from backport.core.limits import NONE, Limits
from backport.core.ward import Exceeded, Ward

WIDE = Limits(60, 4096)


def test_results_come_back_and_caches_stay() -> None:
    seen: list[int] = []

    def remember(number: int) -> tuple[int, ...]:
        seen.append(number)
        return tuple(seen)

    with Ward(remember, WIDE) as ward:
        assert [ward(1), ward(2)] == [(1,), (1, 2)]
    assert seen == []  # it happened elsewhere
    with Ward(remember, NONE) as ward:
        assert ward(3) == (3,)
    assert seen == [3]


def test_errors_come_back() -> None:
    class Local(Exception):
        """Not known to the other side: it cannot be sent."""

    def fail(how: str) -> None:
        if how == "user":
            raise UserError("what", "way out")
        if how == "bug":
            raise KeyError("x")
        raise Local("mine")

    with Ward(fail, WIDE) as ward:
        with pytest.raises(UserError) as told:
            ward("user")
        assert (told.value.message, told.value.way_out) == ("what", "way out")
        with pytest.raises(KeyError) as bug:
            ward("bug")
        assert "test_ward.py" in bug.value.__notes__[0]
        with pytest.raises(RuntimeError, match="Local: mine"):
            ward("local")


def test_time_ends_python_and_c_alike() -> None:
    def hang(how: str) -> str:
        if how == "python":
            while True:
                pass
        if how == "c":
            ctypes.PyDLL(None).sleep(100)  # holds the interpreter: no Python runs meanwhile
        return how

    with Ward(hang, Limits(0.3, 0)) as ward:
        for how in ("python", "c"):
            with pytest.raises(Exceeded, match=r"not done after 0\.3 seconds"):
                ward(how)
        assert ward("neither") == "neither"  # another process took over


def test_memory_ends_it() -> None:
    def eat(megabytes: int) -> int:
        return len(bytearray(megabytes << 20))

    with Ward(eat, Limits(0, 600)) as ward:
        with pytest.raises(Exceeded, match="more than 600 MB of memory were needed"):
            ward(2000)
        assert ward(1) == 1 << 20


def test_a_crash_is_told() -> None:
    def crash(number: int) -> None:
        os.kill(os.getpid(), number)

    with Ward(crash, WIDE) as ward, pytest.raises(Exceeded, match="was lost \\(SIGSEGV\\)"):
        ward(signal.SIGSEGV)


def test_nothing_is_left_behind() -> None:
    def litter(hang: bool) -> tuple[str, int]:
        folder = tempfile.mkdtemp()
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        Path(folder, "pid").write_text(str(child.pid))
        if hang:
            time.sleep(60)
        return folder, child.pid

    before = {path.name for path in Path("/proc/self/fd").iterdir()}
    with Ward(litter, Limits(0.4, 0)) as ward:
        with pytest.raises(Exceeded):
            ward(True)
        folder, pid = ward(False)
        assert Path(folder).is_dir()
        with pytest.raises(Exceeded):
            ward(True)
    assert not Path(folder).exists()
    assert {path.name for path in Path("/proc/self/fd").iterdir()} == before
    with pytest.raises(ProcessLookupError):
        for _ in range(100):
            os.kill(pid, 0)
            time.sleep(0.05)


def test_an_interruption_of_the_parent_ends_the_child() -> None:
    def report(file: str) -> None:
        Path(file).write_text(str(os.getpid()))
        os.kill(os.getppid(), signal.SIGINT)
        time.sleep(60)

    with tempfile.TemporaryDirectory() as folder:
        with pytest.raises(KeyboardInterrupt), Ward(report, WIDE) as ward:
            ward(f"{folder}/pid")
        with pytest.raises(ProcessLookupError):
            os.kill(int(Path(folder, "pid").read_text()), 0)


def test_a_child_that_computes_does_not_outlive_its_parent(tmp_path: Path) -> None:
    script = f"""if 1:
        import os, pathlib
        from backport.core.limits import Limits
        from backport.core.ward import Ward
        def spin():
            pathlib.Path({str(tmp_path / "pid")!r}).write_text(str(os.getpid()) + "\\n")
            while True:
                pass
        with Ward(spin, Limits(600, 4096)) as ward:
            ward()
    """
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE)
    written = tmp_path / "pid"
    while not written.exists() or not written.read_text().endswith("\n"):
        time.sleep(0.02)
    parent.kill()
    parent.communicate(timeout=120)  # ends when nobody holds its output any more
