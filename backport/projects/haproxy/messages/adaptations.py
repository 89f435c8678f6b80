"""The words of API hints, all in one place: the series a sentence speaks of, and what is to be done there."""

import re
from enum import Enum

from backport.core.rule import Kind
from backport.projects.haproxy.messages.phrases import V, either, pattern, words

_VS = rf"{V}(?:\s*(?:,|/|-|and|or|to|&)\s*(?:on |in |for |the )?{V})*"
_WORDS = r"(?:(?:the|all|haproxy|versions?|branch(?:es)?|stable|releases?|patch for)\s+){0,3}"


class Ends(Enum):
    """Which series a scope means, of those it names."""

    BELOW = "below the lowest"
    UP_TO = "up to the highest"
    FROM = "from the lowest on"
    IN = "from the lowest to the highest"


_OLDER = either("older", "lower", "below", "earlier", "prior", "previous", "before")
_NEWER = either("above", "newer", "later", "higher", "upper")
# What one row has read the next one does not read again.
SCOPES: tuple[tuple[Ends, re.Pattern[str]], ...] = (
    (Ends.BELOW, pattern(rf"(?:\b(?:before|prior to|older than|lower than|below)|<)\s*{_WORDS}{V}")),
    (Ends.UP_TO, pattern(rf"\b{_VS}(?: branch| version)?,? (?:and|or|&) {_OLDER}")),
    (Ends.UP_TO, pattern(rf"\b(?:until|till|up to)\s*{_WORDS}{V}")),
    (Ends.FROM, pattern(rf"\b{V}(?:\+| and {_NEWER})", rf"(?:\b(?:since|starting (?:from|with))|>=)\s*{_WORDS}{V}")),
    (Ends.IN, pattern(rf"\b(?:on|in|for|to)\s*{_WORDS}{_VS}")),
)  # fmt: skip

# What looks like a name in code rather than an English word: a path, a call, a member, snake_case, a macro.
CODE = (
    r"(?-i:(?:src|include|reg-tests|doc|addons|contrib)/[\w./-]+\w|\b\w[\w-]*\.[ch]\b|->\w+|\b[A-Za-z_]\w*\(\)"
    r"|\b[A-Za-z]\w*_\w+|\b[A-Z][A-Z0-9]{3,}\b)"
)
_NAMES = rf"{CODE}(?:\s*(?:/|,|&|,? ?\band\b)\s*{CODE})*"
_NOUN = either(
    *("functions?", "macros?", "flags?", "fields?", "members?", "files?", "callbacks?", "helpers?", "variables?"),
    *("capabilit(?:y|ies)", "struct", "calls?", "calls to", "one"),
)
_THING = rf"(?:(?:the|a|an|its|directly|explicit|{_NOUN})\s+)*[\"'`]?(?P<SIDE>{_NAMES})[\"'`]?(?:\s+{_NOUN}\b)?"
_N, _O = (_THING.replace("SIDE", side) for side in ("newer", "older"))
_MODAL = either("must", "should", "has to", "have to", "can", "may", "needs? to", "shall", "will have to", "could")
_MUST = rf"(?:{_MODAL}\s+(?:then |simply |just |also |safely )*)"
_PART = r"(?:parts?|changes?|chunks?|hunks?|sections?|bits?)"
_PROSE = r"(?P<newer>\w+)"  # a part that is named in English
_DROPPED = r"(?:be )?(?:safely |simply |just )*(?:dropped|skipped|ignored|removed|omitted|left out)"
_SUBJECT = either(
    "function",
    "fix",
    "code",
    "patch",
    "change",
    "check",
    "parts?",
    "file",
    "latter",
    "bug fix",
    "parsing",
    "modifications?",
)
_SAID = rf"(?:the {_SUBJECT}|it|this|that|most of the code)[^.;]{{0,40}}?"
_ABSENT = either(
    "(?:does|do|did)(?: not|n't) exists?",
    "(?:is|are|was|were)(?: not|n't) (?:available|present|implemented|defined)",
    "(?:is|was) missing",
)
_SO = r",?(?: so| and| but)?"
_REPLACED = r"(?:replaced|substituted|changed) (?:by|with|to|for)"
_THE_FUNCTION = r"(?:the|this) functions?(?: to (?:change|patch|fix|modify))?"
_THE_FLAG = r"the flags?(?: to (?:remove|test|check|use|set|add|clear))?"
_INSTEAD = r"(?:instead of|in place of|rather than)"
_IS = r"(?:is|was|were|are)(?: still)?"
_LIES = rf"(?:{_IS}|be|lies|lives)(?: mostly)?(?: located| done| applied| found| placed| defined)?(?: directly)?"
_IN_FILE, _IN_FUNCTION = r"(?<=\.[ch])", r"(?<=\))"  # the name that was read just before is one

# (kind, or None for "as the name looks"; phrase). A phrase that one row has read the next does not read again.
ACTIONS: tuple[tuple[Kind | None, re.Pattern[str]], ...] = (
    (None, pattern(rf"{_O} {_MUST}be used {_INSTEAD} {_N}")),
    (None, pattern(rf"\bus(?:e|ing) {_O} {_INSTEAD} {_N}")),
    (None, pattern(rf"{_N}(?: \w+)?(?: {_ABSENT}{_SO}(?: it)?)? {_MUST}be {_REPLACED} {_O}")),
    (None, pattern(rf"\b(?:replac(?:e|ing)|renam(?:e|ing)|chang(?:e|ing)) {_N} (?:by|with|to|into) {_O}")),
    (None, pattern(rf"{_N} {_ABSENT}{_SO} {_O} {_MUST}be used")),
    (None, pattern(rf"\bno {_N},(?: instead)? {_O} {_MUST}be used")),
    (None, pattern(rf"{_N} {_IS} (?:called|named) {_O}")),
    (Kind.FUNCTION, pattern(rf"\b{_THE_FUNCTION} {_IS}(?: called| named)? {_O}{_IN_FUNCTION}")),
    (Kind.FUNCTION, pattern(rf"\band {_IS} called {_O}{_IN_FUNCTION}")),
    (Kind.PATH, pattern(rf"{_SAID} {_LIES} (?:in|inside|on|to|at|from) {_O}{_IN_FILE}")),
    (Kind.PATH, pattern(rf"\b{_IS}(?: located| placed| defined)? in {_O}{_IN_FILE}")),
    (Kind.MACRO, pattern(rf"\b{_THE_FLAG} {_IS}(?: called| named)? {_O}")),
    (Kind.DROP, pattern(rf"\b{_PART} (?:related to|about|for|in|of) {_N} {_MUST}{_DROPPED}")),
    (Kind.DROP, pattern(rf"{_N}(?: invocation| {_PART})? {_MUST}{_DROPPED}")),
    (Kind.DROP, pattern(rf"{_N}(?: yet)? {_ABSENT}")),
    (Kind.DROP, pattern(rf"\bthere(?: is|'s|s|'re| are| was) no {_N}")),
    (Kind.DROP, pattern(rf"\bthe {_PROSE} {_PART} {_MUST}{_DROPPED}")),
    (Kind.DROP, pattern(rf"\b(?:drop|skip|ignor|omit)(?:e|ping|ing)? the {_PROSE} {_PART}")),
)  # fmt: skip

# A sentence about an older series without any of the above is worth showing when it has one of these.
ADVICE = pattern(
    words(r"adapt\w*", r"adjust\w*", "by hand", "manually", "simply revert", "won't apply", "not apply", r"rewr\w+"),
    words("different(?:ly)?", "moved", "located", "skip(?:ping|ped)?", "drop(?:ping|ped)?", "relocate"),
    words("applied directly", "inlined", "performed (?:directly )?in", r"the code (?:is|was) in"),
)
# It tells how the bug came rather than how to port the fix.
STORY = pattern(r"\b(?:introduced|since commit|appeared|brought|merged|added) (?:in|by|with|to)\b", r"\bused to\b")
