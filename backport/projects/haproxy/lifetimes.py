"""When a series lives, told from the tags of its releases alone.

A series lives from its first release on, for as long as its releases follow one another: up to the first pause that is
longer than nine in ten of all pauses between releases (113 days for HAProxy). What comes after such a pause is
released for what is critical. A fix needs time to get there, so a series takes an ordinary fix only while two releases
of that stretch are still to come. Nothing here looks at which fixes a release has.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from backport.projects.haproxy.messages.series import newest_first

_RELEASE = re.compile(r"v?(?P<series>\d+\.\d+)\.(?P<patch>\d+)$")
_STILL_TO_COME = 2  # releases


@dataclass(frozen=True)
class Lifetime:
    """A series and the times (seconds since 1970) of its releases: `steady` ones, and the `last` one of all."""

    series: str
    steady: tuple[int, ...]
    last: int

    @property
    def first(self) -> int:
        """The time of its first release."""
        return self.steady[0]

    def takes_fixes(self, when: int) -> bool:
        """Whether an ordinary fix that is written at `when` can be expected in a release of this series."""
        return self.first <= when and len(self.steady) - bisect_right(self.steady, when) >= _STILL_TO_COME


def lifetimes(releases: Mapping[str, int]) -> tuple[Lifetime, ...]:
    """The lifetimes of all series, newest first, from release tags (`v2.4.0`) and their times."""
    found: dict[str, list[int]] = {}
    for tag, when in releases.items():
        if known := _RELEASE.match(tag):
            found.setdefault(known["series"], []).append(when)
    times = {series: sorted(each) for series, each in found.items()}
    longest = _ordinary(sorted(after - before for each in times.values() for before, after in pairwise(each)))
    return tuple(Lifetime(each, _steady(times[each], longest), times[each][-1]) for each in newest_first(times))


def living(series: Iterable[Lifetime], when: int) -> tuple[str, ...]:
    """The series that took ordinary fixes at `when`, newest first."""
    return newest_first(each.series for each in series if each.takes_fixes(when))


def _ordinary(pauses: Sequence[int]) -> int:
    """The pause that nine in ten are not longer than."""
    return pauses[len(pauses) * 9 // 10] if pauses else 0


def _steady(times: Sequence[int], longest: int) -> tuple[int, ...]:
    ends = next((n for n, (before, after) in enumerate(pairwise(times), 1) if after - before > longest), len(times))
    return tuple(times[:ends])
