"""The table of formats, and writing any of them to a file or a stream."""

from io import StringIO
from pathlib import Path

import pytest

from backport import report
from backport.core.errors import UserError
from tests import gold
from tests.report import samples


@pytest.mark.parametrize("name", report.FORMATS)
def test_every_format_writes_the_same_to_a_file_and_a_stream(name: str, tmp_path: Path) -> None:
    stream = StringIO()
    report.write(samples.run(), name, stream)
    path = tmp_path / f"report{report.FORMATS[name].suffix}"
    report.write(samples.run(), name, path)
    assert path.read_text() == stream.getvalue() == report.render(samples.run(), name)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", [name for name in report.FORMATS if name != "html"])
def test_gold(name: str) -> None:
    gold.check(f"run.{name}{report.FORMATS[name].suffix}", report.render(samples.run(), name))


@pytest.mark.parametrize("name", report.FORMATS)
def test_a_run_without_targets(name: str) -> None:
    bare = samples.replace(samples.run(), cases=())
    assert report.render(bare, name).strip()


@pytest.mark.parametrize("name", report.FORMATS)
def test_the_same_run_gives_the_same_bytes(name: str) -> None:
    assert report.render(samples.run(), name) == report.render(samples.run(), name)


def test_an_unknown_format() -> None:
    with pytest.raises(UserError, match="no report format 'pdf'") as raised:
        report.render(samples.run(), "pdf")
    assert raised.value.way_out == f"Known formats: {', '.join(report.FORMATS)}."


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot write"):
        report.write(samples.run(), "json", tmp_path / "absent" / "x.json")
