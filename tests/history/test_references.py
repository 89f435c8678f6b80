"""What a message says of other commits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backport.core.relation import Relation
from backport.history.references import Reference, references

A, B = "b9c87f8082", "9e394d34e0"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"This reverts commit {A}.", [(Relation.REVERTS, A)]),
        (
            f'This is a revert of commit {A} ("BUG: one thing.\nAnd more") and {B} ("BUG: other") as it was wrong.',
            [(Relation.REVERTS, A), (Relation.REVERTS, B)],
        ),
        (f"Fixes: {A}", [(Relation.INTRODUCED_BY, A)]),
        (f"The bug was introduced in 2.9 by commit {A}.", [(Relation.INTRODUCED_BY, A)]),
        (
            f'The commit {A} ("BUG/MEDIUM: stream: Forward the\nshutdown") introduced a regression.',
            [(Relation.INTRODUCED_BY, A)],
        ),
        (f"This regression comes from the commit {A}.", [(Relation.INTRODUCED_BY, A)]),
        (f"It is a follow-up of commit {A}, see there.", [(Relation.FOLLOW_UP_OF, A)]),
        (f"It depends on commit {A} and must come with it.", [(Relation.DEPENDS_ON, A)]),
        (f"It is much like commit {A}.", [(Relation.MENTIONS, A)]),
        (f"See {A}. This reverts {A}.", [(Relation.REVERTS, A)]),
        ("At 1234567 bytes, function deadbeef() is as in commit 1234567.", [(Relation.MENTIONS, "1234567")]),
        (f"Look at https://example.org/{A} and file {A}.c of v1.{A}", []),
        (f"A fix.\n\n(cherry picked from commit {A})", []),
    ],
)
def test_relations(body: str, expected: list[tuple[Relation, str]]) -> None:
    assert references(f"BUG: a thing\n\n{body}\n") == tuple(Reference(*each) for each in expected)


@given(st.text(alphabet=st.sampled_from("abcdef0123456789 .,\n()\"':[]revertscommitfixes"), max_size=400))
def test_any_text_is_read(text: str) -> None:
    found = references(text)
    assert len({each.commit for each in found}) == len(found)
    assert all(each.commit in text for each in found)
