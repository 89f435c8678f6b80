"""How findings decide: the worst severity wins, and what was not examined is never sound."""

from dataclasses import FrozenInstanceError
from itertools import chain, combinations

import pytest

from backport.core.verdict import Finding, Severity, Verdict, decide

ORDER = (Severity.HARD, Severity.OPEN, Severity.SOFT, Severity.NOTE)
MEANS = {
    Severity.HARD: Verdict.UNSOUND,
    Severity.OPEN: Verdict.UNKNOWN,
    Severity.SOFT: Verdict.DOUBTFUL,
    Severity.NOTE: Verdict.SOUND,
}
SETS = list(chain.from_iterable(combinations(ORDER, size) for size in range(1, 5)))


@pytest.mark.parametrize("present", SETS, ids=lambda present: "+".join(present))
def test_the_worst_decides_in_any_order(present: tuple[Severity, ...]) -> None:
    findings = [Finding("check", severity, "said") for severity in present]
    worst = MEANS[min(present, key=ORDER.index)]
    assert decide(findings) == decide(findings[::-1]) == decide(iter(findings * 2)) == worst


def test_nothing_found_is_sound() -> None:
    assert decide(()) == Verdict.SOUND


def test_a_fingerprint_stays_when_lines_and_words_change() -> None:
    found = Finding("check", Severity.SOFT, "one", "name", "a.c", 1, ("x",))
    moved = Finding("check", Severity.HARD, "two", "name", "a.c", 9, ())
    assert found.fingerprint == moved.fingerprint == "check:a.c:name"
    assert found.fingerprint != Finding("other", Severity.SOFT, "one", "name", "a.c").fingerprint


def test_nobody_changes_what_was_found() -> None:
    found = Finding("check", Severity.HARD, "said")
    with pytest.raises(FrozenInstanceError):
        found.severity = Severity.NOTE  # type: ignore[misc]
