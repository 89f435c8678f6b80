"""Other commits that a message speaks of, and what they have to do with it; and issue numbers."""

import re
from collections.abc import Iterator, Sequence

from backport.core.relation import Relation
from backport.projects.haproxy.messages.phrases import BACKPORT, pattern, words
from backport.projects.haproxy.messages.values import Reference

# An id has digits and letters; one of digits alone is believed only in front of a quoted subject.
_HEX = r"\b(?=[0-9a-f]*[0-9])(?:(?=[0-9a-f]*[a-f]|[0-9]{40})[0-9a-f]{7,40}|[0-9]{7,12}(?= \(\"))\b"
_TAGS = r"(?:BUG|MINOR|MEDIUM|MAJOR|CLEANUP|BUILD|DOC|REORG|OPTIM|REGTESTS?|DEBUG|CI|REVERT)(?:/[A-Z]+)?\s?: "
_COMMIT = re.compile(
    rf"(?P<commit>{_HEX})(?:\s*\(?[\"“](?P<quoted>{_TAGS}[^\"”]{{5,150}})[\"”]|\s*\((?P<bare>{_TAGS}[^)]{{5,150}})\)|[\s:]+(?P<rest>{_TAGS}.{{5,150}})$)?"
    rf"|[\"“](?P<only>{_TAGS}[^\"”]{{5,150}})[\"”]|^[\s*-]*(?P<item>{_TAGS}.{{5,150}})$"
)
_SUBJECTS = ("quoted", "bare", "rest", "only", "item")
_ISSUE = re.compile(r"(?:(?<![\w&#/])#|/(?:issues|pull)/)(?P<number>[1-9]\d{1,4})\b")

_INTRODUCED = (
    *(
        r"introduc\w+",
        r"regress\w+",
        r"brok\w+",
        "caused",
        "brought",
        "appeared",
        "arrived",
        "came",
        "due to",
        "because of",
    ),
    *(
        "since (?:the )?(?:recent )?commit",
        "culprit",
        "result of",
        "side effect of",
        "emphasized",
        "fixes:?",
        "unveiled",
    ),
    *("after commit",),
)
_FOLLOWS = ("follow[- ]?ups?", r"complement\w*", "complet(?:es|e|ion)", "continuation", "in addition to", "incomplete")
_DEPENDS = (
    *(r"depend\w*", "rel(?:y|ies)", r"requir\w+", "needs?", "prerequisite", "along ?(?:with|side)", "together with"),
    rf"{BACKPORT} (?:after|with|together|along)",
)
# The last cue before the commit decides; then the first one behind it.
_CUES: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    (Relation.REVERTS, pattern(words("revert(?:s|ed|ing)?"))),
    (Relation.INTRODUCED_BY, pattern(words(*_INTRODUCED))),
    (Relation.FOLLOW_UP_OF, pattern(words(*_FOLLOWS, "extends"))),
    (Relation.DEPENDS_ON, pattern(words(*_DEPENDS))),
)
_LIST_FOLLOWS = re.compile(r":\s*$")


def read(sentences: Sequence[str]) -> tuple[Reference, ...]:
    """The commits that the sentences speak of, each once, in their order; the strongest relation wins."""
    found: dict[str, Reference] = {}
    for reference in _references(sentences):
        key = reference.commit[:7] or reference.subject
        if key not in found or found[key].relation is Relation.MENTIONS:
            found[key] = reference
    return tuple(found.values())


def issues(text: str) -> tuple[int, ...]:
    """The numbers of the issues that the text names (`#1468`, `…/issues/1468`), each once, in their order."""
    return tuple(dict.fromkeys(int(found["number"]) for found in _ISSUE.finditer(text)))


def _references(sentences: Sequence[str]) -> Iterator[Reference]:
    heading = ""
    for sentence in sentences:
        listed = sentence.lstrip().startswith(("-", "*")) or _COMMIT.match(sentence) is not None
        for found in _COMMIT.finditer(sentence):
            before, behind = sentence[: found.start()], sentence[found.end() :]
            relation = _relation(heading if listed and not before.strip(" -*") else before, behind)
            subject = next((found[name] for name in _SUBJECTS if found[name]), "")
            yield Reference(relation, found["commit"] or "", subject.strip(), sentence)
        if not listed:
            heading = sentence if _LIST_FOLLOWS.search(sentence) else ""


def _relation(before: str, behind: str) -> Relation:
    cues = [(found.end(), relation) for relation, cue in _CUES for found in cue.finditer(before)]
    if cues:
        return max(cues, key=lambda each: each[0])[1]
    cues = [(found.start(), relation) for relation, cue in _CUES for found in cue.finditer(behind[:60])]
    return min(cues, key=lambda each: each[0])[1] if cues else Relation.MENTIONS
