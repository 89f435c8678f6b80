"""The words of backport instructions, all in one place: what asks, what refuses, what only tells, and what limits.

Read off the messages themselves. Every row is a list of alternatives; blanks stand for blanks, case never matters.
"""

import re

from backport.projects.haproxy.messages.series import SERIES
from backport.projects.haproxy.messages.values import Modal


def either(*alternatives: str) -> str:
    """One of these, as a group that is not kept."""
    return f"(?:{'|'.join(alternatives)})"


def words(*alternatives: str) -> str:
    """One of these, as whole words."""
    return rf"\b{either(*alternatives)}\b"


def pattern(*alternatives: str) -> re.Pattern[str]:
    """The compiled alternatives."""
    return re.compile("|".join(alternatives), re.IGNORECASE)


# "backport" in all its forms, and as it was mistyped ("bacported", "backproted", "bkacported", "back ported").
BACKPORT = r"\b(?:re|be)?b(?:ac?k?c?k|kac|ap|ac)[- ]?k?p(?:o|oe|ro|or)?r?t?(?:ed|s|ing|able|edi|er)?\b"
WORD = pattern(BACKPORT)

# -- does it ask, and how strongly
_SO_ON = r"(?:(?!\b(?:but|though|so|because|since|unless|except|however|which|that was|where)\b)[^.;:]){0,70}?"
_STILL_NOT = r"(?:(?!\b(?:but|though|so|and|it|this|because|since|must|should|may|can|could)\b)[\w' /-]){0,50}?"
_NOT_NEEDED = r"(?:useless|(?:not|n't|un)(?: \w+){0,2}? ?(?:needed|necessary|required|desired|useful|worth))"
NEGATIVE = pattern(
    rf"\bno(?:t|n)? (?:\w+ ){{0,3}}?{BACKPORT}",
    rf"\bno need\b{_SO_ON}{BACKPORT}",
    rf"\bnothing (?:to|needs?) {_SO_ON}{BACKPORT}",
    rf"{either(r'n.t', words('not', 'never', 'cannot', 'without', 'neither', 'nor'))}\b(?! only){_STILL_NOT}{BACKPORT}",
    rf"{words('useless', 'needless', 'unlikely', 'avoid', 'refrain from')}{_STILL_NOT}{BACKPORT}",
    rf"{BACKPORT}(?: \w+){{0,3}}? (?:seems?|looks?|is|are|isn't|should be|was)(?: \w+)? ?{_NOT_NEEDED}",
)
_TELLS = (
    *("was", "were", "been", "got", "gets", "has", "have", "had", "having", "already", "being", "recently", "recent"),
    *("planned to be", "marked(?: as)?(?: to be| for)?", "flagged(?: as)?(?: to be| for)?", "scheduled to be"),
    *(
        "the",
        "of",
        "this",
        "these",
        "other",
        "each",
        "by an?",
        "its",
        "of its",
        "any",
        "future",
        "previous",
        "previously",
    ),
    *("for", "during", "following", "reduce", "after", "before", "ease", "when", "while", "if"),
)
TELLS = pattern(rf"\b{either(*_TELLS)}(?: \w+ly)?(?: also)? {BACKPORT}")
MODALS: tuple[tuple[Modal, re.Pattern[str]], ...] = (
    (Modal.MUST, pattern(words("m[ui]s?t", "shall", "(?:have|has|had) to", "absolutely", "mandatory"))),
    (Modal.NEEDS, pattern(words("needs?", "needed", "required?", "requires"))),
    (
        Modal.SHOULD,
        pattern(
            words(
                "s?h?oul?d", "shoud", "ought", "would", "better", "desired", "recommended", "deserves?", "preferable"
            ),
            words("good idea", "reasonable", "wanted", "suggested", "sense", "wise"),
        ),
    ),
    (
        Modal.MAY,
        pattern(
            words(
                "may", "might", "can", "could", "possibl[ey]", "welcome", "useful", "worth", "candidate", "considered"
            )
        ),
    ),
)
CLAUSE = re.compile(r"[;:]|\b(?:because|which)\b|, (?:and|but)\b(?! \w+ly)")
_DONE = r"be (?:done|performed|made|considered|evaluated|attempted)"
BEHIND = pattern(  # "a backport to 2.4 is desirable", "a backport may be done"
    r"(?:[^.;]|\.\d){0,40}?\b(?:needed|needs|desir(?:ed|able)|required|possible|welcome|recommended|preferable|useful|necessary"
    rf"|(?:must|should|may|might|could|can) (?:probably |possibly )?{_DONE})\b"
)
_PLAIN = r"\s*(?:to|in|into|on|up|as|until|this|it|these|with|along|status|:|$)"
AS_WELL = pattern(  # "the fix above was backported to 2.8, this one must as well"
    rf"{BACKPORT}(?:[^.;]|\.\d)*?\bthis (?:one|fix|patch)(?: will)?(?: also)? "
    r"(?P<modal>must|should|have to|has to|needs)(?:$|\W*$|\b[^.;]{0,20}?\b(?:as well|too|also|there|everywhere)\b)"
)
IMPERATIVE = pattern(
    rf"^\W*(?:\w{{2,8}}\s?: )?(?:please |then |so |thus |and )?(?:to be |to )?{BACKPORT}{_PLAIN}",
    rf"\b(?:both|to be) {BACKPORT}",
    rf"\b{BACKPORT}(?: status| to)? ?:",
    rf"{BACKPORT} (?:to|in|into) v?\d",
)

# -- when, and on which condition
_TIME = words("observ\\w+", "tim", "time", "weeks?", "months?", "days?", "while", "cooling", "test(?:s|ed|ing)?")
_PROOF = words("exposure", "confirmed", "validated", "release[sd]?")
OBSERVATION = pattern(
    rf"\b(?:after|with|once)\b[^.,;]*?{either(_TIME, _PROOF)}[^.,;]*",
    r"\bwait\b[^.;]*",
    words("slowly", "progressively", "not urgent", "no (?:rush|hurry|emergency)"),
    r"\blet (?:it|this)\b[^.;]*\b(?:cook|live|brew)\b[^.;]*",
)
CONDITIONAL = pattern(  # "if the commit above is backported to 2.6, this one must be as well"
    rf"^\W*(?:if|once|when|whenever)\b[^.]*?(?:\d\.\d[^.]*?)*{BACKPORT}(?:[^.,]|\.\d)*,\s*(?:then )?(?:this|it)\b"
)
CONDITION = pattern(
    r"\b(?:only )?(?:if|unless|except if|except|when|in case|provided|as long as)\b[^.;]*?"
    rf"\b(?:{BACKPORT}|merged|applied|picked|present|supported|exists?|fixed)\b[^.;]*"
)
_POINTING = (
    *(
        "the",
        "this",
        "that",
        "these",
        "those",
        "its",
        "both",
        "all",
        "also",
        "other",
        r"\d",
        "two",
        "three",
        "few",
        "whole",
    ),
    *("related", "following", "aforementioned", '"', r"\("),
)
_OTHER = rf"(?:{either(*_POINTING)}\s*){{0,4}}" + either(
    *("above", "previous", "preceding", "following", "other", "same", "mentioned", "upstream", "original"),
    *("commits?", "patch(?:es)?", "fix(?:es)?", "series", "one", r"[0-9a-f]{7,40}\b", r"[\"(]*[A-Z]+(?:/[A-Z]+)?:"),
)
_PLACES = r"(?:branch(?:es)?|versions?|releases?)"
_WHERE = ("where(?:ver)?", "everywhere", "anywhere")
_AS_ANOTHER = ("if", "unless", "iff", "when", "whenever", "once", "whereever", "same", rf"{_PLACES}(?: \w+)?")
TIED = pattern(
    rf"\b(?:with|along|alongside|together with|after|before|by|like|as) (?:with )?{_OTHER}",
    rf"{words(*_AS_ANOTHER, *_WHERE)}[^.;]*?{either(_OTHER, BACKPORT)}",
    rf"\bfollowing\b[^.;]*{BACKPORT}",
    r"\bthat (?:one|patch|commit|fix)\b",
)
_HAVE = r"(?= (?:that|which|where|with|support|contain|having|includ|affected|using))"
_EXISTS = (
    *(
        "exists?",
        "present",
        r"support\w*",
        "available",
        "introduced",
        r"contain\w*",
        "having",
        "ha[sv]e?",
        r"includ\w+",
    ),
    *("relevant", "applies", "apply", "enabled", "affected", "needed", "used", "using", "concerned", "with"),
)
FEATURE = pattern(rf"{words('as far as', *_WHERE, rf'(?:{_PLACES}|ones?){_HAVE}')}[^.;]*?{words(*_EXISTS)}[^.;]*")
QUALIFIED = pattern(  # behind "all versions"
    r"\W*(?:where|which|that|with|having|has|supporting|contain|includ|using|affected|relevant|in which"
    r"|the (?:above|aforementioned|previous|patch|commit|fix|series)|(?:commit )?[0-9a-f]{7})"
)
THERE = pattern(words("there", "(?:this|that|as) far", "(?:these|those|both) (?:versions|branches)"))

# -- which series
V = SERIES.replace("(?P<series>", "(")
NAME = r"(?:(?:the|haproxy|version|versions|branch|branches|stable|releases?)\s+){0,3}"
TARGET_ENDS = pattern(
    r";|\bbut\b(?! not)|,? since (?!the \d|v?\d|haproxy|at least)|\bas (?!far|fas|well|long|old|v?\d|back)",
    words("because", "becaues", "when", "once", "if", "though", "although", "however", "even (?:if|though|through)"),
    words("along", "together", "which", "so (?:that|far)", "just", "and it", "and this", "where", "wherever", "unless"),
    words("in order", "without", "there", "whose", "except"),
    r"\bdepend|\bafter (?!v?\d)|\bfor (?!v?\d)|\bhence (?!as)",
    r"\bwith (?:\W?[0-9a-f]{7,}|commit|the|this|previous|these|some|caution)",
    rf"\(\s*{V} (?:does|did|do|is|was|has|had)(?:n't)?\b",
    r"\s\[|\((?!\s*(?:and|maybe|perhaps|possibl|until|up|as far|i\.?e|at least|>|all|every|like|prob|most|to|so|v?\d))",
)
_SERIES = ("versions?", "br?anch(?:es)?", "releases?", "stables?", "maintained", "supported", "trees?")
_THESE = rf"(?: {either('versions?', 'br?anch(?:es)?', 'releases?', 'trees?', 'ones?')}\b)*"
ALL = pattern(
    rf"\b(?:all|every|each|any)\b(?: of)?(?: the)?(?: \w+){{0,3}}? ?{either(*_SERIES)}\b{_THESE}",
    r"\b(?:every|any)where\b",
    r"\bstable (?:versions?|branches|releases|trees)\b",
    rf"\b(?:in|to) stables?\b{_THESE}",
    r"\b(?:lower|older|previous|prior|earlier|supported|maintained) (?:\w+ )?(?:versions|branches|releases)",
)
SOME = pattern(words("relevant", "some", "few", "recent", "concerned", "affected", "certain", "on demand"))
MAYBE = pattern(
    words(
        "maybe", "perhaps", "possibl[ey]", "eventually", "potentially", "optionally", "ideally", "could", "might", "may"
    )
)
NOT = pattern(rf"\b(?:not|except|excluding|but)\b(?: \w+){{0,3}}? (?:in |to |on |for )?{NAME}{V}")
ONLY = pattern(rf"\bonly\b(?: \w+){{0,2}} (?:to|in|on|into|for) {NAME}{V}", rf"{V}(?: \w+)?,? only\b", rf"{V}-only")

# The groups a… are the lowest series, the groups b… the highest.
SPAN = pattern(rf"\b(?:from|between)\s+{NAME}(?P<a>{V})\s*(?:to|and|until|up to|down to|-|\.\.)\s*{NAME}(?P<b>{V})")
OLDER = pattern(
    rf"(?P<b>{V})(?: branch| version)?,? (?:and|or|&) (?:older|lower|below|earlier|previous|before|prior)",
    rf"(?:<=|=<|\bolder than|\bprior to|\bbefore|\bbelow)\s*{NAME}(?P<b2>{V})",
)
_ABOVE = r"(?:above|newer|later|higher|upper|up\b|beyond|onwards?|following|greater|after)"
ABOVE = pattern(
    rf"(?P<a>{V})(?:\+|(?: branch| version)?,? ?(?:and|or|&) {_ABOVE})",
    rf"(?P<a2>{V}) (?:onwards?|included|inclusive)",
    rf"(?:>=|=>|≥|>|\bsince|\bstarting (?:from|with)|\bfrom|\bafter)\s*{NAME}(?P<a3>{V})",
)
AS_FAR_AS = pattern(
    rf"\b(?:far|fas|long|old|back)\b(?: back)? as\b[^.;]{{0,40}}?(?P<a>{V})", r"\bthat far\b", r"\bthis far\b"
)
UP_TO = pattern(
    words("up ?to", "until", "untill", "till", "down to", "back to", "upto")
    + rf"(?: at least)?(?: and including)?\s*(?:all \w+ )?{NAME}(?P<a>{V})"
)
_LEADS = (
    *(r"\bi\.?e\.?,?", ":", r"\bnamely", r"\btypically", r"\blikely", r"\bmost probably", r"\bso(?: at least)?"),
    *(r"\bmeaning", r"\bespecially", r"\bhence", r"\bthus", r"\bat least", r"\bincluding"),
)
_THOSE = rf"{NAME}{V}(?: (?:and|or) {V})*"
NAMELY = pattern(rf"{either(*_LEADS)} {_THOSE}", rf"\({NAME}{V}")
TO_THOSE = pattern(rf"(?:[-(,]|\b(?:in|to|into|on)) {_THOSE}")
