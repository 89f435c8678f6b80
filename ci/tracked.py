"""The files that git tracks and that are text."""

import subprocess
from pathlib import Path


def tracked(*patterns: str) -> list[str]:
    """Paths of tracked text files, optionally those that fit git's patterns; removed ones are left out."""
    listed = subprocess.run(["git", "ls-files", "-z", "--", *patterns], check=True, capture_output=True).stdout
    paths = [path for path in listed.decode().split("\0") if path and Path(path).is_file()]
    return [path for path in paths if b"\0" not in Path(path).read_bytes()[:8000]]
