"""Put the results of a run on new branches: in the user's repository, or in the clone that a series lives in."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from backport.core.case import Case, Run
from backport.core.errors import UserError
from backport.pipeline.bench import Bench
from backport.vcs.branches import check_free, check_name, create_branches
from backport.vcs.repository import Repository

_FIELDS = ("series", "commit")


def branch_name(template: str, case: Case) -> str:
    """The branch for one case: `{series}` and `{commit}` (12 digits of the fix) are filled in.

    Raises UserError for another placeholder, or a name git would refuse.
    """
    try:
        name = template.format(series=case.target.series, commit=case.origin[:12])
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        known = ", ".join(f"{{{field}}}" for field in _FIELDS)
        raise UserError(f"--branch {template!r} has a placeholder that does not exist", f"known are {known}") from error
    check_name(name)
    return name


def publish(bench: Bench, run: Run, template: str) -> Run:
    """The run with its branches, after they were created for every case that has a commit.

    Each goes where its series lives. In every repository all are created or none; nothing is, where a name is taken.
    """
    made = [replace(case, branch=branch_name(template, case)) if case.commit else case for case in run.cases]
    homes = {listed.name: listed.folder for listed in bench.config.listed if listed.folder is not None}
    cases: dict[Path | None, list[Case]] = {}
    for case in made:
        if case.commit:
            cases.setdefault(homes.get(case.target.series), []).append(case)
    where = {folder: Repository.open(folder) if folder else bench.repository for folder in cases}
    for folder, there in cases.items():
        _all_different(there)
        check_free(where[folder], [case.branch for case in there])
    for folder, there in cases.items():
        commits = {case.branch: case.commit for case in there if case.commit}
        create_branches(where[folder], bench.scratch, commits)
    return replace(run, cases=tuple(made))


def _all_different(cases: Sequence[Case]) -> None:
    names = [case.branch for case in cases]
    if len(set(names)) < len(names):
        raise UserError("--branch gives two targets the same branch", "put {series} into the template")
