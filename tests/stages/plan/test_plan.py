"""The plan: what each series needs of a fix, and why."""

from collections.abc import Iterator
from contextlib import contextmanager

from backport.core.case import Target
from backport.core.plan import Action, Plan
from backport.history.index import Index
from backport.projects.protocol import Reader, Reading
from backport.stages.apply.atlas import Atlas
from backport.stages.plan import Means, View, plan
from backport.stages.translate.translator import Identity
from backport.vcs.repository import Repository
from tests.repos import Repo

SERIES = {"3.0": "s3.0", "2.10": "s2.10", "2.9": "s2.9", "2.8": "s2.8"}


def project(repo: Repo) -> str:
    """A mainline with four series cut from it, and after that the fix; its id."""
    repo.commit("root", {"a.c": "int one(void)\n{\n\treturn 1;\n}\n"})
    for branch in reversed(SERIES.values()):
        repo.commit(f"work before {branch}", {"b.c": f"/* {branch} */\n"})
        repo.git("branch", branch)
    repo.commit("work on mainline alone", {"b.c": "/* dev */\n"})
    return repo.commit("BUG: one is two", {"a.c": "int one(void)\n{\n\treturn 2;\n}\n"})


@contextmanager
def indexed(repo: Repo) -> Iterator[tuple[Index, list[Target]]]:
    repository = Repository.open(repo.folder)
    targets = []
    for series, branch in SERIES.items():
        tip = repository.resolve(branch)
        targets.append(Target(series, tip, repository.commit(tip).tree, branch))
    with Index.opened(repository, cache=False) as index:
        yield index, targets


def planned(repo: Repo, fix: str) -> Plan:
    with indexed(repo) as (index, targets):
        return plan(index, index.repository.source(fix), targets[::-1])


def told(found: Plan) -> list[tuple[str, Action, str, str, str]]:
    return [(step.target.series, step.action, step.rule, step.source, step.after) for step in found.steps]


def test_a_new_fix_goes_down_hop_by_hop(repo: Repo) -> None:
    fix = project(repo)
    assert told(planned(repo, fix)) == [
        ("3.0", Action.PICK, "missing", fix, ""),
        ("2.10", Action.PICK, "missing", "", "3.0"),
        ("2.9", Action.PICK, "missing", "", "2.10"),
        ("2.8", Action.PICK, "missing", "", "2.9"),
    ]


def test_picks_are_found_by_their_chain_and_the_next_hop_starts_there(repo: Repo) -> None:
    fix = project(repo)
    repo.switch("s3.0")
    first = repo.pick(fix)
    repo.switch("s2.9")
    second = repo.pick(first)
    found = planned(repo, fix)
    assert told(found) == [
        ("3.0", Action.THERE, "chain", "", ""),
        ("2.10", Action.PICK, "missing", first, "3.0"),
        ("2.9", Action.THERE, "chain", "", ""),
        ("2.8", Action.PICK, "missing", second, "2.9"),
    ]
    assert found.steps[2].reason == f"picked as {second[:12]}, which names {fix[:12]}"
    assert found.steps[2].found == second
    assert found.family == tuple(sorted((fix, first, second)))
    assert [step.action for step in planned(repo, second).steps] == [step.action for step in found.steps]


def test_a_series_cut_later_has_the_fix(repo: Repo) -> None:
    fix = project(repo)
    repo.git("branch", "-f", "s3.0", "master")
    found = planned(repo, fix)
    assert found.steps[0].action is Action.THERE
    assert found.steps[0].rule == "ancestry"


def test_a_pick_without_a_trailer_is_found_by_its_patch(repo: Repo) -> None:
    fix = project(repo)
    repo.switch("s3.0")
    repo.git("cherry-pick", fix)
    silent = repo.git("rev-parse", "HEAD")
    step = planned(repo, fix).steps[0]
    assert (step.action, step.rule, step.found) == (Action.THERE, "same patch", silent)


def test_the_same_text_with_another_change_needs_a_person(repo: Repo) -> None:
    fix = project(repo)
    repo.switch("s3.0")
    repo.git("cherry-pick", fix)
    repo.write("a.c", "int one(void)\n{\n\treturn 3;\n}\n")
    repo.git("commit", "-q", "-a", "--amend", "--no-edit")
    step = planned(repo, fix).steps[0]
    assert (step.action, step.rule) == (Action.PERSON, "same patch")


def test_taken_back_in_one_branch(repo: Repo) -> None:
    fix = project(repo)
    repo.switch("s3.0")
    pick = repo.pick(fix)
    revert = repo.commit(f"Revert one\n\nThis reverts commit {pick}.\n", {"a.c": "int one(void)\n{\n\treturn 1;\n}\n"})
    step = planned(repo, fix).steps[0]
    assert (step.action, step.rule, step.evidence) == (Action.PERSON, "reverted", (pick, revert))
    again = repo.pick(fix)
    step = planned(repo, fix).steps[0]
    assert (step.action, step.rule, step.found) == (Action.THERE, "chain", again)


def test_taken_back_as_in_mainline(repo: Repo) -> None:
    fix = project(repo)
    before = {"a.c": "int one(void)\n{\n\treturn 1;\n}\n"}
    revert = repo.commit(f"BUG: no, one is one\n\nThis reverts commit {fix[:12]}.\n", before)
    repo.switch("s3.0")
    pick, back = repo.pick(fix), repo.pick(revert)
    step = planned(repo, fix).steps[0]
    assert (step.action, step.rule, step.evidence) == (Action.THERE, "reverted", (pick, back))


BEFORE = {"a.c": "int one(void)\n{\n\treturn 1;\n}\n"}


def examined(repo: Repo, fix: str, reader: Reader | None = None, now: int = 0, recognised: bool = True) -> Plan:
    """The plan with a look at the code."""
    with indexed(repo) as (index, targets):
        repository = index.repository
        view = View(repository, Atlas(repository), Identity(), recognised)
        means = Means(reader, lambda target: view, repository.resolve("master"), now)
        return plan(index, repository.source(fix), targets, means)


def test_the_code_tells_what_history_does_not(repo: Repo) -> None:
    fix = project(repo)
    repo.switch("s3.0")
    repo.commit("the same, by hand, with other things", {"a.c": "int one(void)\n{\n\treturn 2;\n}\n", "z": "1\n"})
    steps = examined(repo, fix).steps
    assert (steps[0].action, steps[0].rule) == (Action.THERE, "same code")
    assert steps[1].reason == "no pick of it is in 2.10, and its code has what the fix replaces"


def test_a_bug_that_came_later(repo: Repo) -> None:
    project(repo)
    culprit = repo.commit("MINOR: add two", {"b.c": "int two(void)\n{\n\treturn 3;\n}\n"})
    fix = repo.commit(
        f"BUG: two\n\nThis was broken by commit {culprit[:10]}.\n", {"b.c": "int two(void)\n{\n\treturn 2;\n}\n"}
    )
    repo.switch("s3.0")
    repo.commit(  # adapted by hand
        f"MINOR: add two\n\n(cherry picked from commit {culprit})\n", {"b.c": "int two(void)\n{\n\treturn 3;\n}\n"}
    )
    found = examined(repo, fix)
    assert [(step.action, step.rule) for step in found.steps] == [
        (Action.PICK, "missing"),
        (Action.NOT_AFFECTED, "introduced"),
        (Action.NOT_AFFECTED, "introduced"),
        (Action.NOT_AFFECTED, "introduced"),
    ]
    assert found.steps[1].reason == f"{culprit[:12]}, which brought the bug, is not in 2.10"


def test_a_branch_that_never_had_the_bug_is_not_fixed_but_unaffected(repo: Repo) -> None:
    project(repo)
    right, wrong = (f"int one(void)\n{{\n\treturn {what};\n}}\n" for what in ("two() + 2", "two() - 2"))
    start = repo.commit("MINOR: more of one", {"d.c": right})
    culprit = repo.commit("MINOR: tidy up", {"d.c": wrong})
    fix = repo.commit(f"BUG: one\n\nThis was broken by commit {culprit[:10]}.\n", {"d.c": right})
    repo.switch("s3.0")
    repo.git("cherry-pick", start)
    repo.switch("s2.10")
    repo.git("cherry-pick", start, culprit)  # without a trailer
    repo.switch("s2.9")
    repo.git("cherry-pick", start, culprit)
    repo.commit("the same by hand", {"d.c": right, "z": "1\n"})
    steps = examined(repo, fix).steps
    assert [(step.action, step.rule) for step in steps[:3]] == [
        (Action.NOT_AFFECTED, "introduced"),
        (Action.PICK, "missing"),
        (Action.THERE, "same code"),
    ]
    assert steps[0].reason.endswith("is not in 3.0, and its code is as the fix leaves it")


def test_files_that_were_never_there(repo: Repo) -> None:
    project(repo)
    repo.commit("MINOR: a new file", {"new.c": "int new(void)\n{\n\treturn 3;\n}\n"})
    fix = repo.commit("BUG: new", {"new.c": "int new(void)\n{\n\treturn 4;\n}\n"})
    assert {(step.action, step.rule) for step in examined(repo, fix).steps} == {(Action.NOT_AFFECTED, "absent")}
    unsure = examined(repo, fix, recognised=False)
    assert {(step.action, step.rule) for step in unsure.steps} == {(Action.PERSON, "absent")}


def test_what_the_message_says(repo: Repo) -> None:
    fix = project(repo)
    readings = {
        "3.0": Reading(spoken=True, wanted=True, observation="after some observation"),
        "2.10": Reading(spoken=True, wanted=False, sentence="Not in 2.10."),
        "2.9": Reading(spoken=True, condition="if it is slow"),
        "2.8": Reading(spoken=True, commits=(fix[:10],)),
    }

    def reader(_message: str, series: str) -> Reading:
        return readings[series]

    committed = 1_600_000_000
    steps = examined(repo, fix, reader, now=committed + 5 * 86400).steps
    assert [(step.action, step.rule) for step in steps] == [
        (Action.WAITS, "observation"),
        (Action.NOT_AFFECTED, "excluded"),
        (Action.PERSON, "tied"),
        (Action.WAITS, "tied"),
    ]
    assert "4 of 21 days" in steps[0].reason or "5 of 21 days" in steps[0].reason
    assert examined(repo, fix, reader, now=committed + 30 * 86400).steps[0].action is Action.PICK


def test_a_silent_message_needs_a_person_where_the_code_says_nothing(repo: Repo) -> None:
    fix = project(repo)
    repo.switch("s3.0")
    repo.commit("other code", {"a.c": "int other(void)\n{\n\treturn 7;\n}\n"})
    steps = examined(repo, fix, lambda _message, _series: Reading()).steps
    assert [(step.action, step.rule) for step in steps[:2]] == [(Action.PERSON, "silent"), (Action.PICK, "missing")]


def test_what_the_fix_builds_on_comes_first(repo: Repo) -> None:
    project(repo)
    first = repo.commit("MINOR: a helper", {"h.h": "static inline int helper(void) { return 2; }\n"})
    fix = repo.commit("BUG: use it", {"a.c": '#include "h.h"\nint one(void)\n{\n\treturn helper();\n}\n'})
    repo.switch("s2.10")
    picked = repo.pick(first)
    found = examined(repo, fix)
    assert [(step.action, [each.commit for each in step.needs]) for step in found.steps] == [
        (Action.WAITS, [first]),
        (Action.PICK, []),
        (Action.WAITS, [first]),
        (Action.WAITS, [first]),
    ]
    assert found.steps[0].reason == f"it uses {first[:12]} brings helper"
    assert found.steps[1].source == fix
    assert picked


def test_follow_ups_by_message_and_by_lines(repo: Repo) -> None:
    fix = project(repo)
    text = "int one(void)\n{\n\treturn some_function(2);\n}\n"
    second = repo.commit(f"BUG: correct it\n\nCommit {fix[:9]} introduced a regression.\n", {"a.c": text})
    third = repo.commit(f"BUG: once more\n\nA follow-up of {second[:9]}.\n", {"c.c": "1\n"})
    again = repo.commit("BUG: the line again", {"a.c": text.replace("2", "3")})
    with indexed(repo) as (index, targets):
        means = Means(mainline=index.repository.resolve("master"))
        one = plan(index, index.repository.source(fix), targets, means)
        two = plan(index, index.repository.source(second), targets, means)
    assert [(each.commit, each.relation) for each in one.follow_ups] == [
        (second, "repairs it"),
        (third, f"follows {second[:12]} up"),
    ]
    assert [(each.commit, each.relation) for each in two.follow_ups] == [
        (third, "follows it up"),
        (again, "changes its lines again"),
    ]
    assert [each.commit for each in one.steps[0].follow_ups] == [second, third]


def test_what_mainline_took_back_is_not_picked(repo: Repo) -> None:
    fix = project(repo)
    revert = repo.commit(f"BUG: no\n\nThis reverts commit {fix[:12]}.\n", {**BEFORE, "d.c": "1\n"})
    repo.switch("s2.10")
    repo.commit(f"BUG: no\n\n(cherry picked from commit {revert})\n", {"d.c": "1\n"})
    steps = planned(repo, fix).steps
    assert [(step.action, step.rule) for step in steps[:2]] == [
        (Action.PERSON, "taken back"),
        (Action.NOT_AFFECTED, "taken back"),
    ]


def test_a_fix_that_removes_a_whole_function(repo: Repo) -> None:
    gone = "static int gone(void)\n{\n\treturn 3;\n}\n"
    repo.commit("root", {"a.c": gone})
    for branch in SERIES.values():
        repo.git("branch", branch)
    repo.commit("work on mainline alone", {"b.c": "1\n"})
    fix = repo.commit("BUG: nobody may call it", {"a.c": "\n"})
    repo.switch("s3.0")
    repo.commit("BUG: the same by hand", {"a.c": "int other;\n"})
    reasons = [step.reason for step in examined(repo, fix).steps]
    assert reasons[0] == "no pick of it is in 3.0; what the fix replaces was not recognised in its code"
    assert reasons[1] == "no pick of it is in 2.10, and its code has what the fix replaces"


def test_a_variable_that_the_fix_declares_is_no_prerequisite(repo: Repo) -> None:
    project(repo)
    repo.commit(
        "MINOR: names",
        {"h.c": "int other(void)\n{\n\tint counter = 1;\n\tgoto leave;\n leave:\n\treturn counter;\n}\n"},
    )
    text = "int one(void)\n{\n\tint counter = 2;\n\n\tgoto leave;\n leave:\n\treturn counter;\n}\n"
    fix = repo.commit("BUG: one is two", {"a.c": text})
    assert [(step.action, step.needs) for step in examined(repo, fix).steps] == [(Action.PICK, ())] * 4
