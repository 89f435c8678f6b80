"""Flags that a branch does not have, taken out of masks."""

import pytest

from backport.stages.translate.masks import flags, without


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (b"if (mode & (M_ONE | M_TWO | M_NEW))", b"if (mode & (M_ONE | M_TWO))"),
        (b"if (mode & (M_ONE|M_NEW|M_TWO))", b"if (mode & (M_ONE|M_TWO))"),
        (b"if (mode & (M_NEW | M_TWO))", b"if (mode & (M_TWO))"),
        (b"if (mode & (M_ONE | M_NEW ))", b"if (mode & (M_ONE))"),
        (b"if (mode & M_NEW)", b"if (mode & M_NEW)"),
        (b"if (M_ONE || M_NEW)", b"if (M_ONE || M_NEW)"),
        (b"x = M_ONE | M_NEWER;", b"x = M_ONE | M_NEWER;"),
    ],
)
def test_a_flag_is_taken_out_of_a_mask_and_stays_where_it_stands_alone(text: bytes, left: bytes) -> None:
    assert without(text, (b"M_NEW",)) == left


def test_flags_are_the_names_joined_by_a_bar() -> None:
    assert flags(b"f(A_ONE | A_TWO|A_THREE) && (B_ONE || B_TWO) && C_ONE") == {b"A_ONE", b"A_TWO", b"A_THREE"}
