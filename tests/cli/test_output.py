"""Tables, documents and progress."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

from backport.cli import console
from backport.cli.document import document
from backport.cli.progress import display
from backport.core.verdict import Verdict


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    name: str
    colour: Colour
    parts: tuple[Path, ...]
    weights: dict[str, float | None]


def test_document() -> None:
    text = document(1, Thing("caf\udce9 \x1b é", Colour.RED, (Path("a/b"),), {"x": 0.5, "y": None}))
    assert text.isascii()
    assert "\x1b" not in text
    assert json.loads(text) == {
        "format": 1,
        "name": "caf\\xe9 \x1b é",
        "colour": "red",
        "parts": ["a/b"],
        "weights": {"x": 0.5, "y": None},
    }


def test_document_of_a_list() -> None:
    assert json.loads(document(2, [True, {3, 1}])) == {"format": 2, "items": [True, [1, 3]]}


def test_document_refuses_what_has_no_json_form() -> None:
    with pytest.raises(TypeError, match="no JSON form for object"):
        document(1, object())


def test_table_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    rows = [
        ("2.5", console.verdict(Verdict.SOUND), "a subject that is long \x1b[31m and [bold]goes[/] on"),
        ("2.4", "", "x"),
    ]
    console.table(("series", "verdict", "subject"), rows, fixed=(0, 1))
    assert capsys.readouterr().out.splitlines() == [
        "series  verdict  subject",
        "2.5     SOUND    a subject that is long",
        "                 \\x1b[31m and",
        "                 [bold]goes[/] on",
        "2.4              x",
    ]


def test_progress_is_silent_where_it_is_not_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    with display("working", total=3, show=False) as bar:
        bar.label("still")
        assert list(bar.track("abc")) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")


def test_progress_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with display("working on \x1b", total=2, show=True) as bar:
        bar.advance(2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "working on \\x1b" in err
