"""The index: what it knows, that it follows the repository, and that it survives whatever happens to its file."""

import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backport.core.errors import UserError
from backport.core.relation import Relation
from backport.history import schema, store
from backport.history.index import Index
from backport.vcs.repository import Repository
from tests.repos import Repo


def history(repo: Repo) -> dict[str, str]:
    """Mainline with a fix that was picked to two series, one by the other, and corrected since."""
    ids = {"root": repo.commit("root", {"a.c": "1\n"})}
    repo.git("branch", "old")
    repo.git("branch", "older")
    ids["fix"] = repo.commit("BUG: fix a", {"a.c": "2\n"})
    ids["later"] = repo.commit(f"BUG: correct a\n\nThe commit {ids['fix'][:9]} introduced a bug.\n", {"a.c": "3\n"})
    repo.switch("old")
    ids["old"] = repo.pick(ids["fix"])
    repo.switch("older")
    ids["older"] = repo.pick(ids["old"])
    repo.switch("master")
    return ids


def facts(index: Index, ids: dict[str, str]) -> dict[str, object]:
    return {
        "size": len(index),
        "picks of the fix": set(index.picks(ids["fix"])),
        "picks of a pick": set(index.picks(ids["old"])),
        "chain": index.chain(ids["older"]),
        "naming": [(each.commit.id, each.relation) for each in index.naming(ids["fix"])],
        "named": index.named(ids["later"]),
        "subject": [known.subject for known in [index.get(ids["fix"])] if known],
        "ancestors": len(index.graph.between(None, index.number(ids["later"]))),
    }


def expected(ids: dict[str, str]) -> dict[str, object]:
    return {
        "size": 5,
        "picks of the fix": {ids["old"], ids["older"]},
        "picks of a pick": {ids["older"]},
        "chain": (ids["fix"], ids["old"]),
        "naming": [(ids["later"], Relation.INTRODUCED_BY)],
        "named": ((Relation.INTRODUCED_BY, ids["fix"]),),
        "subject": ["BUG: fix a"],
        "ancestors": 3,
    }


@pytest.mark.parametrize("cache", [True, False])
def test_what_it_knows(repo: Repo, cache: bool) -> None:
    ids = history(repo)
    for _ in range(2):
        with Index.opened(Repository.open(repo.folder), cache=cache) as index:
            assert facts(index, ids) == expected(ids)


def test_without_cache_nothing_is_written(repo: Repo) -> None:
    history(repo)
    with Index.opened(Repository.open(repo.folder), cache=False):
        pass
    assert not store.cache_file(repo.folder / ".git").parent.exists()


def test_only_what_is_new_is_added(repo: Repo) -> None:
    history(repo)
    repository = Repository.open(repo.folder)
    seen: list[str] = []
    with Index.opened(repository) as index:
        repo.branch("new", "old")
        commit = repo.commit("BUG: one more", {"b.c": "1\n"})

        def watch(commits):  # type: ignore[no-untyped-def]
            for each in commits:
                seen.append(each.id)
                yield each

        assert index.update(watch=watch) == 1
        assert index.update(watch=watch) == 0
        assert index.number(commit) == 5
        assert len(index.graph.between(None, 5)) == 3
    assert seen == [commit]


def test_a_commit_that_no_branch_reaches(repo: Repo) -> None:
    history(repo)
    repo.git("switch", "-q", "--detach")
    lonely = repo.commit("BUG: lonely", {"b.c": "1\n"})
    repo.switch("master")
    repository = Repository.open(repo.folder)
    with Index.opened(repository) as index, pytest.raises(UserError, match="not in the index"):
        index.number(lonely)
    with Index.opened(repository, [lonely]) as index:
        assert index.find(lonely[:7]) == (lonely,)


def test_short_ids(repo: Repo) -> None:
    ids = history(repo)
    with Index.opened(Repository.open(repo.folder), cache=False) as index:
        for length in (7, 8, 11, 40):
            assert index.one(ids["fix"][:length]) == ids["fix"]
        assert len(index.find("")) == 5
        assert index.one("") is None


def test_same_author_date_and_text(repo: Repo) -> None:
    ids = history(repo)
    repository = Repository.open(repo.folder)
    repo.switch("older")
    repo.git("reset", "-q", "--hard", "HEAD^")
    repo.git("cherry-pick", ids["fix"])
    silent = repo.git("rev-parse", "HEAD")
    with Index.opened(repository) as index:
        assert set(index.like(repository.commit(ids["fix"]))) >= {silent}


DAMAGE = {
    "empty": lambda data: b"",
    "no database": lambda data: b"what is this\n" * 5000,
    "cut": lambda data: data[: len(data) // 2],
    "a page of noise": lambda data: data[:4096] + random.Random(7).randbytes(8192) + data[4096 + 8192 :],
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_costs_a_rebuild(repo: Repo, kind: str) -> None:
    ids = history(repo)
    repository = Repository.open(repo.folder)
    with Index.opened(repository):
        pass
    file = store.cache_file(repository.common_folder)
    file.write_bytes(DAMAGE[kind](file.read_bytes()))
    with Index.opened(repository) as index:
        assert facts(index, ids) == expected(ids)


def test_another_version_is_rebuilt(repo: Repo) -> None:
    ids = history(repo)
    repository = Repository.open(repo.folder)
    file = store.cache_file(repository.common_folder)
    file.parent.mkdir(parents=True)
    with sqlite3.connect(file) as other:
        other.executescript(f"CREATE TABLE commits (x); PRAGMA user_version = {schema.VERSION + 1};")
    other.close()
    with Index.opened(repository) as index:
        assert facts(index, ids) == expected(ids)


def test_an_unusable_folder_is_the_users_to_mend(repo: Repo, tmp_path: Path) -> None:
    history(repo)
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(UserError, match="cannot be used"),
        Index.opened(Repository.open(repo.folder), file=tmp_path / "file" / "index.sqlite"),
    ):
        pass


def _index(folder: str, file: str) -> int:
    with Index.opened(Repository.open(folder), file=Path(file)) as index:
        return len(index)


def test_two_processes_at_once(repo: Repo, tmp_path: Path) -> None:
    history(repo)
    arguments = [(str(repo.folder), str(tmp_path / "index.sqlite"))] * 4
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert pool.starmap(_index, arguments) == [5, 5, 5, 5]


_CHILD = """
import sys
from pathlib import Path
from backport.history import build
from backport.history.index import Index
from backport.vcs.repository import Repository
build._BATCH = 1
print("up", flush=True)
with Index.opened(Repository.open(sys.argv[1]), file=Path(sys.argv[2])) as index:
    print(len(index), flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here")
def test_kill_at_any_moment(repo: Repo, tmp_path: Path) -> None:
    ids = history(repo)
    stream = "".join(
        f"commit refs/heads/long\ncommitter A <a@b.c> {1_600_000_000 + n} +0000\ndata 4\nc{n:03}\n"
        + (f"from {ids['root']}\n" if not n else "")
        + "\n"
        for n in range(600)
    )
    repo.git("fast-import", "--quiet", stdin=stream.encode())
    file = tmp_path / "index.sqlite"
    rng = random.Random(20)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    for _ in range(12):
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(repo.folder), str(file)], stdout=subprocess.PIPE, env=environment
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(rng.random() * 0.15)
        child.kill()
        child.communicate()
        if rng.random() < 0.3:
            file.unlink(missing_ok=True)
    with Index.opened(Repository.open(repo.folder), file=file) as index:
        assert facts(index, ids) == expected(ids) | {"size": 605}
