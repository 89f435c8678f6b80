"""A map is proved against trees: every rule that a tree does not bear out is named."""

from pathlib import Path

import pytest

from backport.branchmap import BranchMap, load
from backport.branchmap.check import Failure, check, names
from backport.branchmap.folder import Folder
from backport.core.errors import UserError
from tests.branchmap import maps

DUCT = {
    "src/main.c": "int main(void) { return 0; }\n",
    "src/duct.c": (
        "#include <duct/duct.h>\n/* pipe_open() is gone */\nint duct_push(struct duct *d)\n"
        '{\n\td->room = DF_SHUT;\n\treturn duct_close(d, DF_SHUT) + duct_open() + d->count + puts("pipe_push");\n}\n'
    ),
    "include/duct/duct.h": "struct duct { int room; };\ntypedef struct duct duct_t;\nextern int duct_limit;\n",
}


@pytest.fixture
def chain(tmp_path: Path) -> BranchMap:
    return load(maps.write(tmp_path / "map"))


def unpacked(folder: Path, files: dict[str, str]) -> Folder:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return Folder(folder)


def test_a_tree_that_bears_the_map_out(chain: BranchMap, tmp_path: Path) -> None:
    checked = check(chain, unpacked(tmp_path / "tree", DUCT), "here")
    assert (checked.tree, checked.recognised.generation, checked.rules) == ("here", "duct", 15)
    assert checked.failures == ()


def test_every_rule_that_fails_is_named(chain: BranchMap, tmp_path: Path) -> None:
    broken = {
        **DUCT,
        "src/duct.c": DUCT["src/duct.c"].replace("duct_push", "pipe_push").replace("d->room", "d->space"),
        "src/extra.c": "int conduit_open;\nint f(void) { return TRACE_DUCT; }\n",
    }
    checked = check(chain, unpacked(tmp_path / "tree", broken))
    assert checked.failures == (
        Failure("functions:duct_push", "01-pipe--duct.toml", "duct_push is not there"),
        Failure("functions:duct_push", "01-pipe--duct.toml", "pipe_push is left over"),
        Failure("open", "02-duct--conduit.toml", "conduit_open is there already"),
        Failure("room", "01-pipe--duct.toml", "room is not there"),
        Failure("room", "01-pipe--duct.toml", "space is left over"),
        Failure("tracing", "02-duct--conduit.toml", "TRACE_DUCT is there already"),
    )


def test_an_unknown_tree_proves_nothing(chain: BranchMap, tmp_path: Path) -> None:
    checked = check(chain, unpacked(tmp_path / "tree", {"README": ""}))
    assert (checked.recognised.generation, checked.rules) == (None, 0)


def test_names_are_those_of_the_code(tmp_path: Path) -> None:
    tree = unpacked(tmp_path / "tree", {"a.c": 'int a; /* b */ "c"', "d.txt": "e"})
    assert names(tree) == {b"int", b"a"}


def test_a_folder_does_not_lead_out_of_itself(tmp_path: Path) -> None:
    tree = unpacked(tmp_path / "tree", {"src/a.c": "a"})
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "tree" / "src" / "b.c").symlink_to(tmp_path / "secret")
    (tmp_path / "tree" / "out").symlink_to(tmp_path)
    assert [tree.read(path) for path in ("src/a.c", "src/b.c", "out/secret", "../secret", "src")] == [
        b"a",
        None,
        None,
        None,
        None,
    ]
    with pytest.raises(UserError, match="is not a folder"):
        Folder(tmp_path / "nowhere")
