"""A release's section of the change log, in the formats of `templates/changelog`, and how it goes into a file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from itertools import groupby
from operator import attrgetter
from textwrap import wrap

from backport.core.errors import UserError
from backport.core.heading import Change
from backport.history.releases import Entry, Release
from backport.history.texts import render, render_own


@dataclass(frozen=True)
class Format:
    """A format: its template, and how a section goes into a file that has older ones."""

    template: str
    insert: Callable[[str, str], str]
    section: str  # the line that starts the section of VERSION, as a regular expression
    dash: str = "-"  # what stands for a dash in a version ("3.5-dev1")


def section(release: Release, name: str, package: str = "") -> str:
    """The section of `release` in the format `name`. `package` is Debian's name of the project."""
    return render(f"changelog/{FORMATS[name].template}", **_values(release, package))


def own(release: Release, template: str, origin: str, package: str = "") -> str:
    """The section by the user's own template text; `origin` names its file in errors."""
    return render_own(template, origin, **_values(release, package))


def updated(text: str, release: Release, name: str, package: str = "") -> str:
    """The change log `text` with the section of `release` in front of the older ones.

    Raises UserError when the section is there already.
    """
    form = FORMATS[name]
    version = re.escape(release.version.replace("-", form.dash))
    if re.search(form.section.replace("VERSION", version), text, re.MULTILINE):
        raise UserError(f"there is a section for {release.version} already", "remove it first, or name --version")
    return form.insert(text, section(release, name, package))


def _values(release: Release, package: str) -> Mapping[str, object]:
    when = release.by.when
    return {
        "release": release,
        "package": package,
        "kinds": grouped(release.entries),
        "changes": {
            change: [entry for entry in release.entries if entry.heading.change is change]
            for change in Change
            if change is not Change.OTHER
        },
        "urgency": "high" if any(entry.heading.change is Change.SECURITY for entry in release.entries) else "medium",
        "stamp": format_datetime(when) if when else "",
        "wrapped": _wrapped,
    }


def grouped(entries: tuple[Entry, ...]) -> list[tuple[str, list[tuple[str, list[Entry]]]]]:
    """Entries by kind and level ("BUG/MAJOR"), worst and most frequent first, and in there by area; oldest first."""

    def kind(entry: Entry) -> str:
        return "/".join(part for part in (entry.heading.kind, entry.heading.level) if part) or "Other"

    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(kind(entry), []).append(entry)
    ranks = {
        name: (_KINDS.get(group[0].heading.change, 9), _level(group[0]), -len(group), name)
        for name, group in found.items()
    }
    return [(name, _by_area(found[name])) for name in sorted(found, key=lambda each: ranks[each])]


def _by_area(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    area = attrgetter("heading.area")
    return [(name, list(group)) for name, group in groupby(sorted(entries, key=area), key=area)]


_KINDS = {change: rank for rank, change in enumerate((Change.SECURITY, Change.FIXED, Change.ADDED, Change.CHANGED))}
_LEVELS = ("CRITICAL", "breaking", "MAJOR", "MEDIUM", "MINOR")


def _level(entry: Entry) -> int:
    level = entry.heading.level or entry.heading.kind
    return _LEVELS.index(level) if level in _LEVELS else len(_LEVELS)


def _wrapped(text: str, width: int, indent: str) -> str:
    """`text` in lines of at most `width` columns, all but the first indented; long words stay whole."""
    lines = wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines)


# The three lines that HAProxy's create-release writes in front of the newest section.
_CLASSIC_HEAD = "ChangeLog :\n===========\n\n"
_TITLE = re.compile(r"\A(?:# .*\n(?:(?!## ).*\n)*)?")
_UNRELEASED = re.compile(r"\A(?:(?!## ).*\n)*(?:## \[?unreleased\]?.*\n(?:(?!## ).*\n)*)?", re.IGNORECASE)


def _classic(text: str, new: str) -> str:
    """As create-release does: its own head, the section, an empty line, then the file from its fourth line on."""
    return _CLASSIC_HEAD + new + "\n" + "".join(text.splitlines(keepends=True)[3:])


def _top(text: str, new: str) -> str:
    return f"{new}\n{text}" if text else new


def _below(head: re.Pattern[str], title: str) -> Callable[[str, str], str]:
    def insert(text: str, new: str) -> str:
        start = head.match(text)
        end = start.end() if start else 0
        return f"{text[:end] or title}{new}" + (f"\n{text[end:]}" if text[end:] else "")

    return insert


# keepachangelog.com 1.1.0; deb-changelog(5).
FORMATS: dict[str, Format] = {
    "haproxy": Format("haproxy.txt.j2", _classic, r"^\d{4}/\d{2}/\d{2} : VERSION$"),
    "markdown": Format("markdown.md.j2", _below(_TITLE, "# Change log\n\n"), r"^## VERSION\b(?![.-])"),
    "keepachangelog": Format("keepachangelog.md.j2", _below(_UNRELEASED, "# Changelog\n\n"), r"^## \[VERSION\]"),
    "debian": Format("debian.txt.j2", _top, r"^\S+ \(VERSION-\d+\)", "~"),
}
