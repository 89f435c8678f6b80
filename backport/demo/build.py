"""Builds relay, a miniature proxy: three generations of its API, five stable branches, one fix on the main branch.

On 3.1 the fix is there already, 3.0 and 2.1 can take it, on 2.0 it applies cleanly and is wrong (a function that it
calls came later), on 1.9 the code is too different.
"""

from dataclasses import dataclass
from pathlib import Path

from backport.core.commit import Identity
from backport.core.trailerblock import compose
from backport.vcs.fresh import Fresh

_HISTORY = Path(__file__).with_name("history")
_NAME, _EMAIL = "Rita Maintainer", "rita@relay.example"
_START = 1_700_000_000  # seconds since 1970
_DAY = 86_400

# The folders of `history`, each laid over the one before, and what the commit says. A version becomes a branch.
_STEPS = (
    ("1.9", "MINOR: pipe: carry bytes from a buffer to a socket"),
    (
        "2.0",
        "MAJOR: link: rename the pipe to link, with flags for its state\n\nNo caller of pipe_send() had more to say.",
    ),
    ("2.1", "MINOR: link: add link_confirmed()"),
    ("3.0", "MAJOR: conduit: rename the link to conduit"),
    ("3.1", "MINOR: conduit: count the bytes that were sent"),
)
_REPLACED = {"2.0": ("src/pipe.c", "include/pipe.h"), "3.0": ("src/link.c", "include/link.h")}

_FIX = """\
BUG/MEDIUM: conduit: send nothing before the connection is confirmed

The other side may fill the buffer while the kernel still connects.
conduit_push() then sent the data itself, and the connection was taken
for confirmed although nobody had been woken up for it: the transfer
stood still until the timeout.

This must be backported as far as 1.9. Before 3.0 the function is called
link_push(), and before 2.0 it is called pipe_push().
"""


@dataclass(frozen=True)
class Demo:
    """Where the project is, and the commit of the fix on its branch `main`."""

    folder: Path
    fix: str


def build(folder: Path) -> Demo:
    """Build the project at `folder`, which must not exist. The ids are the same every time."""
    project = Fresh.create(folder, "main", _NAME, _EMAIL)
    files: dict[str, bytes] = {}
    tip = stable = ""
    for day, (version, message) in enumerate(_STEPS):
        kept = {path: data for path, data in files.items() if path not in _REPLACED.get(version, ())}
        files = kept | _files(version)
        tip = project.commit_files(files, tip, f"{message}\n", _who(day))
        stable = project.commit_files(
            _released(files, version), tip, f"[RELEASE] Released version {version}.1\n", _who(day)
        )
        project.branch(f"relay-{version}", stable)
    newest, day = _STEPS[-1][0], len(_STEPS)
    fixed = files | _files("fix")
    fix = project.commit_files(fixed, tip, _FIX, _who(day))
    project.branch("main", fix)
    picked = compose(_FIX, fix, "", str(_who(day)))
    project.branch(f"relay-{newest}", project.commit_files(_released(fixed, newest), stable, picked, _who(day + 1)))
    project.check_out("main")
    return Demo(folder, fix)


def _released(files: dict[str, bytes], version: str) -> dict[str, bytes]:
    return files | {"VERSION": f"{version}.1\n".encode()}


def _files(step: str) -> dict[str, bytes]:
    folder = _HISTORY / step
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _who(day: int) -> Identity:
    return Identity(_NAME, _EMAIL, _START + day * _DAY)
