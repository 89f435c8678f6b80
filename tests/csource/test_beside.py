"""Comments taken out of a text that differs little from one of which this is known."""

from hypothesis import given
from hypothesis import strategies as st

from backport.csource.spans import without_comments, without_comments_beside

_PIECES = st.lists(
    st.sampled_from(
        [b"a;\n", b"/*", b"*/", b"//", b'"', b"'", b"\\", b"\n", b"\r\n", b" ", b"b", b"\\\n", b'"x"', b"int f(void)\n"]
    ),
    max_size=30,
).map(b"".join)


@given(_PIECES, _PIECES, _PIECES, _PIECES)
def test_the_same_as_reading_all(before: bytes, one: bytes, two: bytes, after: bytes) -> None:
    other, text = before + one + after, before + two + after
    assert without_comments_beside(text, other, without_comments(other)) == without_comments(text)
