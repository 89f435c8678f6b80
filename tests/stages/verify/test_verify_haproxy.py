"""Wrong results of naive tools on a real fix, and what people made of it."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from backport import branchmap, resources
from backport.core.commit import Entry
from backport.core.verdict import Finding, Verdict, decide
from backport.projects.haproxy import DIALECT
from backport.stages.verify.exam import Exam
from backport.stages.verify.examine import examine
from backport.stages.verify.table import CHECKS
from backport.vcs.repository import Repository
from backport.vcs.scratch import Scratch
from tests.repos import git

pytestmark = pytest.mark.haproxy

FIX = "4173f4ea2986"
PORTS = ("1eb8b8e8b39c", "0ceb3f2952d4", "c8d619949fe6", "ebcfd47f1bc8")
FILE = "src/stream_interface.c"
MASK = re.compile(rb"SI_SB_CON\|SI_SB_RDY\|SI_SB_EST")
STATIC = [check for check in CHECKS if not check.compiles]


def _exam(repository: Repository, fix: str, parent: str, port: str) -> Exam:
    source = repository.source(repository.resolve(fix))
    before, after = (repository.commit(repository.resolve(name)).tree for name in (parent, port))
    found = branchmap.load(resources.folder("branch_maps") / "haproxy")
    generations = [found.generation_of(repository.tree(tree)).generation or "" for tree in (source.commit.tree, before)]
    return Exam(repository, source, before, after, translator=found.translator(*generations), dialect=DIALECT)


def _verdict(exam: Exam) -> tuple[Verdict, set[str]]:
    findings: tuple[Finding, ...] = examine(exam, STATIC)
    return decide(findings), {finding.check for finding in findings if finding.severity == "hard"}


@pytest.mark.parametrize("port", PORTS)
def test_what_people_made_of_it_is_sound(haproxy: Path, port: str) -> None:
    assert _verdict(_exam(Repository.open(haproxy), FIX, f"{port}^", port)) == (Verdict.SOUND, set())


@pytest.mark.parametrize("port", PORTS)
def test_the_same_edit_in_any_sibling_is_unsound(haproxy: Path, port: str) -> None:
    repository = Repository.open(haproxy)
    exam = _exam(repository, FIX, f"{port}^", port)
    text = repository.read(exam.before, FILE) or b""
    entry = repository.entry(exam.before, FILE)
    assert entry is not None
    wrong = 0
    with Scratch.temporary([repository]) as scratch:
        for place in MASK.finditer(text):
            blob = scratch.write_blob(text[: place.start()] + b"SI_SB_RDY|SI_SB_EST" + text[place.end() :])
            tree = scratch.write_tree(exam.before, {FILE: Entry(blob, entry.mode)})
            if tree != exam.after:
                assert _verdict(replace(exam, objects=scratch, after=tree)) == (Verdict.UNSOUND, {"place"})
                wrong += 1
    assert wrong == 7


@pytest.mark.parametrize("port", PORTS[:2])
def test_a_pick_that_takes_the_fixs_side_is_unsound(haproxy: Path, tmp_path: Path, port: str) -> None:
    git(tmp_path, "clone", "-q", "--shared", "--no-checkout", str(haproxy), "clone")
    clone = tmp_path / "clone"
    git(clone, "checkout", "-q", "--detach", f"{port}^")
    git(clone, "cherry-pick", "-X", "theirs", FIX)
    verdict, checks = _verdict(_exam(Repository.open(clone), FIX, f"{port}^", "HEAD"))
    assert (verdict, "symbols" in checks) == (Verdict.UNSOUND, True)


def _patched(repository: Repository, exam: Exam, named: bool, folder: Path) -> bytes:
    """The branch's file after `patch -F3` with the fix's diff, its names put into the branch's or not."""
    path = next(change.path for change in exam.origin.changes)
    base, fix = (repository.read(tree, path) or b"" for tree in (exam.origin.base_tree, exam.origin.commit.tree))
    words = (exam.translator.text(path, text).data if named else text for text in (base, fix))
    for name, text in zip(("target", "old", "new"), (repository.read(exam.before, FILE) or b"", *words), strict=True):
        (folder / name).write_bytes(text)
    found = subprocess.run(["diff", "-u", "old", "new"], cwd=folder, capture_output=True, check=False).stdout
    subprocess.run(["patch", "-F3", "-s", "target"], cwd=folder, input=found, check=False, capture_output=True)
    return (folder / "target").read_bytes()


@pytest.mark.skipif(shutil.which("patch") is None or shutil.which("diff") is None, reason="no patch or no diff here")
@pytest.mark.parametrize(
    ("named", "answer"), [(True, (Verdict.SOUND, set())), (False, (Verdict.UNSOUND, {"coverage"}))]
)
@pytest.mark.parametrize("port", PORTS)
def test_what_patch_with_fuzz_makes_is_right_or_unsound(
    haproxy: Path, tmp_path: Path, port: str, named: bool, answer: tuple[Verdict, set[str]]
) -> None:
    """Without the map no hunk applies and the file stays as it was; with the map's names the result is the person's."""
    repository = Repository.open(haproxy)
    exam = _exam(repository, FIX, f"{port}^", port)
    text = _patched(repository, exam, named, tmp_path)
    entry = repository.entry(exam.before, FILE)
    assert entry is not None
    with Scratch.temporary([repository]) as scratch:
        tree = scratch.write_tree(exam.before, {FILE: Entry(scratch.write_blob(text), entry.mode)})
        assert _verdict(replace(exam, objects=scratch, after=tree)) == answer
        assert (tree == exam.after) == named
