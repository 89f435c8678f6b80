"""`python -m ci.lowest`: the tests with every dependency at its lower bound, in an environment that uv makes."""

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from ci.environment import TOP, executable


def main() -> int:
    """Make the environment, run pytest there with the options given; 0 and a word where uv is not installed."""
    uv = shutil.which("uv")
    if uv is None:
        print("SKIPPED: uv is not installed; it alone can resolve to the lowest versions")
        return 0
    with tempfile.TemporaryDirectory(prefix="backport-lowest-") as name:
        folder = Path(name)
        python = str(executable(folder))
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
        pip = (uv, "pip", "install", "--quiet", "--python", python)
        # What is built from source at a low version is no test of ours: only wheels, but for the project itself.
        wheels = ("--only-binary", ":all:", "--no-binary", "backport")
        subprocess.run([*pip, "--resolution", "lowest-direct", *wheels, str(TOP)], check=True)
        subprocess.run(
            [*pip, *tomllib.loads((TOP / "pyproject.toml").read_text())["dependency-groups"]["test"]], check=True
        )
        return subprocess.run([python, "-m", "pytest", "-q", *sys.argv[1:]], cwd=TOP, check=False).returncode


sys.exit(main())
