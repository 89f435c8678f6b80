"""`python -m ci.big [SIZE [KIND…]]`: huge repositories and every verb, with processor time and memory of each.

SIZE 1 is a million files, a line of 100 MB, 20,000 folders deep; a row per kind and verb: exit code, seconds of
processor time, peak of megabytes.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.hostile.big import KINDS
from tests.hostile.ground import ground
from tests.repos import git

TOP = Path(__file__).resolve().parent.parent


def commands(fix: str, folder: Path) -> dict[str, tuple[str, ...]]:
    """A call of each verb that reads trees, messages or histories."""
    onto = ("--onto", "1=refs/heads/stable-1")
    parent = git(folder, "rev-parse", "stable-2")
    pairs = folder.parent / "pairs.csv"
    pairs.write_text(
        f"series,target,parent,origin,source\n1,{git(folder, 'rev-parse', 'stable-1')},{parent},{fix},{fix}\n"
    )
    return {
        "port": ("port", fix, *onto, "--no-compile", "--branch", "bp/{series}"),
        "verify": ("verify", fix, "--origin", fix),
        "plan": ("plan", fix, *onto, "--no-cache"),
        "contains": ("contains", fix, "refs/heads/stable-1", "--no-cache"),
        "status": ("status", f"{parent}..{fix}", *onto, "--no-cache"),
        "audit": ("audit", fix, "--jobs", "1"),
        "replay": ("replay", "--pairs", str(pairs), "--jobs", "1"),
        "ci": ("ci", "--base", parent, "--head", fix),
        "changelog": ("changelog", f"{parent}..{fix}"),
        "announce": ("announce", f"{parent}..{fix}"),
        "map": ("map", "check", "--map", "haproxy", fix),
        "model": ("model", "run", fix),
    }


def measured(words: tuple[str, ...], folder: Path) -> tuple[int, float, int, str]:
    """Exit code, seconds of processor time, peak of memory in megabytes, the first line on stderr."""
    command = [sys.executable, "-P", "-m", "backport", *words, "--repo", str(folder)]
    places = {name: str(folder.parent / name) for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")}
    env = {**os.environ, **places, "PYTHONPATH": str(TOP)}
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = process.stderr.read() if process.stderr is not None else ""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss >> 10, said.partition("\n")[0]


def main(size: float, kinds: list[str]) -> int:
    """Measure; 1 where a verb ends as a bug or is lost."""
    resource.setrlimit(resource.RLIMIT_STACK, (8 << 20, resource.RLIM_INFINITY))
    wrong = 0
    only = os.environ.get("BIG_VERBS", "").split()
    for kind in kinds:
        with tempfile.TemporaryDirectory() as name:
            at = ground(Path(name, "repo"))
            fix = KINDS[kind](at, size)
            for verb, words in commands(fix, at.folder).items():
                if not only or verb in only:
                    code, seconds, megabytes, said = measured(words, at.folder)
                    wrong += code not in (0, 1, 2)
                    print(f"{kind:26}{verb:10}{code:4}{seconds:8.1f} s{megabytes:6} MB  {said:.90}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(float((sys.argv[1:] or ["0.01"])[0]), sys.argv[2:] or list(KINDS)))
