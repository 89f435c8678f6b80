"""Whether a revision has a fix, and who says so."""

from backport.core.plan import Containment, Presence
from backport.stages.apply.atlas import Atlas
from backport.stages.plan import Means, View
from backport.stages.plan.contains import contains
from backport.stages.translate.translator import Identity
from backport.vcs.repository import Repository
from tests.repos import Repo
from tests.stages.plan.test_plan import indexed, project


def heard(repo: Repo, fix: str, code: bool = True, by_code: bool = False) -> dict[str, Containment]:
    with indexed(repo) as (index, targets):
        repository = Repository.open(repo.folder)
        view = View(repository, Atlas(repository), Identity())
        means = Means(look=(lambda target: view) if code else None, by_code=by_code)
        return {each.target.series: each for each in contains(index, repository.source(fix), targets, means)}


def told(found: Containment) -> tuple[Presence, list[tuple[str, Presence]]]:
    return found.presence, [(witness.way, witness.says) for witness in found.witnesses]


def test_every_way(repo: Repo) -> None:
    fix = project(repo)
    repo.git("branch", "-f", "s3.0", "master")
    repo.switch("s2.10")
    repo.pick(fix)
    repo.switch("s2.9")
    repo.commit("other", {"z": "1\n"})
    repo.git("cherry-pick", fix)
    found = heard(repo, fix)
    yes, no = Presence.YES, Presence.NO
    assert {series: told(each) for series, each in found.items()} == {
        "3.0": (yes, [("ancestry", yes), ("code", yes)]),
        "2.10": (yes, [("chain", yes), ("code", yes)]),
        "2.9": (yes, [("patch", yes), ("code", yes)]),
        "2.8": (no, [("code", no)]),
    }
    assert "the same patch" in found["2.10"].witnesses[0].reason
    assert told(heard(repo, fix, code=False)["2.8"]) == (Presence.UNSURE, [("code", Presence.UNSURE)])


def test_history_and_code_disagree(repo: Repo) -> None:
    fix = project(repo)
    repo.switch("s3.0")
    pick = repo.pick(fix)
    repo.commit("tidy up", {"a.c": "int one(void)\n{\n\treturn 1;\n}\n"})
    repo.switch("s2.10")
    repo.pick(fix)
    repo.commit("rewrite", {"a.c": "int none;\n"})
    repo.switch("s2.9")
    taken = repo.pick(fix)
    repo.commit(f"Revert\n\nThis reverts commit {taken}.\n", {"a.c": "int one(void)\n{\n\treturn 1;\n}\n"})
    found = heard(repo, fix)
    assert pick in found["3.0"].witnesses[0].evidence
    assert told(found["3.0"]) == (Presence.UNSURE, [("chain", Presence.YES), ("code", Presence.NO)])
    assert told(found["2.10"]) == (Presence.YES, [("chain", Presence.YES)])
    assert told(found["2.9"]) == (Presence.NO, [("reverted", Presence.NO), ("code", Presence.NO)])


def test_the_code_alone(repo: Repo) -> None:
    fix = project(repo)
    repo.git("branch", "-f", "s3.0", "master")
    repo.switch("s2.10")
    repo.pick(fix)
    repo.commit("rewrite", {"a.c": "int none;\n"})
    found = heard(repo, fix, by_code=True)
    yes, no, unsure = Presence.YES, Presence.NO, Presence.UNSURE
    assert {series: told(each) for series, each in found.items()} == {
        "3.0": (yes, [("code", yes)]),
        "2.10": (unsure, [("code", unsure)]),
        "2.9": (no, [("code", no)]),
        "2.8": (no, [("code", no)]),
    }


def test_a_fix_that_was_repaired_since(repo: Repo) -> None:
    fix = project(repo)
    repaired = "int one(void)\n{\n\treturn 1;\n}\n"
    again = repo.commit(f"BUG: not two after all\n\nThis is a follow-up of commit {fix[:12]}.\n", {"a.c": repaired})
    repo.git("branch", "-f", "s3.0", "master")
    repo.switch("s2.10")
    repo.pick(fix)
    picked = repo.pick(again)
    found = heard(repo, fix)
    yes = Presence.YES
    assert told(found["3.0"]) == (yes, [("ancestry", yes), ("code", yes)])
    assert told(found["2.10"]) == (yes, [("chain", yes), ("code", yes)])
    assert found["2.10"].witnesses[1].evidence == (picked,)
