"""The rules that a message asks for on one series."""

import pytest

from backport.core.rule import Kind
from backport.projects.haproxy.hints import rules
from backport.projects.protocol import Changed

MESSAGE = """BUG/MINOR: layer: close once

This must be backported as far as 2.0. Before 2.6 the function is old_close(), and the flag to remove is OLD_LID.
"""


@pytest.mark.parametrize("series", ["2.5", "2.0", "1.8", "2.5.1"])
def test_rules_of_the_series_a_hint_speaks_of(series: str) -> None:
    found = rules(MESSAGE, "f" * 40, series, lambda: Changed(("new_close",), (), ("NEW_LID",)))
    assert [(rule.kind, rule.newer, rule.older) for rule in found] == [
        (Kind.FUNCTION, "new_close", "old_close"),
        (Kind.MACRO, "NEW_LID", "OLD_LID"),
    ]


@pytest.mark.parametrize("series", ["2.6", "3.0", "stable-branch", "", "v2.5.3^"])
def test_other_series_ask_for_nothing(series: str) -> None:
    def asked() -> Changed:
        raise AssertionError("nobody needs to know what the fix changes")

    assert rules(MESSAGE, "f" * 40, series, asked) == ()


def test_what_stays_unclear_gives_no_rule() -> None:
    assert rules(MESSAGE, "f" * 40, "2.5", lambda: Changed(("one", "two"))) == ()
