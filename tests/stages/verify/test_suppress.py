"""Suppressions have a reason and an end."""

from datetime import date

import pytest

from backport.config import Suppression
from backport.core.verdict import Finding, Severity
from backport.stages.verify.suppress import suppress

FINDING = Finding("symbols", Severity.HARD, "nothing defines x", "x", "a.c", 7)
SILENCED = Suppression("symbols:a.c:x", "a macro of the build machine", date(2030, 1, 31))


def test_a_suppressed_finding_is_a_note_with_the_reason() -> None:
    (found,) = suppress([FINDING], [SILENCED], date(2030, 1, 31))
    assert found.severity == Severity.NOTE
    assert found.evidence == ("suppressed until 2030-01-31: a macro of the build machine",)


def test_after_its_end_the_finding_is_back() -> None:
    (found,) = suppress([FINDING], [SILENCED], date(2030, 2, 1))
    assert found.severity == Severity.HARD
    assert found.evidence == ("a suppression of this ended on 2030-01-31: a macro of the build machine",)


def test_others_are_left_alone() -> None:
    other = Finding("symbols", Severity.HARD, "nothing defines y", "y", "a.c", 7)
    assert suppress([other], [SILENCED], date(2030, 1, 1)) == (other,)


def test_one_without_an_end() -> None:
    (found,) = suppress([FINDING], [Suppression("symbols:a.c:x", "a macro of the build machine")], date(2030, 1, 1))
    assert found.evidence == ("suppressed: a macro of the build machine",)


@pytest.mark.parametrize("severity", Severity)
def test_whatever_counts_can_be_suppressed_and_a_note_stays_as_it_is(severity: Severity) -> None:
    finding = Finding("symbols", severity, "said", "name", "a.c")
    (kept,) = suppress([finding], [Suppression(finding.fingerprint, "seen", None)], date(2026, 1, 1))
    assert kept.severity == Severity.NOTE
    assert kept.evidence == (() if severity == Severity.NOTE else ("suppressed: seen",))
