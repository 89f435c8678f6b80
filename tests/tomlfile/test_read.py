"""Every mistake of a file is told at once, each with its line."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backport.tomlfile import Document, TomlError, read
from backport.tomlfile.positions import lines

SCHEMA = {
    "additionalProperties": False,
    "required": ["project"],
    "properties": {
        "project": {"type": "string"},
        "series": {
            "type": "array",
            "items": {
                "additionalProperties": False,
                "properties": {"name": {"type": "string"}, "living": {"type": "boolean"}},
            },
        },
    },
}


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA))
    return tmp_path / "schema.json"


def load(tmp_path: Path, text: str | bytes, schema: Path) -> Document:
    (tmp_path / "file.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    return read(tmp_path / "file.toml", schema)


def test_a_good_file(tmp_path: Path, schema: Path) -> None:
    document = load(tmp_path, 'project = "x"\n[[series]]\nname = "1"\n', schema)
    assert (document.values, document.problems) == ({"project": "x", "series": [{"name": "1"}]}, [])


def test_all_mistakes_at_once_with_their_lines(tmp_path: Path, schema: Path) -> None:
    text = 'project = 3\n\n[[series]]\nname = "1"\n\n[[series]]\nnames = "2"\n# why\nliving = "no"\n\n[checks]\n'
    document = load(tmp_path, text, schema)
    assert [str(problem) for problem in sorted(document.problems)] == [
        "file.toml:1: project: 3 is not of type 'string'",
        "file.toml:7: unknown key 'names': did you mean 'name'?",
        "file.toml:9: series.living: 'no' is not of type 'boolean'",
        "file.toml:11: unknown key 'checks': known here: project, series",
    ]
    assert [document.sound("project"), document.sound("series", 0), document.sound("series", 1)] == [
        None,
        {"name": "1"},
        None,
    ]
    assert list(document.entries("series")) == [(0, {"name": "1"})]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\nb = = 2\n", "file.toml:2: Invalid value (at line 2, column 5)"),
        (b"a = '\xff'\n", "file.toml:1: 'utf-8' codec can't decode byte 0xff in position 5: invalid start byte"),
        (b"#" * (1 << 21), "file.toml:1: larger than 1 MiB: not a file that a person wrote"),
        ("", "file.toml:1: 'project' is a required property"),
        ("a = " + "[" * 50_000, "file.toml:1: nested too deeply"),
    ],
)
def test_what_is_not_toml(tmp_path: Path, schema: Path, text: str | bytes, said: str) -> None:
    assert [str(problem) for problem in load(tmp_path, text, schema).problems] == [said]


def test_a_file_that_is_not_there(tmp_path: Path, schema: Path) -> None:
    assert [str(p) for p in read(tmp_path / "no.toml", schema).problems] == ["no.toml:1: No such file or directory"]
    assert [str(p) for p in read(tmp_path, schema, "here").problems] == ["here:1: Is a directory"]


def test_lines() -> None:
    text = b'a.b = [1, # one\n  2,\n {x = 1}]\n[ "q.u" . v ] # why\nz = 1\n'
    text += b"[[t]]\n[t.u]\nk = 1\n[[t]]\n# nothing\n[t.u]\n\nk = 2\n"
    assert lines(text) == {
        (): 1,
        ("a",): 1,
        ("a", "b"): 1,
        ("a", "b", 0): 1,
        ("a", "b", 1): 2,
        ("a", "b", 2): 3,
        ("a", "b", 2, "x"): 3,
        ("q.u", "v"): 4,
        ("q.u", "v", "z"): 5,
        ("t",): 6,
        ("t", 0): 6,
        ("t", 0, "u"): 7,
        ("t", 0, "u", "k"): 8,
        ("t", 1): 9,
        ("t", 1, "u"): 11,
        ("t", 1, "u", "k"): 13,
    }


@given(st.binary())
def test_any_bytes_end_in_values_or_problems(tmp_path_factory: pytest.TempPathFactory, text: bytes) -> None:
    folder = tmp_path_factory.mktemp("toml")
    (folder / "schema.json").write_text("{}")
    document = load(folder, text, folder / "schema.json")
    assert document.values or document.problems or not text.strip() or b"#" in text


def test_the_error_survives_a_process_boundary(tmp_path: Path, schema: Path) -> None:
    import pickle

    error = TomlError(load(tmp_path, "", schema).problems, "see the manual")
    again = pickle.loads(pickle.dumps(error))
    assert (again.problems, again.way_out) == (error.problems, error.way_out)
