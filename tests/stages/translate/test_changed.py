"""What a fix changes, and whether a translator knows a hint already."""

from pathlib import Path

import pytest

from backport import branchmap
from backport.core.rule import Kind, Rule
from backport.projects.protocol import Changed
from backport.stages.translate.changed import changed
from backport.stages.translate.translator import Identity, says
from backport.vcs.repository import Repository
from tests.branchmap import maps
from tests.repos import Repo

BEFORE = "int one(void)\n{\n\treturn OLD_A | OLD_B;\n}\n\nint two(void)\n{\n\treturn OLD_A;\n}\n"


def test_names_of_a_fix(repo: Repo) -> None:
    repo.commit("start", {"a.c": BEFORE, "b": b"\0\1", "c.c": BEFORE})
    fix = repo.commit(
        "fix",
        {"a.c": BEFORE.replace("OLD_A | ", "NEW | "), "b": b"\0\2", "c.c": "int top;\n" + BEFORE, "d.c": "int d;\n"},
    )
    repository = Repository.open(repo.folder)
    assert changed(repository, repository.source(fix)) == Changed(("one",), ("a.c", "b", "c.c", "d.c"), ("OLD_A",))


def test_a_submodule_has_a_path_only(repo: Repo) -> None:
    start = repo.commit("start", {"a.c": BEFORE})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{start},sub")
    repo.git("commit", "-q", "-m", "sub")
    repository = Repository.open(repo.folder)
    fix = repository.source(repository.resolve("HEAD"))
    assert changed(repository, fix) == Changed((), ("sub",), ())


@pytest.mark.parametrize(
    ("kind", "newer", "older", "known"),
    [
        (Kind.FUNCTION, "duct_push", "pipe_push", True),
        (Kind.FUNCTION, "duct_push", "pipe_shove", False),
        (Kind.FIELD, "room", "space", True),
        (Kind.TYPE, "struct duct", "struct pipe", True),
        (Kind.MACRO, "DF_SHUT", "PF_SHUTW", True),
        (Kind.MACRO, "DF_OTHER", "PF_OTHER", False),
        (Kind.PATH, "src/duct.c", "src/pipe.c", True),
        (Kind.PATH, "src/other.c", "src/pipe.c", False),
    ],
)
def test_what_a_map_says_already(kind: Kind, newer: str, older: str, known: bool, tmp_path: Path) -> None:
    translator = branchmap.load(maps.write(tmp_path)).translator("duct", "pipe")
    rule = Rule("hint", kind, newer, older)
    assert says(translator, rule) is known
    assert not says(Identity(), rule)
