"""The plan: what each series needs of a fix, and why."""

from collections.abc import Iterator
from contextlib import contextmanager

from backport.core.case import Target
from backport.core.plan import Action, Plan
from backport.history.index import Index
from backport.stages.plan import plan
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
