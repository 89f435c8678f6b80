"""The map rules that a commit message asks for on one series: "before 2.6 the function is …"."""

from collections.abc import Callable

from backport.core.rule import Rule
from backport.projects.haproxy.messages import Hint, hints, read
from backport.projects.haproxy.messages.series import of, order
from backport.projects.protocol import Changed


def rules(message: str, commit: str, series: str, changed: Callable[[], Changed]) -> tuple[Rule, ...]:
    """The complete rules of every hint that speaks of `series`; none where it is not a version of HAProxy's."""
    version = of(series)
    if version is None:
        return ()
    meant = [hint for hint in read(message, commit).hints if hint.rules and _speaks_of(hint, version)]
    if not meant:
        return ()
    facts = changed()
    return tuple(rule for hint in meant for rule in hints.complete(hint, facts).rules)


def _speaks_of(hint: Hint, series: str) -> bool:
    at = order(series)
    return (not hint.lowest or order(hint.lowest) <= at) and (not hint.highest or at <= order(hint.highest))
