"""When a series lives: from its first release on, as long as HAProxy backports ordinary fixes to it.

Long term series (2.0, 2.2, … and all up to 1.8) take ordinary fixes for three years, then critical ones only; the
others (1.9, 2.1, 2.3, …) for fifteen months. Both are what the releases show: of what messages asked for, older series
got less than half. A series without any later release has ended, whatever its age.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backport.projects.haproxy.messages.series import newest_first, order

_RELEASE = re.compile(r"v?(?P<series>\d+\.\d+)\.(?P<patch>\d+)$")
_YEAR = 365 * 86400
_LONG, _SHORT = 3 * _YEAR, _YEAR * 5 // 4  # seconds


@dataclass(frozen=True)
class Lifetime:
    """A series and the times (seconds since 1970) of its first and last release."""

    series: str
    first: int
    last: int

    @property
    def long_term(self) -> bool:
        """Whether the series is supported for years."""
        major, minor = order(self.series)
        return (major, minor) <= (1, 8) or (major > 1 and minor % 2 == 0)

    def takes_fixes(self, when: int) -> bool:
        """Whether an ordinary fix that is written at `when` can be expected in a release of this series."""
        return self.first <= when < min(self.first + (_LONG if self.long_term else _SHORT), self.last)


def lifetimes(releases: Mapping[str, int]) -> tuple[Lifetime, ...]:
    """The lifetimes of all series, newest first, from release tags (`v2.4.0`) and their times."""
    times: dict[str, list[int]] = {}
    for tag, when in releases.items():
        if found := _RELEASE.match(tag):
            times.setdefault(found["series"], []).append(when)
    return tuple(Lifetime(series, min(times[series]), max(times[series])) for series in newest_first(times))


def living(series: Iterable[Lifetime], when: int) -> tuple[str, ...]:
    """The series that took ordinary fixes at `when`, newest first."""
    return newest_first(each.series for each in series if each.takes_fixes(when))
