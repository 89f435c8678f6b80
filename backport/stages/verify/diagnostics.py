"""What a compiler says of one unit: errors, and the warnings that are errors in all but name."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile

from backport.csource.compiler import Compiler, Variant

_LINE = re.compile(r"^([^:\n]+):(\d+):(?:\d+:)? (?:fatal )?(error|warning): (.*?)(?: \[-W([\w=+-]+)\])?$", re.MULTILINE)
_MOST = 60  # errors; a unit with more is not meant to be built with these options
_MOST_SAID = 8 << 20  # bytes; what says more is killed
_READ = re.compile(r"^\.+ (.+)$", re.MULTILINE)  # gcc -H: every file that was read, a dot per level before it
_LIMITED = Path(__file__).with_name("limited.py")
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
    "address",
    "enum-compare",
    "int-in-bool-context",
    "logical-not-parentheses",
    "pointer-sign",
    "sizeof-pointer-memaccess",
    "unused-label",
    "unused-value",
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
        "-H",
        "-fno-diagnostics-show-caret",
        f"-fmax-errors={_MOST}",
        *(f"-W{name}" for name in (*sorted(BROKEN), *_TELLING)),
        *(("-include", str(prelude)) if prelude else ()),
        *compiler.flags,
        *variant.flags,
        *includes,
        f"./{unit}",
    ]
    said = _said(command, folder, compiler.seconds)
    if said is None:
        return None
    code, text = said
    outside = next(_outside(text, folder, prelude, compiler.command), None)
    if outside is not None:  # nothing more of what it says: it may quote that file
        return (Diagnostic(f"{outside} is read, which is not a file of the tree", "error", unit),)
    return _meant(code, _parse(text))


def _said(command: Sequence[str], folder: Path, seconds: float) -> tuple[int, str] | None:
    """The exit code of a compiler and its messages; None when it took too long, or said too much.

    It is given nothing of our surroundings but where programs are: its input may be anybody's.
    """
    limited = [sys.executable, "-I", "-S", str(_LIMITED), *command]
    with TemporaryFile() as messages:
        with subprocess.Popen(
            limited,
            cwd=folder,
            env=_surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=messages,
            start_new_session=True,
        ) as running:
            try:
                code = running.wait(seconds)
            except BaseException as error:
                with suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL)  # the driver and the compiler proper
                if isinstance(error, subprocess.TimeoutExpired):
                    return None
                raise
        messages.seek(0)
        raw = messages.read(_MOST_SAID + 1)
    return None if len(raw) > _MOST_SAID else (code, raw.decode(errors="replace"))


def _surroundings() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def _meant(code: int, found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...] | None:
    """The diagnostics; None for a compiler that broke down, and for a unit that options do not suit."""
    errors = [item for item in found if item.kind == "error"]
    broken_down = code not in (0, 1) or (code == 1 and not errors)
    missing = any("No such file or directory" in item.message for item in errors)
    return None if broken_down or missing or len(errors) >= _MOST else found


def _outside(text: str, folder: Path, prelude: Path | None, command: str) -> Iterator[str]:
    """What was read that is neither the tree's nor the compiler's own. Links do not lead out: none are unpacked."""
    own = (str(folder), *((str(prelude),) if prelude else ()), *_own_folders(command))
    for name in dict.fromkeys(_READ.findall(text)):
        path = os.path.normpath(folder / name)
        if not any(path == each or path.startswith(each + "/") for each in own):
            yield name


@lru_cache(maxsize=4)
def _own_folders(command: str) -> tuple[str, ...]:
    """Where the compiler looks by itself."""
    asked = [command, "-xc", "-E", "-v", os.devnull]
    try:
        done = subprocess.run(asked, capture_output=True, env=_surroundings(), check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    _, _, rest = done.stderr.decode(errors="replace").partition("#include <...> search starts here:")
    listed = rest.partition("End of search list.")[0].splitlines()
    return tuple(os.path.normpath(line.split(" (framework")[0].strip()) for line in listed if line.strip())


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
