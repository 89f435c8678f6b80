"""A tree's generation is found from what is in it."""

from pathlib import Path

import pytest

from backport.branchmap import BranchMap, Recognised, load
from tests.branchmap import maps
from tests.branchmap.maps import Tree


@pytest.fixture
def chain(tmp_path: Path) -> BranchMap:
    return load(maps.write(tmp_path))


def test_each_generation(chain: BranchMap) -> None:
    pipe = Tree({"src/main.c": b"", "src/pipe.c": b"pipe_open();"})
    duct = Tree({"src/main.c": b"", "src/duct.c": b"duct_open(); duct_close();"})
    conduit = Tree({"src/main.c": b"", "src/conduit.c": b"conduit_open(duct_open);"})
    assert chain.generation_of(pipe) == Recognised("pipe", ("src/main.c",))
    assert chain.generation_of(duct).generation == "duct"
    assert chain.generation_of(conduit) == Recognised("conduit", ("src/conduit.c", "src/conduit.c without duct_close"))


def test_a_tree_in_the_middle_of_a_change_belongs_to_the_newer_generation(chain: BranchMap) -> None:
    tree = Tree({"src/main.c": b"", "src/duct.c": b"duct_open(); duct_close();", "src/pipe.c": b""})
    assert chain.generation_of(tree) == Recognised(
        "duct", ("src/duct.c or src/conduit.c with duct_open",), ("duct: not so: no src/pipe.c",)
    )


def test_facts_that_make_no_chain_give_no_answer(chain: BranchMap) -> None:
    assert chain.generation_of(Tree()).generation is None
    odd = Tree({"src/main.c": b"", "src/conduit.c": b"duct_open();", "src/pipe.c": b""})
    assert chain.generation_of(odd) == Recognised(
        None,
        ("src/conduit.c", "src/conduit.c without duct_close"),
        ("duct: not so: no src/pipe.c",),
    )
