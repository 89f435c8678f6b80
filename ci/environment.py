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


def python(tools: bool) -> Path:
    """The environment's Python, with the project (editable) installed; with `tools` those of tests and lint as well."""
    _need_python()
    wanted = hashlib.sha256((TOP / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    made_of, tools_of = FOLDER / "made-of", FOLDER / "tools-of"
    if not _is(made_of, wanted):
        print(f"making {FOLDER.name} (once, less than a minute)", file=sys.stderr, flush=True)
        create(FOLDER)
        install(FOLDER, "--editable", str(TOP))
        made_of.write_text(wanted)
    if tools and not _is(tools_of, wanted):
        print(f"installing the tools of tests and lint into {FOLDER.name} (once)", file=sys.stderr, flush=True)
        install(FOLDER, *_tools())
        _axe()
        tools_of.write_text(wanted)
    return executable(FOLDER)


def _is(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text() == text


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
        folder.mkdir(exist_ok=True)
        quiet = ("--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder))
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(["npm", "install", *quiet, "axe-core@4"], cwd=folder, check=False, timeout=60)


def executable(folder: Path, name: str = "python") -> Path:
    """A program of the environment at `folder`."""
    return folder / "bin" / name


def run(*command: str, tools: bool = True) -> int:
    """Run a program of the environment at the project's top; its exit code."""
    python(tools)
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
