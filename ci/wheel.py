"""The wheel: holds exactly what it should, installs into an empty environment and runs the demo there."""

import subprocess
import sys
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
        subprocess.run(
            [sys.executable, "-m", "build", "--wheel", "--outdir", folder, TOP], check=True, stdout=subprocess.DEVNULL
        )
        (wheel,) = folder.glob("*.whl")
        wrong = _wrong_contents(wheel)
        if wrong:
            print("\n".join(wrong))
            return 1
        create(folder / "venv")
        install(folder / "venv", str(wheel))
        return _demo(folder)


def _wrong_contents(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    about = "-".join(wheel.name.split("-")[:2]) + ".dist-info"
    wanted = {place + path.removeprefix(top) for top, place in PLACES.items() for path in _tracked(top)}
    wanted |= {f"{about}/{name}" for name in ABOUT}
    missing = [f"missing in the wheel: {name}" for name in sorted(wanted - held)]
    return missing + [f"should not be in the wheel: {name}" for name in sorted(held - wanted)]


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
