"""The section of a place, found without reading the whole file."""

from hypothesis import given
from hypothesis import strategies as st

from backport.stages.apply.sections import around, section_at, sections

_LINES = [b"int f(int a)\n", b"{\n", b"\tx = 1;\n", b"}\n", b"\n", b"struct s {\n", b"end:\n"]


@given(st.lists(st.sampled_from(_LINES), max_size=12), st.data())
def test_the_section_at_a_place_is_the_one_among_all(lines: list[bytes], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(lines)))
    end = data.draw(st.integers(start, len(lines)))
    assert section_at(lines, start, end) == around(sections(lines), start, end)
