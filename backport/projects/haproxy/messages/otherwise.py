"""Whether a message wants another change in a stable series than it makes itself: a warning instead of an error."""

from collections.abc import Sequence

from backport.projects.haproxy.messages.hints import scopes
from backport.projects.haproxy.messages.phrases import V, pattern
from backport.projects.haproxy.messages.series import order

_MUST = r"(?:should|must|can|could|may|has to|have to|needs? to|will have to)"
_CHANGED = r"(?:chang|turn|convert|replac|remov|drop|disabl|degrad|downgrad)(?:e|es|ed|ing|ping|ped)?"
_STABLE = r"(?:on|in|for) (?:the |all |older |last )*stable (?:releases?|versions?|branches)"
_OTHERWISE = pattern(
    rf"\bwarnings? (?:\w+ ){{0,2}}{_MUST} be (?:removed|dropped|omitted|turned|replaced|changed)\b",
    rf"(?<!\bbreaking )(?<!\bwithout )(?<!\bno )\b{_CHANGED}\b[^.]{{0,90}}\b{_STABLE}\b",
)
_AS_WARNING = pattern(r"\b(?:as|into|to) (?:an? )?\W?warning\b(?!s? from)")
_OLDER = pattern(r"back-?port|\bstable\b|\bolder\b", rf"\b{V}\b")


def otherwise(sentences: Sequence[str], series: str) -> str:
    """The sentence that wants the change to be another one in `series`, empty if none does.

    A sentence that names other series does not speak of this one.
    """
    return next((each for each in sentences if _wants(each) and _speaks_of(each, series)), "")


def _wants(sentence: str) -> bool:
    return bool(_OLDER.search(sentence) and (_OTHERWISE.search(sentence) or _AS_WARNING.search(sentence)))


def _speaks_of(sentence: str, series: str) -> bool:
    at = order(series)
    named = scopes(sentence)
    return not named or any((not low or order(low) <= at) and (not high or at <= order(high)) for low, high in named)
