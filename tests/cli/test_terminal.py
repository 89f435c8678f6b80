"""Verbs at a terminal and in a pipe: colours, width, progress, control characters."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from fcntl import ioctl
from pathlib import Path
from struct import pack
from termios import TIOCSWINSZ

import pytest

from backport.cli.progress import pace
from backport.demo.build import build
from tests.repos import git

_ESCAPE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")
_WAIT = 120  # seconds, for a machine that others use as well


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's repository, the fix tagged `fix`."""
    made = build(tmp_path_factory.mktemp("demo") / "relay")
    git(made.folder, "tag", "fix", made.fix)
    return Path(made.folder)


VERBS = {
    "demo": ["demo"],
    "plan": ["plan", "fix", "--repo", "REPO", "--no-cache"],
    "contains": ["contains", "fix", "3.1", "--repo", "REPO"],
    "status": ["status", "--repo", "REPO"],
    "init": ["init", "--repo", "REPO", "--config", "OUT/backport.toml", "--force"],
    "port": ["port", "fix", "--repo", "REPO"],
    "verify": ["verify", "refs/heads/relay-3.1", "--repo", "REPO", "--origin", "fix"],
    "ci": ["ci", "--repo", "REPO", "--base", "fix~1", "--head", "fix"],
    "audit": ["audit", "refs/heads/relay-3.1", "--repo", "REPO", "--jobs", "1"],
    "checks": ["checks"],
    "map": ["map", "show", "stream_interface", "stconn", "--map", "haproxy"],
    "help": ["--help"],
}


def _command(verb: str, demo: Path, tmp_path: Path) -> list[str]:
    words = [word.replace("REPO", str(demo)).replace("OUT", str(tmp_path)) for word in VERBS[verb]]
    return [sys.executable, "-m", "backport", *words]


def _at_terminal(command: list[str], tmp_path: Path, **more: str) -> str:
    """What a person sees at a terminal of 80 columns."""
    env = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, pack("HHHH", 40, 80, 0, 0))
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=_top(), env=env | {"TERM": "xterm"} | more
    ) as run:
        os.close(theirs)
        text = b"".join(_read(ours))
        run.wait(_WAIT)
    os.close(ours)
    return text.decode()


def _read(terminal: int) -> Iterator[bytes]:
    end = time.monotonic() + _WAIT
    while select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux' way to say that the other side is closed
            return
        yield part


def _top() -> Path:
    return Path(__file__).parents[2]


@pytest.mark.parametrize("verb", VERBS)
def test_piped_there_is_no_colour_and_nothing_on_stderr(verb: str, demo: Path, tmp_path: Path) -> None:
    done = subprocess.run(_command(verb, demo, tmp_path), capture_output=True, cwd=_top(), timeout=_WAIT, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert b"\x1b" not in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("verb", VERBS)
def test_at_a_terminal_of_80_columns(verb: str, demo: Path, tmp_path: Path) -> None:
    if verb == "status":
        pytest.skip("its lines are those of show-backports, one for each commit, for grep and for eyes")
    text = _at_terminal(_command(verb, demo, tmp_path), tmp_path)
    plain = _ESCAPE.sub("", text).replace("\r\n", "\n")
    paths = re.compile(r"\S{60,}")  # what has no blank cannot be broken without harm to who copies it
    assert [line for line in re.split(r"[\r\n]", plain) if len(line) > 80 and not paths.search(line)] == []


@pytest.mark.parametrize("verb", ["port", "demo", "ci"])
def test_no_colour_where_none_is_wanted(verb: str, demo: Path, tmp_path: Path) -> None:
    coloured = [_at_terminal(_command(verb, demo, tmp_path), tmp_path, **more) for more in ({}, {"NO_COLOR": "1"})]
    colours = [
        {code for codes, letter in _ESCAPE.findall(text) if letter == "m" for code in codes.split(";")} & _COLOURS
        for text in coloured
    ]
    assert colours[1] == set()
    assert colours[0] != set()


_COLOURS = {str(code) for code in (*range(30, 38), *range(40, 48), *range(90, 98))}


@pytest.mark.parametrize(
    ("done", "total", "seconds", "said"),
    [
        (0, 10, 5.0, ""),
        (20, 100, 10.0, "2.0/s, 0:40 left"),
        (2, 100, 10.0, "5.0 s each, 8:10 left"),
        (4000, None, 2.0, "2,000.0/s"),
        (1, 1, 0.0, ""),
    ],
)
def test_pace(done: int, total: int | None, seconds: float, said: str) -> None:
    assert pace(done, total, seconds) == said
