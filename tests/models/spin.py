"""SPIN as a second opinion on a declared model: how many states and steps, and how long a shortest path is."""

import re
import resource
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from backport.models.declared.model import Declared
from backport.models.declared.promela import promela

_STATES = re.compile(r"(\d+) states, stored")
_TRANSITIONS = re.compile(r"(\d+) transitions \(=")


@dataclass(frozen=True)
class Judged:
    """What SPIN says: `transitions` as it counts them, the arrival in the first state included."""

    states: int
    transitions: int
    seconds: float  # of processor time, of the search alone
    errors: int
    trail: int  # steps of the path to the error, the one that asserts included


def needed() -> None:
    """Skip the test where SPIN or gcc is missing."""
    missing = [name for name in ("spin", "gcc") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def spin(model: Declared, folder: Path, claim: int | None = None, optimised: str = "-O0") -> Judged:
    """Search the model with SPIN, breadth first when a claim is looked at so that the path is a shortest one."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.pml").write_text(promela(model))
    check = [] if claim is None else [f"-DCHECK={claim}"]
    # -o2: a variable that nothing reads is part of the state all the same
    _run(["spin", *check, "-o2", "-a", "model.pml"], folder)
    breadth = [] if claim is None else ["-DBFS"]
    _run(["gcc", "-w", optimised, "-DSAFETY", "-DNOREDUCE", "-DMEMLIM=2000", *breadth, "-o", "pan", "pan.c"], folder)
    begun = _spent()
    said = _run(["./pan", "-m1000000", "-w24"], folder)
    assert "Search not completed" not in said or claim is not None, said
    seconds = _spent() - begun
    trail = folder / "model.pml.trail"
    steps = [line for line in trail.read_text().splitlines() if not line.startswith("-")] if trail.exists() else []
    return Judged(
        int(_STATES.findall(said)[0]),
        int(_TRANSITIONS.findall(said)[0]),
        seconds,
        int(re.findall(r"errors: (\d+)", said)[0]),
        len(steps),
    )


def _spent() -> float:
    """The processor time that programs run from here have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
