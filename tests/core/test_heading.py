"""Subjects of any project."""

import pytest

from backport.core.heading import Change, Heading, generic


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("feat(pump): a lid", Heading("feat", "", "pump", "a lid", Change.ADDED)),
        ("fix!: no leak", Heading("fix", "breaking", "", "no leak", Change.FIXED)),
        ("docs: more", Heading("docs", "", "", "more", Change.OTHER)),
        ("pump: close the lid", Heading("", "", "pump", "close the lid")),
        ("net: tcp: close the lid", Heading("", "", "net: tcp", "close the lid")),
        ("Close the lid", Heading(text="Close the lid")),
        ("", Heading()),
    ],
)
def test_generic(subject: str, expected: Heading) -> None:
    assert generic(subject) == expected
