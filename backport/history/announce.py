"""The announcement of a release: counts per tag, file and topic, the sorted changes, and who made them.

The counting is that of HAProxy's `announce-release`: a tag is what stands before the first colon of a subject, a topic
the first word behind it without a plural's s. Everything is sorted by bytes, as in the C locale.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backport.core.commit import ChangeKind, FileChange
from backport.history import mailmap
from backport.history.releases import Entry, Release
from backport.history.texts import render
from backport.vcs.repository import Repository

_FILES = 15
_BRANCH = re.compile(r"\d+\.\d+")
_PATCH = re.compile(r"\[PATCH[^\]]*\]\s*")
TEMPLATES = ("haproxy", "generic")  # by project


@dataclass(frozen=True)
class Count:
    """How many commits have `name`."""

    count: int
    name: str


@dataclass(frozen=True)
class Announcement:
    """What an announcement tells of a release."""

    release: Release
    tags: tuple[Count, ...]
    topics: tuple[Count, ...]
    files: tuple[Count, ...]
    major: tuple[str, ...]
    subjects: tuple[str, ...]
    authors: Mapping[str, tuple[str, ...]]  # name → subjects, oldest first; by name


def announcement(repository: Repository, release: Release, under: str = "") -> Announcement:
    """Count what `release` changed; of the files only those below the folder `under`, named from there."""
    subjects = [entry.subject for entry in release.entries]
    return Announcement(
        release=release,
        tags=_counted(subject.partition(":")[0] for subject in subjects),
        topics=_counted(_topic(subject) for subject in subjects),
        files=_files(repository, release.entries, under),
        major=tuple(entry.subject for entry in release.entries if _is_major(entry)),
        subjects=tuple(sorted(subjects)),
        authors=_authors(repository, release),
    )


def mail(found: Announcement, project: str, product: str, signature: str) -> str:
    """The text of the mail, by the template of `project`, else the generic one that speaks of `product`."""
    release = found.release
    branch = _BRANCH.match(release.version)
    return render(
        f"announce/{project if project in TEMPLATES else 'generic'}.txt.j2",
        told=found,
        release=release,
        product=product,
        branch=branch[0] if branch else release.version,
        signature=signature,
    )


def _counted(names: Iterable[str]) -> tuple[Count, ...]:
    return tuple(Count(count, name) for name, count in sorted(Counter(names).items()))


def _topic(subject: str) -> str:
    """The first word behind the first colon, else of the subject; without one s at its end."""
    tag, colon, rest = subject.partition(":")
    words = (rest.partition(":")[0] if colon else tag).split()
    return words[0].removesuffix("s") if words else ""


def _is_major(entry: Entry) -> bool:
    return "MAJOR" in entry.subject or entry.heading.level == "breaking"


def _files(repository: Repository, entries: Iterable[Entry], under: str) -> tuple[Count, ...]:
    """The files that most commits touch, most first, the last name first among equals (`sort -nr`)."""
    start = f"{under}/" if under else ""
    touched: Counter[str] = Counter()
    for entry in entries:
        commit = repository.commit(entry.id)
        if len(commit.parents) == 1:
            changes = repository.changes(repository.commit(commit.parents[0]).tree, commit.tree)
            touched.update(path.removeprefix(start) for path in _touched(changes) if path.startswith(start))
    ranked = sorted(((count, name) for name, count in touched.items()), reverse=True)
    return tuple(Count(count, name) for count, name in ranked[:_FILES])


def _touched(changes: Iterable[FileChange]) -> list[str]:
    """The paths of a diff; a file that only moved counts once, by its old name."""
    changes = list(changes)
    gone = {change.old_blob for change in changes if change.kind == ChangeKind.DELETED}
    return [change.path for change in changes if change.kind != ChangeKind.ADDED or change.new_blob not in gone]


def _authors(repository: Repository, release: Release) -> dict[str, tuple[str, ...]]:
    known = mailmap.read(repository, repository.commit(release.commit).tree)
    by_name: dict[str, list[str]] = {}
    for entry in release.entries:
        by_name.setdefault(mailmap.name(known, entry.author), []).append(_PATCH.sub("", entry.subject, count=1))
    return {name: tuple(by_name[name]) for name in sorted(by_name)}
