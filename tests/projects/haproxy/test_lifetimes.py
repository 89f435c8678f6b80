"""Lifetimes of series from release tags."""

from backport.projects.haproxy.lifetimes import Lifetime, lifetimes, living

RELEASES = {
    **{f"v2.4.{patch}": 10 * patch for patch in range(10)},  # 0 … 90
    "v2.4.10": 400,  # after a long pause
    "v2.4.11": 410,
    **{f"v2.5.{patch}": 45 + 10 * patch for patch in range(4)},  # 45 … 75
    "v2.6.0": 80,
    "v2.7-dev1": 85,
    "v10.0.0": 90,
    "other": 3,
}


def test_a_series_ends_with_the_first_long_pause() -> None:
    assert lifetimes(RELEASES) == (
        Lifetime("10.0", (90,), 90),
        Lifetime("2.6", (80,), 80),
        Lifetime("2.5", (45, 55, 65, 75), 75),
        Lifetime("2.4", tuple(range(0, 100, 10)), 410),
    )


def test_two_releases_are_still_to_come() -> None:
    known = lifetimes(RELEASES)
    assert living(known, 0) == ("2.4",)
    assert living(known, 44) == ("2.4",)
    assert living(known, 45) == ("2.5", "2.4")
    assert living(known, 64) == ("2.5", "2.4")
    assert living(known, 65) == ("2.4",)  # only one more 2.5
    assert living(known, 79) == ("2.4",)
    assert living(known, 80) == ()
    assert lifetimes({}) == ()
