"""Maps are read as a whole, or every mistake is told with its line."""

from pathlib import Path

import pytest

from backport.branchmap import load
from backport.core.rule import Direction, Kind, Rule, Scope
from backport.tomlfile import TomlError
from tests.branchmap import maps


def test_a_map_is_a_chain_of_edges(tmp_path: Path) -> None:
    found = load(maps.write(tmp_path))
    assert found.names == ("pipe", "duct", "conduit")
    assert [(edge.older, edge.newer, edge.file) for edge in found.edges] == [
        ("pipe", "duct", "01-pipe--duct.toml"),
        ("duct", "conduit", "02-duct--conduit.toml"),
    ]
    rules = {rule.id: rule for rule in found.edges[0].rules}
    assert rules["local"] == Rule(
        "local",
        Kind.VARIABLE,
        "d",
        "p",
        "variables follow their type",
        where=Scope(("src/duct.c",), ("duct_push",)),
        direction=Direction.BOTH,
    )
    assert rules["types:struct duct"].older == "struct pipe"
    assert rules["file"].evidence == ("0123456789ab",)


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    maps.write(
        tmp_path,
        branches=maps.BRANCHES.replace('name = "duct"', 'name = "duct"\ncolour = 1'),
        first=maps.PIPE_DUCT.replace('kind = "path"', 'kind = "road"').replace("0123456789ab", "HEAD"),
        second="format = ",
    )
    with pytest.raises(TomlError) as error:
        load(tmp_path)
    assert error.value.message == "\n".join(
        [
            "01-pipe--duct.toml:7: rule.kind: 'road' is not one of ['path', 'function', 'type', 'field', 'macro',"
            " 'variable', 'call', 'drop', 'meaning']",
            "01-pipe--duct.toml:11: rule.evidence: 'HEAD' does not match '^[0-9a-f]{8,40}$'",
            "01-pipe--duct.toml:15: rule.kind: 'road' is not one of ['path', 'function', 'type', 'field', 'macro',"
            " 'variable', 'call', 'drop', 'meaning']",
            "02-duct--conduit.toml:1: Invalid value (at end of document)",
            "branches.toml:11: unknown key 'colour': known here: name, title, versions, since, era",
        ]
    )


def test_mistakes_of_meaning_are_told_with_their_line(tmp_path: Path) -> None:
    maps.write(
        tmp_path,
        branches=maps.BRANCHES + '\n[[generation]]\nname = "wire"\nsince = [{ path = "w", absent = true }]\n',
        first=maps.PIPE_DUCT.replace('duct_push = "pipe_push"', 'duct_push = "pipe_open", "a b" = "c"'),
        second=maps.DUCT_CONDUIT.replace('"open"', '"room"')
        .replace("duct_close($D, DF_SHUT)", "duct_close($D, $F)")
        .replace('older = ""', 'older = "TRACE"'),
    )
    with pytest.raises(TomlError) as error:
        load(tmp_path)
    assert error.value.message == "\n".join(
        [
            "01-pipe--duct.toml:24: function 'a b' is not an identifier",
            "01-pipe--duct.toml:24: functions:duct_push and functions:duct_open both translate the older name"
            ' pipe_open: give one of them direction = "to-older" or another scope',
            "02-duct--conduit.toml:12: id room is also in 01-pipe--duct.toml",
            "02-duct--conduit.toml:19: $F is not bound by the newer side",
            "02-duct--conduit.toml:34: a drop has exactly one side",
            "branches.toml:20: no file leads from conduit to wire",
            "branches.toml:20: wire: something has to be there, not only absent",
        ]
    )


def test_an_edge_leads_between_neighbours(tmp_path: Path) -> None:
    maps.write(tmp_path, second=maps.DUCT_CONDUIT.replace('older = "duct"\n', 'older = "pipe"\n', 1))
    with pytest.raises(TomlError) as error:
        load(tmp_path)
    assert error.value.message == "\n".join(
        [
            "02-duct--conduit.toml:2: pipe and conduit are not neighbours",
            "02-duct--conduit.toml:2: the file's name should be NN-pipe--conduit.toml",
            "branches.toml:16: no file leads from duct to conduit",
        ]
    )


def test_a_folder_without_a_map_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(TomlError, match=r"branches\.toml:1: No such file or directory"):
        load(tmp_path / "nowhere")


def test_one_way_rules_may_share_a_name(tmp_path: Path) -> None:
    second = maps.DUCT_CONDUIT + (
        '\n[[rule]]\nid = "also"\nkind = "function"\nnewer = "conduit_start"\nolder = "duct_open"\n'
        'because = "two became one"\ndirection = "to-older"\n'
    )
    found = load(maps.write(tmp_path, second=second))
    back = found.translator("duct", "conduit").text("src/duct.c", b"duct_open();")
    assert back.data == b"conduit_open();"
    assert found.translator("conduit", "duct").text("src/conduit.c", b"conduit_start();").data == b"duct_open();"
