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


MEMBERS = "int lock(int key);\na = door->lock->key;\nint between;\nb = hall->lock->key + 1;\n"


def test_a_member_that_the_branch_has_not_is_learned_where_it_is_said_twice() -> None:
    ours = MEMBERS.replace("->lock->key", "->old_key")
    assert learned(MEMBERS, ours) == {"- > lock - > key": "->old_key"}
    once = ours.replace("b = hall->old_key + 1;\n", "")
    assert learned(MEMBERS, once) == {}


def test_a_member_that_the_branch_has_as_well_keeps_its_name() -> None:
    more = "c = attic->lock->key;\n"
    assert learned(more + MEMBERS, more + MEMBERS.replace("->lock->key", "->old_key")) == {}


def test_words_of_prose_are_not_learned() -> None:
    base = b"odd_name(a, b, c, d, e);\nstrange words in the middle of a line\n"
    found = learn(base, base.replace(b"odd_name", b"new_name").replace(b"strange", b"plain"), lambda name: True)
    assert [phrase.old for phrase in found.coded().all] == [(b"odd_name",)]


@given(st.lists(st.sampled_from(["(", ")", "[", "]", "f", "g", "->", ","]), max_size=14), st.data())
def test_what_is_learned_opens_and_closes_the_same(words: list[str], data: st.DataObject) -> None:
    other = data.draw(st.lists(st.sampled_from(["(", ")", "[", "]", "x", "->", ","]), max_size=14))
    common = "a b c d e f1 g1 h1 i1 j1 k1 l1 m1 n1 "
    for said, instead in learned(f"{common}{' '.join(words)} z\n", f"{common}{' '.join(other)} z\n").items():
        one, two = (Counter(re.findall(r"[()\[\]]", text)) for text in (said, instead))
        assert one["("] - one[")"] == two["("] - two[")"]
        assert one["["] - one["]"] == two["["] - two["]"]
