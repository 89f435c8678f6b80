"""Which other commits a message names, and what they have to do with it: the words any project uses.

Read for the index of every commit, so it is quick and cautious: what is not said plainly is only a mention.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backport.core.relation import Relation
from backport.core.trailers import chain


@dataclass(frozen=True)
class Reference:
    """One commit a message names: `commit` in hex as it is written (7 digits or more)."""

    relation: Relation
    commit: str


_ID = re.compile(r"(?<![\w/#.:@=+-])(?P<id>[0-9a-f]{7,64})(?!\w|[-/.:@=]\w)")
_TITLE = re.compile(r"""\s*(?:\(\s*)?["'`][^"]{0,200}?["'`]\s*\)?|\s*\([A-Z][^()]{0,200}\)""")
_LIST = re.compile(r"(?:\s*,|\s+and|\s*&)+\s+(?:commit )?")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_NEAR = 100  # characters before and after an id that say what it is
_COMMIT = r"(?:the )?(?:\w+ )?(?:commit|patch|change|fix)?s?(?: id)?:? $"

# Before the id, in the same sentence. The first that fits counts.
_BEFORE = (
    (Relation.REVERTS, re.compile(r"\b(?:partially |partly )?revert(?:s|ed|ing)?\b.{0,60}$", re.I)),
    (Relation.INTRODUCED_BY, re.compile(r"\bfixes: $", re.I)),
    (
        Relation.INTRODUCED_BY,
        re.compile(
            r"\b(?:bug|issue|problem|regression|leak|crash|race|breakage|mistake|error|it|this)\b.{0,60}"
            r"\b(?:introduced|caused|brought|appeared|came|triggered|broken|present|exists|added)\b.{0,25}"
            r"\b(?:in|by|with|since|from|after)\b " + _COMMIT,
            re.I,
        ),
    ),
    (
        Relation.INTRODUCED_BY,
        re.compile(
            r"\b(?:regression|bug|broken|breakage|broke|caused|introduced|brought|happens|fails?)\b.{0,30}"
            r"\b(?:of|by|in|with|since|from)\b " + _COMMIT,
            re.I,
        ),
    ),
    (Relation.FOLLOW_UP_OF, re.compile(r"\bfollow(?:s|ing|[- ]?up)?\b.{0,40}$", re.I)),
    (Relation.FOLLOW_UP_OF, re.compile(r"\b(?:complet(?:es?|ing|ion)|complements?|completes)\b.{0,30}$", re.I)),
    (
        Relation.DEPENDS_ON,
        re.compile(r"\b(?:depend(?:s|ing)?|reli(?:es|y)|requires?|needs?|prerequisites?|on top of)\b.{0,50}$", re.I),
    ),
)
# Behind the id and its quoted title.
_AFTER = (
    (
        Relation.INTRODUCED_BY,
        re.compile(
            r"^,? ?(?:(?:which|that|has|have|had|also|accidentally|unexpectedly|wrongly|mistakenly) )*"
            r"(?:introduced|brought|caused|broke|created|added)\b.{0,60}"
            r"\b(?:regression|bug|issue|problem|leak|crash|race|breakage|mistake|error)",
            re.I,
        ),
    ),
    (
        Relation.INTRODUCED_BY,
        re.compile(r"^,? ?(?:was (?:wrong|incomplete|incorrect|buggy|not enough|broken)|broke\b)", re.I),
    ),
    (Relation.DEPENDS_ON, re.compile(r"^,? ?(?:is|are|must be|should be) (?:required|needed|a prerequisite)", re.I)),
)


def references(message: str) -> tuple[Reference, ...]:
    """The commits that `message` names, in order, each once and with the strongest relation; its sources left out."""
    if not _ID.search(message):
        return ()
    sources = set(chain(message))
    found: dict[str, Reference] = {}
    for reference in _named(". ".join(" ".join(paragraph.split()) for paragraph in _PARAGRAPH.split(message))):
        known = found.get(reference.commit)
        if reference.commit not in sources and (known is None or known.relation is Relation.MENTIONS):
            found[reference.commit] = reference
    return tuple(found.values())


def _named(text: str) -> Iterator[Reference]:
    last, last_end = Relation.MENTIONS, 0
    for match in _ID.finditer(text):
        before = text[max(0, match.start() - _NEAR) : match.start()].rpartition(". ")[2]
        if _is_id(match["id"], before):
            title = _TITLE.match(text, match.end())
            end = title.end() if title else match.end()
            after = text[end : end + _NEAR].lstrip(") ").partition(". ")[0]
            listed = _LIST.fullmatch(text, last_end, match.start())  # "reverts commits A (…) and B (…)"
            last, last_end = last if listed else _relation(before, after), end
            yield Reference(last, match["id"])


def _is_id(word: str, before: str) -> bool:
    """Hex digits that are a commit: letters and digits, or numbers alone where "commit" stands before them."""
    mixed = not word.isdigit() and any(char.isdigit() for char in word)
    return mixed or before.rstrip(" :").lower().endswith(("commit", "commits", "fixes", "reverts"))


def _relation(before: str, after: str) -> Relation:
    for text, table in ((before, _BEFORE), (after, _AFTER)):
        for relation, pattern in table:
            if pattern.search(text):
                return relation
    return Relation.MENTIONS
