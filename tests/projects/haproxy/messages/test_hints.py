"""Hints: their series and their rules."""

import pytest

from backport.core.rule import Kind, Origin
from backport.projects.haproxy import messages
from backport.projects.haproxy.messages import hints
from backport.projects.protocol import Changed

# what is written → the series it holds in, and its rules (kind, newer, older)
HINTS = {
    "Before 2.6 the function is old_pump_close(), and the flag to remove is OLD_LID.": (
        *("", "2.5"),
        [(Kind.FUNCTION, "", "old_pump_close"), (Kind.MACRO, "", "OLD_LID")],
    ),
    "On 2.2, LIST_ADD() must be used instead of LIST_INSERT().": (
        *("2.2", "2.2"),
        [(Kind.MACRO, "LIST_INSERT", "LIST_ADD")],
    ),
    "On 2.5 and older, pump_close() must be replaced by tap_close().": (
        *("", "2.5"),
        [(Kind.FUNCTION, "pump_close", "tap_close")],
    ),
    "For 2.5 and 2.4, use tap_close() instead of pump_close().": (
        *("2.4", "2.5"),
        [(Kind.FUNCTION, "pump_close", "tap_close")],
    ),
    "In 2.3 the functions are in src/tap.c.": ("2.3", "2.3", [(Kind.PATH, "", "src/tap.c")]),
    "On 2.2, A_LIST and B_LIST must be used instead of C_LIST and D_LIST.": (
        *("2.2", "2.2"),
        [(Kind.MACRO, "C_LIST", "A_LIST"), (Kind.MACRO, "D_LIST", "B_LIST")],
    ),
    "Prior to 2.7 pump_open() was named tap_open().": ("", "2.6", [(Kind.FUNCTION, "pump_open", "tap_open")]),
    "On 2.9 and older, pump_init() does not exist and TAP_INIT() must be used instead.": (
        *("", "2.9"),
        [(Kind.FUNCTION, "pump_init", "TAP_INIT")],
    ),
    "For 2.4, pump_drain() does not exist.": ("2.4", "2.4", [(Kind.DROP, "pump_drain", "")]),
    "For the 1.8, the lid part must be ignored.": ("1.8", "1.8", [(Kind.DROP, "lid", "")]),
    "On 2.4, just drop the test part.": ("2.4", "2.4", [(Kind.DROP, "test", "")]),
    "On 3.0 and lower, it must be applied on pump_old.c.": ("", "3.0", [(Kind.PATH, "", "pump_old.c")]),
    "In 2.2, it must be applied directly in pump_run() function.": ("2.2", "2.2", []),
    "On 2.4, just drop the thread dump part.": ("2.4", "2.4", []),
    "On 2.4, the patch must be adapted.": ("2.4", "2.4", []),
    "Before 2.4 the lid_part() must be dropped and on 2.2 use tap_x() instead of pump_x().": ("", "2.3", []),
}  # fmt: skip
NO_HINTS = (
    "This must be backported to 2.4.",
    "It was introduced in 2.4 by commit 1234abc and pump_run() must be replaced by tap_run().",
    "pump_run() must be replaced by tap_run().",
)


@pytest.mark.parametrize("sentence", HINTS)
def test_hints(sentence: str) -> None:
    lowest, highest, rules = HINTS[sentence]
    (hint,) = hints.read((sentence,), "f" * 40)
    assert (hint.lowest, hint.highest) == (lowest, highest)
    assert [(rule.kind, rule.newer, rule.older) for rule in hint.rules] == rules
    assert all(
        (rule.origin, rule.evidence, rule.because) == (Origin.HINT, ("f" * 40,), sentence) for rule in hint.rules
    )


@pytest.mark.parametrize("sentence", NO_HINTS)
def test_no_hints(sentence: str) -> None:
    assert hints.read((sentence,)) == ()


def test_the_fix_says_which_function_and_flag_is_meant() -> None:
    (hint,) = hints.read(("Before 2.6 the function is old_close(), and the flag to remove is OLD_LID.",))
    done = hints.complete(hint, Changed(functions=("new_close",), removes=("NEW_LID",)))
    assert [(rule.newer, rule.older) for rule in done.rules] == [("new_close", "old_close"), ("NEW_LID", "OLD_LID")]
    assert hints.complete(hint, Changed(functions=("one", "two"))).rules == ()


def test_a_bare_file_name_lies_beside_the_fix() -> None:
    (hint,) = hints.read(("On 3.0 and lower, it must be applied on old.c.",))
    (rule,) = hints.complete(hint, Changed(paths=("src/new.c",))).rules
    assert (rule.newer, rule.older) == ("src/new.c", "src/old.c")


def test_rules_of_several_sentences_have_their_own_ids() -> None:
    found = hints.read(("On 2.4, use a() instead of b().", "On 2.2, use c_c() instead of d_d()."), "f" * 40)
    assert [rule.id for hint in found for rule in hint.rules] == ["hint-ffffffffffff-1", "hint-ffffffffffff-2"]


def test_only_what_asks_for_a_backport_has_hints() -> None:
    hint = "On 2.4, the patch must be adapted."
    assert messages.read(f"BUG: a: b\n\nNo backport needed. {hint}\n").hints == ()
    assert len(messages.read(f"BUG: a: b\n\nMust be backported to 2.4. {hint}\n").hints) == 1
