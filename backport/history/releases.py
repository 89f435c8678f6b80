"""What came between two releases: the commits of a range, told as change logs and announcements need them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from backport.core.commit import Commit, Identity
from backport.core.errors import UserError
from backport.core.heading import Heading
from backport.core.trailers import chain
from backport.vcs.repository import Repository

_TAGS = "refs/tags/"
_TAG = re.compile(r"v?(?P<version>\d[\w.+~-]*)$")
_NUMBER = re.compile(r"(?P<stem>.*?)(?P<last>\d+)$")


@dataclass(frozen=True)
class Entry:
    """One commit of a release.

    `subject` is git's: the first paragraph on one line. `upstream` is the mainline commit it comes from, `source` the
    commit it was picked from where that is another one.
    """

    id: str
    subject: str
    author: Identity
    heading: Heading
    upstream: str = ""
    source: str = ""


@dataclass(frozen=True)
class Release:
    """A release and what is new in it, oldest first. `date` is YYYY-MM-DD as the releaser's clock had it."""

    version: str
    previous: str
    date: str
    commit: str
    by: Identity
    entries: tuple[Entry, ...]


def between(
    repository: Repository,
    revisions: str,
    heading: Callable[[str], Heading],
    version: str = "",
    date: str = "",
) -> Release:
    """The release that `OLD..NEW` makes of OLD; NEW alone means "since the release before", an empty NEW is HEAD.

    The commit that only marks the release is not part of it. `version` and `date` replace what NEW's tag and commit
    say. Raises UserError for a range that is no range, and for a version that cannot be told.
    """
    if date and not _is_date(date):
        raise UserError(f"{date!r} is no date", "write YYYY-MM-DD")
    old_name, new_name = _ends(repository, revisions)
    old, new = repository.resolve(old_name), repository.resolve(new_name)
    if not repository.is_ancestor(old, new):
        raise UserError(f"{old_name} is not part of {new_name}", "name the older release first: OLD..NEW")
    commits = list(repository.walk(new, (old,), reverse=True))
    entries = [_entry(commit, heading) for commit in commits]
    if entries and entries[-1].heading.marker:
        entries.pop()
    tip = repository.commit(new)
    when = tip.committer.when
    return Release(
        version=version or _version(repository, new_name, old_name),
        previous=_plain(old_name),
        date=date or (when.strftime("%Y-%m-%d") if when else ""),
        commit=new,
        by=tip.committer,
        entries=tuple(entries),
    )


def subject(message: str) -> str:
    """The first paragraph of a message on one line, as git's %s has it."""
    lines = (line.strip() for line in message.lstrip().split("\n"))
    return " ".join(takewhile(bool, lines))


def _is_date(text: str) -> bool:
    try:
        return text == datetime.strptime(text, "%Y-%m-%d").strftime("%Y-%m-%d")
    except ValueError:
        return False


def _entry(commit: Commit, heading: Callable[[str], Heading]) -> Entry:
    title = subject(commit.message)
    way = chain(commit.message)
    upstream, source = (way[0], way[-1]) if way else ("", "")
    return Entry(commit.id, title, commit.author, heading(title), upstream, source if source != upstream else "")


def _ends(repository: Repository, revisions: str) -> tuple[str, str]:
    old, dots, new = revisions.partition("..")
    if "..." in revisions:
        raise UserError(f"{revisions!r} is no range of releases", "write OLD..NEW with two dots")
    if dots:
        if not old:
            raise UserError(
                f"{revisions!r} has no start", "write OLD..NEW, or NEW alone for all since the release before"
            )
        return old, new or "HEAD"
    return _release_before(repository, revisions), revisions


def _release_before(repository: Repository, name: str) -> str:
    """The nearest release tag below `name`."""
    tags = {commit: ref.removeprefix(_TAGS) for ref, commit in repository.refs(_TAGS).items() if _TAG.match(ref[10:])}
    new = repository.resolve(name)
    below = (commit.id for commit in repository.walk(new) if commit.id != new and commit.id in tags)
    found = next(below, None)
    if found is None:
        raise UserError(f"no release tag below {name}", "write OLD..NEW")
    return tags[found]


def _version(repository: Repository, name: str, old_name: str) -> str:
    """The version that `name` is the tag of; for a tip without a tag the one after `old_name`."""
    if _TAG.match(name) and f"{_TAGS}{name}" in repository.refs(_TAGS + name):
        return _plain(name)
    following = _NUMBER.match(_plain(old_name))
    if following is None:
        raise UserError(f"the version of {name} cannot be told", "name it: --version VERSION")
    return f"{following['stem']}{int(following['last']) + 1}"


def _plain(name: str) -> str:
    """A tag without its v."""
    found = _TAG.match(name)
    return found["version"] if found else name
