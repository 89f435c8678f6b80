"""The table of hand-written models: each generation as it was before the fix, and after it."""

from collections.abc import Callable, Mapping

from backport.models.declared.model import Declared
from backport.projects.haproxy.oracle.dialect import DIALECTS, Dialect, fixed
from backport.projects.haproxy.oracle.model import oracle


def _judge(dialect: Dialect) -> Callable[[Mapping[str, str]], Declared]:
    return lambda options: oracle(dialect, options.get("be") == "h2", options.get("wait-data") == "yes")


JUDGES = {
    f"{name}{suffix}": _judge(change(dialect))
    for name, dialect in DIALECTS.items()
    for suffix, change in (("", lambda dialect: dialect), ("-fixed", fixed))
}
