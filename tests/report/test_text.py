"""The terminal's report: 80 columns when piped, colours only on a terminal."""

from io import StringIO

import pytest

from backport import report
from tests.report import samples


def test_it_fits_80_columns_whatever_the_terminal_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    long = samples.replace(samples.unsound(), target=samples.Target("a" * 120, "1" * 40, "2" * 40))
    for line in report.render(samples.run(long, samples.unknown()), "text").splitlines():
        assert len(line) <= 80 and line == line.rstrip()


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def _shown(monkeypatch: pytest.MonkeyPatch, columns: int, **environ: str) -> str:
    for name, value in {"TERM": "xterm-256color", "COLUMNS": str(columns), **environ}.items():
        monkeypatch.setenv(name, value)
    stream = Terminal()
    report.write(samples.run(), "text", stream)
    return stream.getvalue()


def test_a_terminal_gets_colours_and_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _shown(monkeypatch, 100)
    assert "\x1b[32mSOUND" in shown and "\x1b[1;31mUNSOUND" in shown


def test_no_color_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[3" not in _shown(monkeypatch, 100, NO_COLOR="1")


def test_a_model_has_a_line_for_before_and_after() -> None:
    words = " ".join(report.render(samples.run(samples.sound()), "text").split())
    assert "model link-open, fix: before violated (no-hang in 12 steps), after holds" in words
