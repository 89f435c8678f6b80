"""The series that a message asks for, of those that live."""

from collections.abc import Iterable

from backport.projects.haproxy.messages.series import newest_first, order
from backport.projects.haproxy.messages.values import Asks, Extent, Message


def asked(message: Message, living: Iterable[str]) -> tuple[str, ...]:
    """The living series that the message wants the fix in, newest first.

    A single version means that one and what is newer: a bug that is fixed in a series never stays in a newer one
    (HAProxy's `BRANCHES`), unless the message says "only". Empty where nothing is asked, and where the range depends
    on another commit or on a feature: look at `message.instruction.range.explicit` to tell the two apart.
    """
    wanted = message.instruction.range
    series = newest_first(living)
    if message.instruction.asks is not Asks.YES or not wanted.explicit:
        return ()
    if wanted.extent is Extent.ALL:
        return series
    if wanted.only:
        return tuple(each for each in series if each in wanted.versions)
    lowest = order(wanted.lowest) if wanted.lowest else ()
    highest = order(wanted.highest) if wanted.highest else (float("inf"),)
    return tuple(each for each in series if lowest <= order(each) <= highest and each not in wanted.but_not)
