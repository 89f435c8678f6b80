"""What two files that drifted apart say about each other's words."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backport.stages.translate.drift import learn

REST = "int keep(void)\n{\n\treturn 0;\n}\n"


def learned(base: str, ours: str) -> dict[str, str]:
    found = learn((base + REST).encode(), (ours + REST).encode(), lambda name: True)
    return {b" ".join(phrase.old).decode(): phrase.new.decode() for phrase in found.all}


@pytest.mark.parametrize(
    ("base", "ours", "phrases"),
    [
        ("a = old_name(x, y);\n", "a = new_name(x, y);\n", {"old_name": "new_name"}),
        ("if (full(req) && co_data(req))\n", "if (full(req) && req->buf->o)\n", {"co_data ( req )": "req->buf->o"}),
        ("go(a, fetch(b), c);\n", "go(a, b, c);\n", {"fetch ( b )": "b"}),
        ("if (likely(a) && odd(b)) {\n", "if (likely(a)) {\n", {"& & odd ( b )": ""}),
        ("wait(a, strange(b));\n", "wait(a, b;\n", {}),
    ],
)
def test_phrases_are_whole(base: str, ours: str, phrases: dict[str, str]) -> None:
    assert learned(base, ours) == phrases


@given(st.lists(st.sampled_from(["(", ")", "[", "]", "f", "g", "->", ","]), max_size=14), st.data())
def test_what_is_learned_opens_and_closes_the_same(words: list[str], data: st.DataObject) -> None:
    other = data.draw(st.lists(st.sampled_from(["(", ")", "[", "]", "x", "->", ","]), max_size=14))
    common = "a b c d e f1 g1 h1 i1 j1 k1 l1 m1 n1 "
    for said, instead in learned(f"{common}{' '.join(words)} z\n", f"{common}{' '.join(other)} z\n").items():
        one, two = (Counter(re.findall(r"[()\[\]]", text)) for text in (said, instead))
        assert one["("] - one[")"] == two["("] - two[")"]
        assert one["["] - one["]"] == two["["] - two["]"]
