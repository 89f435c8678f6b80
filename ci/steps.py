"""Every step of CI in order, the tests last; a step that fails does not hide what the next ones say."""

import sys
import time

from ci.environment import TOP, run

CHECKS = sorted(path.stem for path in (TOP / "ci" / "checks").glob("[a-z]*.py"))

STEPS: dict[str, tuple[str, ...]] = {
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "architecture": ("lint-imports",),
    **{check.replace("_", " "): ("python", "-m", f"ci.checks.{check}") for check in CHECKS},
    "wheel": ("python", "-m", "ci.wheel"),
    "tests": ("python", "-m", "ci.test"),
}


def main() -> int:
    """Run them all; 1 when any failed."""
    failed = [name for name, command in STEPS.items() if not _passes(name, command)]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _passes(name: str, command: tuple[str, ...]) -> bool:
    print(f"== {name}: {' '.join(command)}", flush=True)
    begun = time.monotonic()
    code = run(*command)
    if name != "tests":  # pytest tells its own time, and its closing line stays the last
        print(f"   {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - begun:.1f} s", flush=True)
    return code == 0


sys.exit(main())
