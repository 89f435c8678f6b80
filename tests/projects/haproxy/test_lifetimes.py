"""Lifetimes of series from release tags."""

from backport.projects.haproxy.lifetimes import Lifetime, lifetimes, living

YEAR = 365 * 86400
RELEASES = {
    "v2.4.0": 0,
    "v2.4.9": 5 * YEAR,
    "v2.5.0": YEAR // 2,
    "v2.5.7": 2 * YEAR,
    "v2.6.0": YEAR,
    "v2.6.2": 2 * YEAR,
    "v2.7-dev1": YEAR,
    "v10.0.0": YEAR,
    "other": 3,
}


def test_lifetimes() -> None:
    assert lifetimes(RELEASES) == (
        Lifetime("10.0", YEAR, YEAR),
        Lifetime("2.6", YEAR, 2 * YEAR),
        Lifetime("2.5", YEAR // 2, 2 * YEAR),
        Lifetime("2.4", 0, 5 * YEAR),
    )


def test_living() -> None:
    known = lifetimes(RELEASES)
    assert living(known, 0) == ("2.4",)
    assert living(known, YEAR) == ("2.6", "2.5", "2.4")
    assert living(known, YEAR // 2 + YEAR * 5 // 4) == ("2.6", "2.4")  # fifteen months of 2.5 are over
    assert living(known, 2 * YEAR) == ("2.4",)  # nothing came after the last 2.6
    assert living(known, 3 * YEAR) == ()  # only critical fixes from here on
