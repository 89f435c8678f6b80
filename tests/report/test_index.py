"""The page over many runs."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backport import runs
from backport.core.errors import UserError
from backport.report import index
from tests.report import samples
from tests.report.test_hostile import POISONS
from tests.report.test_html import Page

WHEN = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)


def _cells(page: str) -> list[list[str]]:
    rows = re.findall(r'<tr id="[^"]*" class="item".*?</tr>', page, re.S)
    return [re.findall(r'data-series="([^"]*)"><a class="badge (\w+)" href="([^"]*)"', row) for row in rows]


def test_fixes_down_and_series_across_newest_first() -> None:
    ten = replace(samples.sound(), target=samples.Target("2.10", "1" * 40, "2" * 40))
    page = index.render(
        [
            index.Entry(samples.run(), "a b.html", WHEN),
            index.Entry(samples.run(ten, samples.unsound()), "c.html"),
        ]
    )
    assert re.findall(r'<th scope="col">(.*?)</th>', page) == ["Fix", "3.0", "2.10", "2.5", "2.4", "2.2", "2.0"]
    assert _cells(page) == [
        [
            ("3.0", "SOUND", "a%20b.html#target-3.0"),
            ("2.5", "SOUND", "a%20b.html#target-2.5"),
            ("2.4", "DOUBTFUL", "a%20b.html#target-2.4"),
            ("2.2", "UNSOUND", "a%20b.html#target-2.2"),
            ("2.0", "UNKNOWN", "a%20b.html#target-2.0"),
        ],
        [("2.10", "SOUND", "c.html#target-2.10"), ("2.2", "UNSOUND", "c.html#target-2.2")],
    ]
    assert "2026-03-01 12:00" in page and Page(page).open == []


def test_no_runs() -> None:
    assert "0 runs on 0 series" in index.render([])


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
def test_hostile_text(poison: str) -> None:
    page = Page(index.render([index.Entry(samples.poisoned(samples.run(), poison), "x.html")]))
    clean = Page(index.render([index.Entry(samples.run(), "x.html")]))
    assert [tag for tag, _attrs in page.elements] == [tag for tag, _attrs in clean.elements]
    assert {name for _tag, attrs in page.elements for name in attrs} == {
        name for _tag, attrs in clean.elements for name in attrs
    }


def test_a_site_of_the_runs_on_disk(tmp_path: Path) -> None:
    for second in range(2):
        runs.save(samples.run(), tmp_path / "runs", WHEN + timedelta(seconds=second))
    made = index.site(runs.stored(tmp_path / "runs"), tmp_path / "site")
    assert made == tmp_path / "site" / "index.html"
    pages = {path.name: path.read_text() for path in made.parent.iterdir()}
    for name, place in re.findall(r'href="([^"#]+)#([^"]+)"', pages["index.html"]):
        assert place in Page(pages[name]).values("id")
    assert len(pages) == 3


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot write"):
        index.site((), tmp_path / "file")
