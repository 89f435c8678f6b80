"""The line on small repositories of text: applied, there already, conflicting, hop by hop."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from backport.config import guess, resolve_onto
from backport.core.case import Case, Outcome, Run, Target
from backport.core.commit import SourceCommit
from backport.core.errors import UserError
from backport.core.verdict import Finding, Severity, Verdict
from backport.pipeline.bench import Bench, Words, bench
from backport.pipeline.line import Line
from backport.pipeline.ported import Judgement, Manner
from backport.pipeline.publish import publish
from backport.stages.apply.ladder import Applied
from backport.vcs.repository import Repository
from tests.repos import Repo

POEM = "".join(f"line {number} of the poem\n" for number in range(1, 21))


def unexamined(bench: Bench, source: SourceCommit, target: Target, applied: Applied, way: Words) -> Judgement:
    """Nothing was examined, and the verdict says so."""
    return Judgement((Finding("verify", Severity.OPEN, "the result was not examined"),))


@contextmanager
def open_bench(repo: Repo) -> Iterator[Bench]:
    repo.git("config", "user.name", "Carol Committer")
    repo.git("config", "user.email", "carol@example.org")
    repository = Repository.open(repo.folder)
    with bench(repository, guess(repository)) as opened:
        yield opened


def port(opened: Bench, commit: str, *onto: str, direct: bool = False) -> Run:
    targets = [resolve_onto(opened.config, opened.repository, one) for one in onto]
    return Line(opened, unexamined, Manner(direct=direct)).port(opened.repository.resolve(commit), targets)


def poem(repo: Repo) -> str:
    """master with a fix; `old` lacks it, `drifted` changed the line before it, `gone` has other text there."""
    repo.commit("first", {"poem.txt": POEM})
    repo.branch("old").commit("old: a title", {"poem.txt": "Title\n" + POEM})
    repo.switch("master").branch("drifted")
    repo.commit("drift", {"poem.txt": POEM.replace("line 9 of the poem\n", "the ninth line\n")})
    repo.switch("master").branch("gone")
    repo.commit("rewrite", {"poem.txt": POEM.replace("line 10 of the poem", "ten, quite different words")})
    repo.switch("master")
    return repo.commit("BUG: fix line ten", {"poem.txt": POEM.replace("line 10 of", "line ten of")})


def only(run: Run) -> Case:
    (case,) = run.cases
    return case


def test_a_clean_merge_gives_the_merged_tree(repo: Repo) -> None:
    fix = poem(repo)
    with open_bench(repo) as opened:
        case = only(port(opened, fix, "old"))
        assert case.application.outcome == Outcome.APPLIED
        assert case.tree is not None
        text = opened.scratch.read(case.tree, "poem.txt")
    assert text == ("Title\n" + POEM.replace("line 10 of", "line ten of")).encode()
    assert case.verdict == Verdict.UNKNOWN, "what was not examined is unknown"


def test_lines_that_stand_unchanged_are_placed_where_their_neighbours_differ(repo: Repo) -> None:
    fix = poem(repo)
    with open_bench(repo) as opened:
        case = only(port(opened, fix, "drifted"))
        assert case.tree is not None
        text = opened.scratch.read(case.tree, "poem.txt") or b""
    assert b"the ninth line\nline ten of the poem\n" in text


def test_words_that_both_sides_changed_are_a_conflict_with_markers(repo: Repo) -> None:
    fix = poem(repo)
    with open_bench(repo) as opened:
        case = only(port(opened, fix, "gone"))
    assert (case.application.outcome, case.tree, case.verdict) == (Outcome.CONFLICT, None, Verdict.UNKNOWN)
    assert "<<<<<<<" in case.application.files[0].conflict


def test_a_branch_that_descends_from_the_fix_has_it(repo: Repo) -> None:
    fix = poem(repo)
    repo.branch("newer").commit("more", {"other.txt": "x\n"})
    with open_bench(repo) as opened:
        case = only(port(opened, fix, "newer"))
    assert (case.application.outcome, case.verdict) == (Outcome.THERE, Verdict.SOUND)
    assert case.application.reason == f"{fix[:12]} itself is in its history; its code has every change of the fix"


def test_a_picked_fix_is_found_by_its_trailer_and_without_it_by_its_code(repo: Repo) -> None:
    fix = poem(repo)
    repo.switch("old")
    picked = repo.pick(fix)
    repo.git("branch", "traceless", f"{picked}~1")
    repo.switch("traceless")
    repo.commit("no trailer", {"poem.txt": "Title\n" + POEM.replace("line 10 of", "line ten of")})
    with open_bench(repo) as opened:
        by_trailer, by_code = port(opened, fix, "old", "traceless").cases
    assert by_trailer.application.outcome == by_code.application.outcome == Outcome.THERE
    assert f"{picked[:12]} says it was picked from {fix[:12]}" in by_trailer.application.reason
    assert by_code.application.reason == "its code has every change of the fix"


def test_a_reverted_fix_is_doubtful(repo: Repo) -> None:
    fix = poem(repo)
    repo.switch("old")
    picked = repo.pick(fix)
    repo.git("revert", "--no-edit", picked)
    back = repo.git("rev-parse", "HEAD")
    with open_bench(repo) as opened:
        case = only(port(opened, fix, "old"))
    assert case.verdict == Verdict.DOUBTFUL
    assert [finding.message for finding in case.findings] == [f"its history has the fix, and {back[:12]} took it back"]
    repo.pick(fix)
    with open_bench(repo) as opened:
        again = only(port(opened, fix, "old"))
    assert (again.verdict, again.findings) == (Verdict.SOUND, ())


def test_code_that_contradicts_history_is_doubtful_and_code_that_moved_on_a_note(repo: Repo) -> None:
    fix = poem(repo)
    repo.switch("old")
    repo.pick(fix)
    repo.git("branch", "later")
    repo.commit("undone by hand", {"poem.txt": "Title\n" + POEM})
    repo.switch("later")
    repo.commit("another poem", {"poem.txt": "Roses are red\n"})
    with open_bench(repo) as opened:
        undone, later = port(opened, fix, "old", "later").cases
    assert (undone.verdict, [finding.message for finding in undone.findings]) == (
        Verdict.DOUBTFUL,
        ["its history has the fix and its code has not"],
    )
    assert (later.verdict, [finding.message for finding in later.findings]) == (
        Verdict.SOUND,
        ["1 of 1 changes of the fix are not recognised in its code: adapted, or changed since"],
    )


def test_hop_by_hop_each_message_names_the_neighbour(repo: Repo) -> None:
    fix = poem(repo)
    repo.git("branch", "older", "old")
    with open_bench(repo) as opened:
        first, second = port(opened, fix, "old", "older").cases
        alone = port(opened, fix, "old", "older", direct=True).cases[1]
    signed = "Signed-off-by: Carol Committer <carol@example.org>\n"
    assert first.message == f"BUG: fix line ten\n\n(cherry picked from commit {fix})\n{signed}"
    assert second.message == first.message + f"(cherry picked from commit {first.commit})\n{signed}"
    assert alone.message == first.message
    assert second.tree == alone.tree


def test_branches_are_written_only_when_asked_for(repo: Repo) -> None:
    fix = poem(repo)
    before = repo.git("for-each-ref")
    with open_bench(repo) as opened:
        run = port(opened, fix, "old")
        assert repo.git("for-each-ref") == before
        done = publish(opened, run, "bp/{series}/{commit}")
    assert only(done).branch == f"bp/old/{fix[:12]}"
    assert repo.git("rev-parse", f"bp/old/{fix[:12]}") == only(run).commit
    assert repo.git("show", "-s", "--format=%an|%cn", only(done).branch) == "Ann Author|Carol Committer"
    repo.git("fsck", "--strict")


@pytest.mark.parametrize("template", ["-x", "a..b", "{nothing}", "x.lock", "a b"])
def test_a_bad_branch_template_writes_nothing(repo: Repo, template: str) -> None:
    fix = poem(repo)
    before = repo.git("for-each-ref")
    with open_bench(repo) as opened, pytest.raises(UserError):
        publish(opened, port(opened, fix, "old"), template)
    assert repo.git("for-each-ref") == before


def test_two_targets_need_two_branches(repo: Repo) -> None:
    fix = poem(repo)
    with open_bench(repo) as opened, pytest.raises(UserError, match="same branch"):
        publish(opened, port(opened, fix, "old", "drifted"), "one-name")


def test_a_bug_on_one_target_is_told_there_and_the_others_are_done(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    fix = poem(repo)

    with open_bench(repo) as opened:

        def judge(at: Bench, source: SourceCommit, target: Target, *_: object) -> Judgement:
            if target.series == "drifted":
                raise ZeroDivisionError("of all things")
            return Judgement()

        targets = [resolve_onto(opened.config, opened.repository, one) for one in ("drifted", "old")]
        first, second = Line(opened, judge).port(fix, targets).cases
    assert (first.verdict, first.tree, first.application.outcome) == (Verdict.UNKNOWN, None, Outcome.SKIPPED)
    (finding,) = first.findings
    assert (finding.check, finding.message) == ("bug", "this is a bug of backport: ZeroDivisionError: of all things")
    assert any("in judge" in frame for frame in finding.evidence)
    assert (second.application.outcome, second.verdict) == (Outcome.APPLIED, Verdict.SOUND)
