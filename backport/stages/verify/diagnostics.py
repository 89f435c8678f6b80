"""What a compiler says of one unit: errors, and the warnings that are errors in all but name."""

import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from backport.csource.compiler import Compiler, Variant

_LINE = re.compile(r"^([^:\n]+):(\d+):(?:\d+:)? (?:fatal )?(error|warning): (.*?)(?: \[-W([\w=+-]+)\])?$", re.MULTILINE)
_MOST = 60  # errors; a unit with more is not meant to be built with these options
_MEMORY = 3 << 30  # bytes of one compiler
# Accepted by older compilers, undefined behaviour or a link error all the same.
BROKEN = frozenset(("implicit-function-declaration", "incompatible-pointer-types", "int-conversion", "implicit-int"))
_TELLING = (
    "unused-variable",
    "unused-function",
    "unused-but-set-variable",
    "switch",
    "discarded-qualifiers",
    "return-type",
    "parentheses",
    "misleading-indentation",
    "format",
)


@dataclass(frozen=True, order=True)
class Diagnostic:
    """One message: `kind` is "error" or the name of the warning."""

    message: str
    kind: str
    path: str = ""
    line: int = 0

    @property
    def what(self) -> tuple[str, str]:
        """The part that stays when lines move."""
        return self.kind, re.sub(r"\bat line \d+|:\d+|; did you mean .*", "", self.message)

    @property
    def broken(self) -> bool:
        """Whether the code cannot work as it stands."""
        return self.kind == "error" or self.kind in BROKEN


def available(compiler: Compiler) -> bool:
    """Whether the compiler can be run here."""
    return shutil.which(compiler.command) is not None


def compile_unit(
    compiler: Compiler, variant: Variant, folder: Path, unit: str, prelude: Path | None = None
) -> tuple[Diagnostic, ...] | None:
    """The diagnostics of one unit; None when it is not meant for these options, or the compiler took too long."""
    includes = (f"-I{name}" for name in compiler.includes if (folder / name).is_dir())
    command = [
        compiler.command,
        "-fsyntax-only",
        "-fno-diagnostics-show-caret",
        f"-fmax-errors={_MOST}",
        *(f"-W{name}" for name in (*sorted(BROKEN), *_TELLING)),
        *(("-include", str(prelude)) if prelude else ()),
        *compiler.flags,
        *variant.flags,
        *includes,
        f"./{unit}",
    ]
    try:
        with subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as running:
            return _read(running, compiler.seconds)
    except OSError:
        return None


def _read(running: "subprocess.Popen[bytes]", seconds: float) -> tuple[Diagnostic, ...] | None:
    if sys.platform == "linux":  # elsewhere the time limit alone has to do
        with suppress(OSError):
            resource.prlimit(running.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        _, raw = running.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        running.kill()
        return None
    found = _parse(raw.decode(errors="replace"))
    missing = any(item.kind == "error" and "No such file or directory" in item.message for item in found)
    return None if missing or sum(item.kind == "error" for item in found) >= _MOST else found


def _parse(text: str) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(message, "error" if kind == "error" else _kind(flag or ""), path.removeprefix("./"), int(line))
        for path, line, kind, message, flag in _LINE.findall(text)
        if kind == "error" or flag
    )


def _kind(flag: str) -> str:
    return "format" if flag.startswith("format") else flag.removesuffix("=")


def news(after: Sequence[Diagnostic], before: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What is said after and was not said before, each thing once, wherever it moved."""
    left = [item.what for item in before]
    found: dict[tuple[str, str], Diagnostic] = {}
    for item in after:
        if item.what in left:
            left.remove(item.what)
        else:
            found.setdefault(item.what, item)
    return tuple(found.values())
