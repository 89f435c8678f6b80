"""Changes that nobody asked to have in a stable branch."""

import re
from collections.abc import Iterator

from backport.core.trailers import original
from backport.core.verdict import Finding, Severity
from backport.stages.verify.study import Study

NAME = "request"
_ASKS = re.compile(r"back-?port|stable|\bFixes:|cc:\s*stable", re.IGNORECASE)
_REFUSES = re.compile(
    r"\bno(?:t)?\s+(?:need(?:s|ed)?\s+to\s+be\s+|to\s+be\s+|be\s+)?back-?port(?:ed)?(?:\s+is)?\s*(?:needed|required)?[.,;]",
    re.IGNORECASE,
)
_RESERVES = re.compile(
    r"\bnot (?:such )?a good idea\b|\b(?:too|can be|a bit|bit|quite|rather) (?:risky|dangerous)\b|\bbetter not\b"
    r"|\bif (?:it|this|that) (?:reveals|causes|triggers)\b|\brisk of (?:\w+ ){0,3}break"
    r"|\bI don't know (?:for now )?if it will be backportable\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!])\s+|\n\s*\n")
_REASON = re.compile(r"^\s*\[\w+: ", re.MULTILINE)  # what the person who made the backport says of it
_LARGE = re.compile(r"(?:MEDIUM|MAJOR)(?:/|:)")


def check(study: Study) -> Iterator[Finding]:
    """A message that asks for no backport: a doubt where the change is not small and no bug fix by its own word.

    Not so where the backport's own message says something of it. A doubt of the fix's message is one as well.
    """
    message = original(study.exam.origin.commit.message)
    reserved = next(_reservations(message), "")
    if reserved:
        told = "the fix's own message has reservations about a backport"
        yield Finding(NAME, Severity.SOFT, told, "reservation", evidence=(reserved,))
    if not asks(message) and _LARGE.match(message):
        told = "the fix's own message does not ask for a backport, and it is no bug fix by its subject"
        yield Finding(NAME, Severity.NOTE if _REASON.search(study.exam.message) else Severity.SOFT, told, "request")
    elif _REFUSES.search(message):
        yield Finding(NAME, Severity.NOTE, "the fix's own message says that it needs no backport", "request")


def asks(message: str) -> bool:
    """Whether a message speaks of backports or stable branches at all."""
    return _ASKS.search(message) is not None


def _reservations(message: str) -> Iterator[str]:
    """The sentences about a backport that speak against it."""
    for part in _SENTENCE.split(message):
        sentence = " ".join(part.split())
        if _ASKS.search(sentence) and _RESERVES.search(sentence):
            yield sentence
