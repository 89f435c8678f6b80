"""The project's own environment: `.venv`, made by one call, made anew when pyproject.toml changes."""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from contextlib import suppress
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
FOLDER = TOP / ".venv"
OLDEST = (3, 11)


def python() -> Path:
    """The environment's Python, with the project (editable) and its test and lint tools installed."""
    _need_python()
    made_of = FOLDER / "made-of"
    wanted = hashlib.sha256((TOP / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    if not made_of.is_file() or made_of.read_text() != wanted:
        print(f"making {FOLDER.name} (once, about a minute)", file=sys.stderr, flush=True)
        create(FOLDER)
        install(FOLDER, "--editable", str(TOP), *_tools())
        _axe()
        made_of.write_text(wanted)
    return executable(FOLDER)


def create(folder: Path) -> None:
    """An empty environment at `folder`."""
    try:
        venv.create(folder, clear=True, with_pip=True)
    except subprocess.CalledProcessError:
        # Debian's Python comes without ensurepip; a pip outside can install into an environment too.
        if shutil.which("pip") is None:
            sys.exit("this Python cannot make environments: install its venv package (Debian: python3-venv)")
        venv.create(folder, clear=True, with_pip=False)


def install(folder: Path, *what: str) -> None:
    """Install packages into the environment at `folder`."""
    inside = subprocess.run([executable(folder), "-c", "import pip"], check=False, capture_output=True).returncode == 0
    pip = [str(executable(folder)), "-m", "pip"] if inside else ["pip", "--python", str(executable(folder))]
    subprocess.run([*pip, "install", "--quiet", "--disable-pip-version-check", *what], check=True)


def _axe() -> None:
    """axe-core, which examines pages for accessibility, where npm is at hand; its tests are skipped without."""
    if shutil.which("npm") is not None:
        folder = FOLDER / "node"
        folder.mkdir()
        quiet = ("--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder))
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(["npm", "install", *quiet, "axe-core@4"], cwd=folder, check=False, timeout=60)


def executable(folder: Path, name: str = "python") -> Path:
    """A program of the environment at `folder`."""
    return folder / "bin" / name


def run(*command: str) -> int:
    """Run a program of the environment at the project's top; its exit code."""
    python()
    return subprocess.run([executable(FOLDER, command[0]), *command[1:]], cwd=TOP, check=False).returncode


def _tools() -> list[str]:
    import tomllib

    groups = tomllib.loads((TOP / "pyproject.toml").read_text())["dependency-groups"]
    return [requirement for group in ("test", "lint") for requirement in groups[group]]


def _need_python() -> None:
    if sys.version_info >= OLDEST:
        return
    newer = [shutil.which(f"python3.{minor}") for minor in (13, 12, 11)]
    for found in filter(None, newer):
        os.execv(found, [found, *sys.argv])
    sys.exit(f"Python {'.'.join(map(str, OLDEST))} or newer is needed; this is {sys.version.split()[0]}")
