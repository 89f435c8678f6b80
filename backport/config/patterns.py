"""Patterns of branch and tag names, and the order of version numbers."""

import re
from functools import cache

_PLACES = re.compile(r"\{([A-Z](?:[._][A-Z])*)\}|\*\*|\*")
_NUMBERS = r"\d+(?:\.\d+)*"
_TOKEN = re.compile(r"\d+|[^\d.]+")
_LONGEST = 255  # of a name: longer ones are nobody's release

VersionKey = tuple[tuple[int, str | int], ...]


def series_of(pattern: str, name: str) -> str | None:
    """The series that `name` belongs to, or None where the pattern does not fit.

    `{X.Y}` is the series with as many numbers as letters, `*` numbers joined by dots (so that release candidates do not
    fit), `**` anything. A pattern without braces gives the empty string where it fits.
    """
    found = _compiled(pattern).fullmatch(name) if len(name) <= _LONGEST else None
    if found is None:
        return None
    return found["series"].replace("_", ".") if "series" in found.groupdict() else ""


def filled(pattern: str, series: str) -> str:
    """The pattern of one series: `v{X.Y}.*` and 2.6 make `v2.6.*`."""
    return _PLACES.sub(lambda place: series.replace(".", place[1][1:2] or ".") if place[1] else place[0], pattern)


def version_key(name: str) -> VersionKey:
    """A key that orders names by their numbers; `1.0-rc1` comes before `1.0`, and `1.0` before `1.0.1`."""
    tokens = _TOKEN.findall(name[:_LONGEST])
    return (*((1, int(token)) if token.isdecimal() else (-1, token) for token in tokens), (0, 0))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts: list[str] = []
    end = 0
    for place in _PLACES.finditer(pattern):
        parts += re.escape(pattern[end : place.start()]), _part(place)
        end = place.end()
    return re.compile("".join(parts) + re.escape(pattern[end:]))


def _part(place: re.Match[str]) -> str:
    if place[0] == "**":
        return ".*"
    return f"(?P<series>{re.sub('[A-Z]', r'[0-9]+', place[1]).replace('.', '[.]')})" if place[1] else _NUMBERS
