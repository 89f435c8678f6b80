"""Which remarks of placing leave something open, and which are only told."""

import pytest

from backport.core.case import FileResult, Rung
from backport.core.verdict import Severity
from backport.stages.apply.doubts import doubts


@pytest.mark.parametrize(
    ("note", "severity"),
    [
        ("function turn_all is not in the branch, its change is left out", Severity.NOTE),
        ("M_NEW is not in the branch and is left out of the masks", Severity.NOTE),
        ("new_count is not in the branch: what the fix changes of it is left out", Severity.NOTE),
        ("the code was found in src/door.c, which has its functions", Severity.SOFT),
        ("the code was found in src/door.c, by its lines", Severity.SOFT),
        ("the code was found in src/door.c, by its lines, beside which nothing differs", Severity.NOTE),
        ("deleted, though the branch's version differs a little", Severity.SOFT),
        ("deleted, though the branch's version of this test or text differs a little", Severity.NOTE),
        ("lined up within the file only", Severity.NOTE),
        ("lined up within the function turn_all only", Severity.SOFT),
        ("the branch does not have the lines around this change: it is left out", Severity.SOFT),
    ],
)
def test_what_the_branch_has_not_at_all_is_told_and_what_was_chosen_is_doubtful(note: str, severity: Severity) -> None:
    found = doubts([FileResult("a.c", "a.c", Rung.PLACED, notes=(note,))])
    assert [(finding.severity, finding.message) for finding in found] == [(severity, f"a.c: {note}")]
