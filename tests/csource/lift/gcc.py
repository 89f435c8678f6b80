"""The same functions compiled by gcc, to compare lifted ones with."""

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backport.csource.lift.program import Program

Compiled = Callable[[str, int, int], int]
INTS = st.integers(-(2**31), 2**31 - 1) | st.integers(-20, 20)


def compiled(code: str, folder: Path) -> Compiled:
    """A caller of functions of two numbers; the test is skipped where there is no gcc."""
    gcc = shutil.which("gcc")
    if gcc is None:
        pytest.skip("no gcc")
    (folder / "code.c").write_text(code)
    command = [gcc, "-w", "-fwrapv", "-O1", "-shared", "-fPIC", "-o", "code.so", "code.c"]
    subprocess.run(command, cwd=folder, check=True)
    library = ctypes.CDLL(str(folder / "code.so"))
    return lambda name, a, b: int(library[name](ctypes.c_int(a), ctypes.c_int(b)))


def agree(name: str, by_gcc: Compiled, lifted: Program, examples: int) -> None:
    """The lifted function gives what the compiled one gives, for the ends of the numbers and for many others."""

    @settings(max_examples=examples)
    @example(0, 0)
    @example(-(2**31), 2**31 - 1)
    @given(INTS, INTS)
    def same(a: int, b: int) -> None:
        assert lifted.enter(name, a, b) == by_gcc(name, a, b)

    same()
