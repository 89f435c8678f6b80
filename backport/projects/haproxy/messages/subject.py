"""The first line: `SEVERITY/LEVEL: area: text`, with typos tolerated and reported."""

import re
from difflib import get_close_matches

from backport.projects.haproxy.messages.values import Subject

LEVELS = ("MINOR", "MEDIUM", "MAJOR", "CRITICAL")
SEVERITIES = (
    "BUG",
    "BUILD",
    "CLEANUP",
    "CI",
    "DEV",
    "DOC",
    "DEBUG",
    "EXAMPLES",
    "IMPORT",
    "LICENSE",
    "OPTIM",
    "REGTESTS",
    "REORG",
    "REVERT",
    "SCRIPTS",
    "TESTS",
    "ADMIN",
    "ADDONS",
    "CONTRIB",
    "DIET",
    "WIP",
    "RELEASE",
)
_SYNONYMS = {
    "REGTEST": "REGTESTS",
    "REG-TESTS": "REGTESTS",
    "SCRIPT": "SCRIPTS",
    "TEST": "TESTS",
    "EXAMPLE": "EXAMPLES",
}
_KNOWN = (*SEVERITIES, *LEVELS)

_REVERT = re.compile(r'Revert "(?P<subject>.*?)"?$', re.IGNORECASE)
_BRACKETS = re.compile(r"\[(?P<tags>[A-Z/]+)\]\s*(?P<rest>.*)$")
_TAGS = re.compile(r"(?P<tags>[A-Za-z-]+(?:/[A-Za-z-]+)?)\s*(?P<end>[:;]|\s(?=[a-z0-9_/-]+:))\s*(?P<rest>.*)$")
_AREA = re.compile(r"(?P<area>[A-Za-z0-9][\w./,&+ -]{0,40}?)\s*:\s+(?P<text>.*)$")


def parse(line: str) -> Subject:
    """The parts of a subject line; what is not recognised is all `text`."""
    if found := _REVERT.match(line.strip()):
        inner = parse(found["subject"])
        return Subject(inner.severity, inner.level, inner.area, inner.text, True, inner.typos)
    found = _BRACKETS.match(line) or _TAGS.match(line.strip())
    read = [_read(tag) for tag in found["tags"].split("/")] if found else []
    if not found or not all(read):
        return Subject(text=line.strip())
    levels = [tag for tag in read if tag in LEVELS]
    severities = [tag for tag in read if tag not in LEVELS]
    area = _AREA.match(found["rest"])
    return Subject(
        severity=severities[0] if severities else levels[0],
        level=levels[-1] if levels else "",
        area=area["area"] if area else "",
        text=area["text"] if area else found["rest"],
        reverts=severities[:1] == ["REVERT"],
        typos=tuple(
            (tag, meant)
            for tag, meant in zip(found["tags"].split("/"), read, strict=True)
            if tag != meant and tag not in _SYNONYMS
        ),
    )


def _read(tag: str) -> str:
    """The known tag that is meant, or nothing."""
    upper = tag.upper()
    if upper in _SYNONYMS:
        return _SYNONYMS[upper]
    if upper in _KNOWN:
        return upper
    close = get_close_matches(upper, _KNOWN, n=1, cutoff=0.65) if tag.isupper() and len(tag) > 2 else []
    return close[0] if close else ""
