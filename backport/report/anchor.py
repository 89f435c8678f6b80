"""Where a finding is shown: formats that need a file and a line get the hunk the finding is about."""

from dataclasses import dataclass

from backport.core.case import Case
from backport.core.verdict import Finding
from backport.report.diff import FileDiff, parse


@dataclass(frozen=True)
class Place:
    """A file of the resulting tree and a line of it, from 1; an empty path when the case touches no file."""

    path: str
    line: int


def places(case: Case, findings: tuple[Finding, ...]) -> tuple[Place, ...]:
    """The place of each finding: its own line, else the first hunk of its file, else the first hunk of all."""
    files = parse(case.diff)
    return tuple(_place(case, finding, files) for finding in findings)


def _place(case: Case, finding: Finding, files: tuple[FileDiff, ...]) -> Place:
    if finding.path:
        return Place(finding.path, finding.line or _first_line([file for file in files if _path(file) == finding.path]))
    if files:
        return Place(_path(files[0]), _first_line(files[:1]))
    touched = [file.path or file.source_path for file in case.application.files]
    return Place(touched[0] if touched else "", 1)


def _path(file: FileDiff) -> str:
    return file.new_path or file.old_path


def _first_line(files: list[FileDiff] | tuple[FileDiff, ...]) -> int:
    changed = (line for file in files for hunk in file.hunks for line in hunk.lines if line.kind != " ")
    return next((line.new or line.old for line in changed), 1)
