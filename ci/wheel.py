"""Wheel and sdist: each holds exactly what it should; the wheel installs into an empty environment and runs there."""

import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from ci.environment import TOP, create, executable, install

# Where folders of the checkout are in the wheel; what is not tracked by git is not in it.
PLACES = {
    "backport/": "backport/",
    "branch_maps/": "backport/_data/branch_maps/",
    "templates/": "backport/_data/templates/",
}
ABOUT = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")


def main() -> int:
    """Build, look inside, install, run."""
    with tempfile.TemporaryDirectory(prefix="backport-wheel-") as name:
        folder = Path(name)
        wheel, sdist = _built(folder / "once")
        wrong = _wrong_contents(wheel) + _wrong_source(sdist)
        again = _built(folder / "again")
        wrong += [f"{one.name} is not the same twice" for one in again if one.read_bytes() != _first(folder, one)]
        if wrong:
            print("\n".join(wrong))
            return 1
        create(folder / "venv")
        install(folder / "venv", str(wheel))
        return _demo(folder)


def _built(folder: Path) -> tuple[Path, Path]:
    """The wheel and the sdist, dated as the last commit is: who builds the same commit gets the same bytes."""
    shown = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=TOP, check=True, capture_output=True, text=True)
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(TOP)]
    env = {**os.environ, "SOURCE_DATE_EPOCH": shown.stdout.strip()}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


def _first(folder: Path, built: Path) -> bytes:
    return (folder / "once" / built.name).read_bytes()


def _wrong_contents(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    about = "-".join(wheel.name.split("-")[:2]) + ".dist-info"
    wanted = {place + path.removeprefix(top) for top, place in PLACES.items() for path in _tracked(top)}
    wanted |= {f"{about}/{name}" for name in ABOUT}
    missing = [f"missing in the wheel: {name}" for name in sorted(wanted - held)]
    return missing + [f"should not be in the wheel: {name}" for name in sorted(held - wanted)]


def _wrong_source(sdist: Path) -> list[str]:
    """All that is tracked, but for what only the place of development needs, and what the format adds."""
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {path for path in _tracked(".") if not path.startswith(".") and "/." not in path} | {"PKG-INFO"}
    missing = [f"missing in the sdist: {name}" for name in sorted(wanted - held)]
    return missing + [f"should not be in the sdist: {name}" for name in sorted(held - wanted - {".gitignore"})]


def _tracked(folder: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z", folder], cwd=TOP, check=True, capture_output=True).stdout
    return [path for path in listed.decode().split("\0") if path]


def _demo(folder: Path) -> int:
    """Run the installed program far from the checkout, with nobody's git configuration."""
    home = folder / "home"
    home.mkdir()
    env = {"PATH": "/usr/bin:/bin", "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}
    program = executable(folder / "venv", "backport")
    return subprocess.run([program, "demo"], cwd=home, env=env, check=False).returncode


sys.exit(main())
