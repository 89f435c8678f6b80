"""Announcements of a small history, whole texts compared."""

import pytest

from backport.core.commit import Identity
from backport.history import mailmap
from backport.history.announce import Announcement, announcement, mail
from backport.history.releases import between
from backport.projects.haproxy.heading import heading
from backport.vcs.repository import Repository
from tests.repos import Repo

MAIL = """
Hi,

pumps 2.4.1 was released on 2020/09/13. It added 4 new commits
after version 2.4.0.

- per tag :
      1 BUG/MAJOR
      1 BUG/MINOR
      1 DOC
      1 say nothing

major commits :
  - BUG/MAJOR: pumps: stop at the first leak

- per file :
      2 pump.c
      1 tap.c

- per topic :
      1 more
      1 pump
      1 say
      1 valve

- sorted changelog :
BUG/MAJOR: pumps: stop at the first leak
BUG/MINOR: valve: oil
DOC: more words
say nothing

#############################################################################################

Ann
---
Complete changelog :
Ann Author (3):
      BUG/MAJOR: pumps: stop at the first leak
      BUG/MINOR: valve: oil
      say nothing

Robert Builder (1):
      DOC: more words

---
"""


@pytest.fixture
def found(repo: Repo) -> Announcement:
    repo.commit("start\n", {"src/pump.c": "1\n", "src/old.c": "x\n"})
    repo.tag("v2.4.0")
    repo.commit("BUG/MAJOR: pumps: stop at the first leak\n", {"src/pump.c": "2\n"})
    repo.commit("BUG/MINOR: valve: oil\n", {"src/pump.c": "3\n", "src/tap.c": "1\n"})
    names = {"doc/pump.txt": "1\n", ".mailmap": "Robert Builder <bob@example.org>\n"}
    repo.commit("DOC: more words\n", names, who="Bob")
    repo.commit("say nothing\n")
    repo.commit("[RELEASE] Released version 2.4.1\n")
    repo.tag("v2.4.1")
    repository = Repository.open(repo.folder)
    return announcement(repository, between(repository, "v2.4.0..v2.4.1", heading), "src")


def test_the_mail(found: Announcement) -> None:
    assert mail(found, "generic", "pumps", "Ann") == MAIL


def test_a_moved_file_counts_once_by_its_old_name(repo: Repo) -> None:
    repo.commit("start\n", {"old.c": "text\n"})
    repo.tag("v1")
    repo.remove("old.c").commit("REORG: move\n", {"new.c": "text\n"})
    repo.tag("v2")
    repository = Repository.open(repo.folder)
    moved = announcement(repository, between(repository, "v1..v2", heading))
    assert [(each.count, each.name) for each in moved.files] == [(1, "old.c")]


def test_mailmap() -> None:
    known = mailmap.parse(
        [
            "# names",
            "Ann Author <ann@example.org>",
            "Bob Builder <bob@example.org> <bob@old.example.org>",
            "Cat <cat@example.org> Kitty <k@example.org>",
            "<new@example.org> <old@example.org>",
            "nonsense",
        ]
    )
    authors = {
        Identity("a", "ANN@example.org"): "Ann Author",
        Identity("b", "bob@old.example.org"): "Bob Builder",
        Identity("Kitty", "k@example.org"): "Cat",
        Identity("Other", "k@example.org"): "Other",
        Identity("d", "old@example.org"): "d",
    }
    assert {author: mailmap.name(known, author) for author in authors} == authors
