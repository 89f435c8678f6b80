"""Edits are what turns one text into the other, wherever they begin to be compared."""

from hypothesis import given
from hypothesis import strategies as st

from backport.vcs.textdiff import Algorithm, edits, split_lines

_LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"\n", b"{\n", b"}\n", b"long line\n" * 40]), max_size=8).map(
    b"".join
)
_FAR = b"".join(b"line %d\n" % number for number in range(1_000))


@given(
    _LINES, _LINES, st.sampled_from([b"", _FAR]), st.sampled_from([b"", b"no end", _FAR]), st.sampled_from(Algorithm)
)
def test_edits_make_the_other_text(one: bytes, two: bytes, before: bytes, after: bytes, algorithm: Algorithm) -> None:
    old, new = before + one + after, before + two + after
    made: list[bytes] = []
    at = 0
    for edit in edits(old, new, algorithm):
        made += [*split_lines(old)[at : edit.old_start], *split_lines(new)[edit.new_start : edit.new_end]]
        at = edit.old_end
    assert b"".join([*made, *split_lines(old)[at:]]) == new
