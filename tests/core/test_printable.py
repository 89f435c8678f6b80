"""Nothing from a repository steers the terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backport.core.printable import one_line, printable


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("BUG/MEDIUM: conn: fix é 日本", "BUG/MEDIUM: conn: fix é 日本"),
        ("a\x1b[31mred", "a\\x1b[31mred"),
        ("over\rwritten\x08", "over\\x0dwritten\\x08"),
        ("abc\u202edcba\u2066", "abc\\u202edcba\\u2066"),
        ("c1 \x9b31m", "c1 \\x9b31m"),
        ("caf\udce9.c", "caf\\xe9.c"),
        ("lone \ud800", "lone \\ud800"),
        ("tag \U000e0041", "tag \\U000e0041"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
    ],
)
def test_printable(raw: str, shown: str) -> None:
    assert printable(raw) == shown


def test_one_line_writes_out_line_breaks() -> None:
    assert one_line("a\nb\tc") == "a\\x0ab\\x09c"


@given(st.text(st.characters()))
def test_one_line_is_always_printable(text: str) -> None:
    assert one_line(text).isprintable()
