"""The results of a run as patches to mail: a folder per target, written by git."""

from pathlib import Path

from backport.core.case import Run
from backport.core.errors import UserError
from backport.pipeline.bench import Bench
from backport.vcs.command import run_git

_FORMAT = ("format-patch", "-1", "--quiet", "--no-ext-diff", "--no-textconv", "--binary")


def write_patches(bench: Bench, run: Run, folder: Path) -> tuple[Path, ...]:
    """Write the patch of every case that has a commit; the subject says which series it is for.

    Raises UserError where a folder cannot be written, or a series' name is none of a folder.
    """
    made = []
    for case in run.cases:
        if case.commit:
            into = folder / _plain(case.target.series)
            prefix = f"--subject-prefix=PATCH {case.target.series}"
            where = f"--output-directory={into.absolute()}"
            run_git(bench.scratch.folder, *_FORMAT, prefix, where, "--end-of-options", case.commit)
            made.append(into)
    return tuple(made)


def _plain(series: str) -> str:
    name = series.replace("/", "-")
    if name.startswith(("-", ".")) or not name.isprintable():
        raise UserError(f"no folder can be named after {series!r}", "name the target: --onto NAME=REV")
    return name
