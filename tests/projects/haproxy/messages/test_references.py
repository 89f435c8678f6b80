"""Other commits, and issues."""

import pytest

from backport.core.relation import Relation
from backport.projects.haproxy import messages
from backport.projects.haproxy.messages.references import issues

REFERENCES = {
    'It was introduced by commit 1234abcd ("MINOR: pump: a lid").': [
        (Relation.INTRODUCED_BY, "1234abcd", "MINOR: pump: a lid")
    ],
    'Commit 1234abcd ("MINOR: pump: it\'s a lid") broke the pump.': [
        (Relation.INTRODUCED_BY, "1234abcd", "MINOR: pump: it's a lid")
    ],
    "This is a follow-up of 1234abcd (MINOR: pump: a lid).": [
        (Relation.FOLLOW_UP_OF, "1234abcd", "MINOR: pump: a lid")
    ],
    'This patch depends on "MINOR: pump: a lid".': [(Relation.DEPENDS_ON, "", "MINOR: pump: a lid")],
    "This reverts commit " + "1a" * 20 + ".": [(Relation.REVERTS, "1a" * 20, "")],
    "See 1234abcd for the pump.": [(Relation.MENTIONS, "1234abcd", "")],
    'It depends on the following patches:\n - 1234abcd ("MINOR: pump: a lid")\n - MINOR: pump: a valve': [
        (Relation.DEPENDS_ON, "1234abcd", "MINOR: pump: a lid"),
        (Relation.DEPENDS_ON, "", "MINOR: pump: a valve"),
    ],
    "The port is 8080808 and the word is deadbeef-like.": [],
}


@pytest.mark.parametrize("body", REFERENCES)
def test_references(body: str) -> None:
    found = messages.read(f"BUG/MINOR: pump: close the lid\n\n{body}\n").references
    assert [(each.relation, each.commit, each.subject) for each in found] == REFERENCES[body]


def test_issues() -> None:
    text = "issue #1468, GH #23, https://example.org/haproxy/issues/99 and #1468 again, not a#12, &#34; or #0"
    assert issues(text) == (1468, 23, 99)
