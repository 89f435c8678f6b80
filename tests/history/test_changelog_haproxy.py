"""All releases of 1.8 to 3.4: the section, and the whole file after --update, against the CHANGELOG they shipped."""

import re
from pathlib import Path

import pytest

from backport.core.errors import UserError
from backport.history.changelog import section, updated
from backport.history.releases import between
from backport.projects.haproxy.heading import heading
from backport.vcs.repository import Repository

# Its CHANGELOG lacks a9a0eb233, which is part of it: the release commit and the one below it were committed in the
# same second, so they were rebased onto a9a0eb233 after the section had been written.
EXCEPTION = "v2.9.11"


def _pairs(repository: Repository) -> list[tuple[str, str]]:
    tags = {ref.removeprefix("refs/tags/") for ref in repository.refs("refs/tags/")}
    found = []
    for tag in tags:
        release = re.fullmatch(r"v(\d+)\.(\d+)\.([1-9]\d*)", tag)
        if release and (1, 8) <= (int(release[1]), int(release[2])) <= (3, 4):
            found.append((f"v{release[1]}.{release[2]}.{int(release[3]) - 1}", tag))
    return sorted(found)


@pytest.mark.haproxy
def test_all_releases(haproxy: Path) -> None:
    repository = Repository.open(haproxy)
    different = []
    pairs = _pairs(repository)
    for old, new in pairs:
        release = between(repository, f"{old}..{new}", heading)
        before, after = (_changelog(repository, tag) for tag in (old, new))
        newest = after.split("\n\n", 2)[1] + "\n"
        if section(release, "haproxy") != newest or updated(before, release, "haproxy") != after:
            different.append(new)
    assert (len(pairs), different) == (353, [EXCEPTION])


@pytest.mark.haproxy
def test_a_second_update_is_refused(haproxy: Path) -> None:
    repository = Repository.open(haproxy)
    release = between(repository, "v3.2.0..v3.2.1", heading)
    with pytest.raises(UserError):
        updated(_changelog(repository, "v3.2.1"), release, "haproxy")


def _changelog(repository: Repository, tag: str) -> str:
    found = repository.read(repository.commit(repository.resolve(tag)).tree, "CHANGELOG")
    assert found is not None
    return found.decode("utf-8", "replace")
