"""Change logs of a small history, whole texts compared."""

from pathlib import Path

import pytest

from backport.core.errors import UserError
from backport.history import changelog
from backport.history.releases import Release, between, subject
from backport.projects.haproxy.heading import heading
from backport.vcs.repository import Repository
from tests.repos import Repo

ORIGIN = "a" * 40
HAPROXY = """2020/09/13 : 2.4.1
    - BUG/MAJOR: pump: stop at the first leak
    - MINOR: valve: a second handle
    - DOC: say <what> it *does*
    - BUG/MINOR: pump: oil
"""
MARKDOWN = """## 2.4.1 (2020-09-13)

### BUG/MAJOR

- **pump**: stop at the first leak (PUMP, upstream aaaaaaaaaaaa)

### BUG/MINOR

- **pump**: oil (OILED)

### MINOR

- **valve**: a second handle (VALVE)

### DOC

- say \\<what\\> it \\*does\\* (DOCUM)

"""
KEEP = """## [2.4.1] - 2020-09-13

### Changed

- valve: a second handle

### Fixed

- pump: stop at the first leak
- pump: oil

"""
DEBIAN = """pumps (2.4.1-1) unstable; urgency=medium

  * New upstream version 2.4.1.
    - BUG/MAJOR: pump: stop at the first leak
    - MINOR: valve: a second handle
    - DOC: say <what> it *does*
    - BUG/MINOR: pump: oil

 -- Ann Author <ann@example.org>  Sun, 13 Sep 2020 12:32:40 +0000
"""


@pytest.fixture
def release(repo: Repo) -> Release:
    repo.commit("[RELEASE] Released version 2.4.0\n")
    repo.tag("v2.4.0")
    repo.commit(f"BUG/MAJOR: pump: stop at\nthe first leak\n\n(cherry picked from commit {ORIGIN})\n")
    repo.commit("MINOR: valve: a second handle\n")
    repo.commit("DOC: say <what> it *does*\n")
    repo.commit("BUG/MINOR: pump: oil\n")
    repo.commit("[RELEASE] Released version 2.4.1\n")
    repo.tag("v2.4.1")
    return between(Repository.open(repo.folder), "v2.4.0..v2.4.1", heading)


def test_a_release(release: Release) -> None:
    assert (release.version, release.previous, release.date) == ("2.4.1", "2.4.0", "2020-09-13")
    assert [(entry.heading.kind, entry.heading.area, entry.upstream) for entry in release.entries] == [
        ("BUG", "pump", ORIGIN),
        ("MINOR", "valve", ""),
        ("DOC", "", ""),
        ("BUG", "pump", ""),
    ]


def test_formats(release: Release) -> None:
    markdown = MARKDOWN
    for name, entry in zip(("PUMP", "VALVE", "DOCUM", "OILED"), release.entries, strict=True):
        markdown = markdown.replace(name, entry.id[:12])
    assert changelog.section(release, "haproxy") == HAPROXY
    assert changelog.section(release, "markdown") == markdown
    assert changelog.section(release, "keepachangelog") == KEEP
    assert changelog.section(release, "debian", "pumps") == DEBIAN


def test_since_the_release_before(repo: Repo, release: Release) -> None:
    assert between(Repository.open(repo.folder), "v2.4.1", heading) == release
    repo.commit("BUG/MINOR: pump: rust\n")
    coming = between(Repository.open(repo.folder), "v2.4.1..", heading, date="2021-01-02")
    assert changelog.section(coming, "haproxy") == "2021/01/02 : 2.4.2\n    - BUG/MINOR: pump: rust\n"


def test_nothing_new(repo: Repo, release: Release) -> None:
    repo.commit("[RELEASE] Released version 2.4.2\n")
    repo.tag("v2.4.2")
    copy = between(Repository.open(repo.folder), "v2.4.2", heading)
    assert changelog.section(copy, "haproxy") == "2020/09/13 : 2.4.2\n    - exact copy of 2.4.1\n"


OLDER = {
    "haproxy": "ChangeLog :\n===========\n\n2020/01/01 : 2.4.0\n    - old\n",
    "markdown": "# Pumps\n\nAll that changed.\n\n## 2.4.0 (2020-01-01)\n\n- old\n",
    "keepachangelog": "# Changelog\n\n## [Unreleased]\n\n- soon\n\n## [2.4.0] - 2020-01-01\n\n- old\n",
    "debian": "pumps (2.4.0-1) unstable; urgency=low\n\n  * Old.\n",
}


@pytest.mark.parametrize("name", OLDER)
def test_a_section_goes_in_front_of_the_older_ones(release: Release, name: str) -> None:
    older = OLDER[name]
    new = changelog.updated(older, release, name, "pumps")
    written = changelog.section(release, name, "pumps")
    start = new.index(written)
    assert new[:start] + new[start + len(written) :].removeprefix("\n") == older
    assert new.index("2.4.1") < new.index("2.4.0")
    with pytest.raises(UserError, match=r"a section for 2\.4\.1 already"):
        changelog.updated(new, release, name, "pumps")


@pytest.mark.parametrize("name", OLDER)
def test_the_first_section(release: Release, name: str) -> None:
    assert changelog.updated("", release, name).rstrip("\n").endswith(changelog.section(release, name).rstrip("\n"))


def test_own_templates(release: Release) -> None:
    own = "{{ release.version }}:{% for entry in release.entries %} {{ entry.heading.area or '-' }}{% endfor %}"
    assert changelog.own(release, own, "own.j2") == "2.4.1: pump valve - pump"


@pytest.mark.parametrize(
    "template",
    [
        "{{ release.nothing }}",
        "{% if %}",
        "{{ release.entries[99].id }}",
        "{{ release.__class__.__mro__ }}",
        "{{ 1 / 0 }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_templates_that_fail_say_where(release: Release, template: str) -> None:
    with pytest.raises(UserError, match=r"^own\.j2"):
        changelog.own(release, template, "own.j2")


@pytest.mark.parametrize("revisions", ["..v2.4.1", "v2.4.0...v2.4.1", "v2.4.1..v2.4.0", "v2.4.0", "nothing", "-x", ""])
def test_ranges_that_are_none(repo: Repo, release: Release, revisions: str) -> None:
    with pytest.raises(UserError):
        between(Repository.open(repo.folder), revisions, heading)


@pytest.mark.parametrize("date", ["2021-1-2", "2021-02-30", "tomorrow", "2021/01/02"])
def test_dates_that_are_none(repo: Repo, release: Release, date: str) -> None:
    with pytest.raises(UserError, match="is no date"):
        between(Repository.open(repo.folder), "v2.4.1", heading, date=date)


def test_bytes_that_are_no_text_stay(release: Release) -> None:
    older = OLDER["haproxy"] + b"    - caf\xe9\n".decode("utf-8", "surrogateescape")
    assert changelog.updated(older, release, "haproxy").endswith("caf\udce9\n")


def test_subjects() -> None:
    assert subject("\n one \n two\n\nthree\n") == "one two"
    assert subject("") == ""


def test_paths_of_templates_are_those_of_the_table() -> None:
    folder = Path(__file__).parents[2] / "templates" / "changelog"
    assert {form.template for form in changelog.FORMATS.values()} == {path.name for path in folder.iterdir()}
