"""Locks along every way out."""

from backport.core.verdict import Severity
from tests.repos import Repo
from tests.stages.verify.exams import exam_of, found

LOCK, UNLOCK = "SPIN_LOCK(LABEL, &s->lock);", "SPIN_UNLOCK(LABEL, &s->lock);"


def _unit(*lines: str) -> str:
    return "int go(struct s *s)\n{\n" + "".join(f"\t{line}\n" for line in lines) + "\treturn 0;\n}\n"


def test_an_early_return_that_is_locked_only_in_the_branch(repo: Repo) -> None:
    early = "if (!s->ready) return 1;"
    exam = exam_of(
        repo,
        {"a.c": _unit("work(s);")},
        {"a.c": _unit(early, "work(s);")},
        {"a.c": _unit(LOCK, "work(s);", UNLOCK)},
        {"a.c": _unit(LOCK, early, "work(s);", UNLOCK)},
    )
    assert found(exam, "locks") == [(Severity.SOFT, "go s->lock", "a.c", 1)]


def test_a_release_left_behind(repo: Repo) -> None:
    guarded = (f"if (s->shared) {{ {LOCK} work(s); }}", UNLOCK)
    exam = exam_of(
        repo,
        {"a.c": _unit(LOCK, "work(s);", UNLOCK)},
        {"a.c": _unit(f"if (s->shared) {{ {LOCK} work(s); {UNLOCK} }}")},
        {"a.c": _unit(LOCK, "work(s);", UNLOCK)},
        {"a.c": _unit(*guarded)},
    )
    assert found(exam, "locks") == [(Severity.SOFT, "go s->lock", "a.c", 1)]


def test_what_the_fix_does_in_its_own_tree_and_what_balances(repo: Repo) -> None:
    taking = _unit(LOCK)
    assert found(exam_of(repo, {"a.c": _unit()}, {"a.c": taking}, {"a.c": _unit()}, {"a.c": taking}), "locks") == []


def test_a_release_before_the_way_out(repo: Repo) -> None:
    early = f"if (!s->ready) {{ {UNLOCK} return 1; }}"
    balanced = _unit(LOCK, early, "work(s);", UNLOCK)
    before = _unit(LOCK, "work(s);", UNLOCK)
    exam = exam_of(repo, {"a.c": _unit("work(s);")}, {"a.c": _unit()}, {"a.c": before}, {"a.c": balanced})
    assert found(exam, "locks") == []


def test_functions_of_one_name_under_conditions(repo: Repo) -> None:
    """What the second of two has before and after is no news because the first has it not."""
    twins = "#ifdef LOCKLESS\n{}#else\n{}#endif\n"
    uneven = ("if (s->shared)", f"\t{LOCK}", "work(s);", "if (s->shared)", f"\t{UNLOCK}")
    before = twins.format(_unit("work(s);"), _unit(*uneven))
    after = twins.format(_unit("work(s);"), _unit("more(s);", *uneven))
    exam = exam_of(repo, {"a.c": before}, {"a.c": after}, {"a.c": before}, {"a.c": after})
    assert found(exam, "locks") == []
