"""The same functions compiled by gcc, to compare lifted ones with."""

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Compiled = Callable[[str, int, int], int]


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
