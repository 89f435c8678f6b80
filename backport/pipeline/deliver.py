"""Hand the results of a run over: branches in the repository each series lives in, patches to mail."""

from pathlib import Path

from backport.core.case import Run
from backport.pipeline.bench import Bench
from backport.pipeline.patches import write_patches
from backport.pipeline.publish import publish


def deliver(bench: Bench, run: Run, branch: str, patches: str) -> Run:
    """The run with its branches, after branches (by a template) and patches (below a folder) were written, if asked."""
    if branch:
        run = publish(bench, run, branch)
    if patches:
        write_patches(bench, run, Path(patches))
    return run
