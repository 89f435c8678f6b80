"""What a backport's change of behaviour amounts to beside the fix's own."""

from backport.core.behaviour import Behaviour, PropertyResult, Status, Step
from backport.core.verdict import Severity
from backport.models.compare import Delta, Difference
from backport.models.judge import judge, silent

HOLDS, BROKEN, UNKNOWN = Status.HOLDS, Status.VIOLATED, Status.UNKNOWN
PATH = (Step("server", "accepts"), Step("task", "runs"))
MOVED = Difference("task", "runs", (("state", "CON"),), (("units", "0", "1"),))


def behaviour(**statuses: Status) -> Behaviour:
    results = tuple(
        PropertyResult(name, f"{name} is so", status, PATH if status is BROKEN else ())
        for name, status in statuses.items()
    )
    return Behaviour("m", "", "", HOLDS, results)


def delta(before: Behaviour, after: Behaviour, *kinds: Difference, reason: str = "", entered: str = "f") -> Delta:
    names = (entered,) if entered else ()
    uncovered = "" if entered else "nothing that differs runs"
    differences = tuple((kind, 1) for kind in kinds)
    return Delta(before, after, 9, len(kinds), differences, 0, reason, names, names, (), uncovered)


REPAIRS = delta(behaviour(p=BROKEN), behaviour(p=HOLDS), MOVED)


def said(fix: Delta, backport: Delta) -> list[tuple[Severity, str]]:
    return [(found.severity, found.message) for found in judge("m", fix, backport)]


def test_the_same_repair_needs_no_word() -> None:
    assert said(REPAIRS, REPAIRS) == []


def test_what_breaks_is_a_defect() -> None:
    breaks = delta(behaviour(p=HOLDS), behaviour(p=BROKEN), MOVED)
    text = "p held before the backport and is violated after it: p is so"
    assert said(REPAIRS, breaks) == [(Severity.HARD, text)]
    assert judge("m", REPAIRS, breaks)[0].evidence == ("1. server accepts", "2. task runs")
    assert "(and so it is by the fix itself)" in said(breaks, breaks)[0][1]


def test_what_is_not_repaired_is_a_defect() -> None:
    text = "p is repaired by the fix and still violated after the backport: p is so"
    assert said(REPAIRS, delta(behaviour(p=BROKEN), behaviour(p=BROKEN), MOVED)) == [(Severity.HARD, text)]


def test_what_held_all_along_is_no_defect() -> None:
    assert said(REPAIRS, delta(behaviour(p=HOLDS), behaviour(p=HOLDS), MOVED)) == []


def test_a_search_without_end_is_open() -> None:
    stopped = delta(behaviour(p=UNKNOWN), behaviour(p=UNKNOWN), reason="more than 9 states")
    assert said(REPAIRS, stopped) == [(Severity.OPEN, "the behavioural model m has no answer: more than 9 states")]


def test_other_steps_are_a_reason_to_look() -> None:
    other = Difference("timer", "fires", (("state", "CON"),), ())
    (found,) = said(REPAIRS, delta(behaviour(p=BROKEN), behaviour(p=HOLDS), MOVED, other))
    assert found == (
        Severity.SOFT,
        "the backport changes what happens in 1 kinds of step that the fix leaves as they are",
    )
    (found,) = said(REPAIRS, delta(behaviour(p=HOLDS), behaviour(p=HOLDS)))
    assert found == (Severity.SOFT, "the fix changes what happens in 1 kinds of step, the backport changes nothing")


def test_what_no_model_runs_through_is_only_said() -> None:
    nothing = delta(behaviour(p=HOLDS), behaviour(p=HOLDS), entered="")
    assert silent(nothing, nothing) == "nothing that differs runs"
    assert silent(REPAIRS, nothing) == ""
    assert [severity for severity, _ in said(nothing, nothing)] == [Severity.NOTE]
