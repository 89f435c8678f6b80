"""The model of the connect path on the real trees: verdicts and shortest paths."""

import os
from functools import cache
from pathlib import Path

import pytest

from backport.branchmap.folder import Folder
from backport.core.behaviour import Behaviour, Status
from backport.models.check import replay, run
from backport.models.compare import delta
from backport.models.explore import Limits, explore
from backport.projects.haproxy.blueprints import MODELS
from backport.vcs.repository import Repository

HANG = "connection-confirmed"
MODEL = MODELS[0]
GENERATIONS = (
    "v2.0.35",
    "v2.2.34",
    "v2.4.35",
    "1eb8b8e8b39c",
    "4173f4ea2986",
    "v2.6.30",
    "v2.8.25",
    "v3.2.20",
    "v3.4.1",
)
# of every generation: what a session, a stream and its connection to a server are made by
MAKERS = {
    *("session_new", "conn_new", "mux_pt_init", "stream_new", "channel_init", "process_stream"),
    *("process_switching_rules", "assign_server", "connect_server", "conn_prepare", "conn_install_mux"),
}


@cache
def behaviour(clone: Path, revision: str, server: str, wait_data: str = "no") -> Behaviour:
    repository = Repository.open(clone)
    tree = repository.tree(repository.commit(repository.resolve(revision)).tree)
    return run(MODEL, tree, {"be": server, "wait-data": wait_data}, revision=revision)


def said(result: Behaviour) -> tuple[Status, dict[str, int]]:
    assert result.reason == ""
    return result.status, {p.name: len(p.path) for p in result.properties if p.path}


@pytest.mark.haproxy
@pytest.mark.parametrize(
    ("fix", "server", "steps"),
    [
        ("ebcfd47f1bc8", "h2", 13),
        ("c8d619949fe6", "h1", 12),
        ("0ceb3f2952d4", "h1", 12),
        ("1eb8b8e8b39c", "h1", 12),
        ("4173f4ea2986", "h1", 12),
    ],
)
def test_the_fix_ends_the_hang(haproxy: Path, fix: str, server: str, steps: int) -> None:
    assert said(behaviour(haproxy, f"{fix}^", server)) == (Status.VIOLATED, {HANG: steps})
    assert said(behaviour(haproxy, fix, server)) == (Status.HOLDS, {})


@pytest.mark.haproxy
def test_an_h1_server_cannot_show_it_where_the_wake_up_is_synchronous(haproxy: Path) -> None:
    assert said(behaviour(haproxy, "ebcfd47f1bc8^", "h1")) == (Status.HOLDS, {})


@pytest.mark.haproxy
def test_waiting_for_data_already_makes_the_path_shorter(haproxy: Path) -> None:
    assert said(behaviour(haproxy, "0ceb3f2952d4^", "h1", "yes")) == (Status.VIOLATED, {HANG: 7})


@pytest.mark.haproxy
@pytest.mark.parametrize("tag", ["v2.6.30", "v2.8.25", "v3.0.24", "v3.2.20", "v3.4.1"])
def test_releases_after_the_fix_hold(haproxy: Path, tag: str) -> None:
    assert said(behaviour(haproxy, tag, "h1")) == (Status.HOLDS, {})


@pytest.mark.haproxy
@pytest.mark.parametrize("revision", GENERATIONS)
def test_the_first_state_is_reached_by_the_branch_s_code(haproxy: Path, revision: str) -> None:
    repository = Repository.open(haproxy)
    model = MODEL.build(repository.tree(repository.commit(repository.resolve(revision)).tree), {})
    assert model.program.lifted.keys() >= MAKERS
    assert not MAKERS.intersection(model.assumptions)
    first = model.describe(model.initial())
    assert {first[field] for field in ("back connector", "server socket", "timer")} == {"CON", "connecting", "runs"}
    assert (first["units to send"], first["units sent"], first["units at the client"]) == ("1", "0", "1")


@pytest.mark.haproxy
@pytest.mark.parametrize(("tag", "server", "steps"), [("v2.3.21", "h1", 12), ("v2.1.12", "h2", 13)])
def test_a_series_that_never_got_the_fix_hangs(haproxy: Path, tag: str, server: str, steps: int) -> None:
    assert said(behaviour(haproxy, tag, server)) == (Status.VIOLATED, {HANG: steps})


@pytest.mark.haproxy
@pytest.mark.parametrize("tag", ["v2.0.35", "v2.6.30", "v3.4.1"])
def test_how_often_the_task_ran_is_no_part_of_a_state(haproxy: Path, tag: str) -> None:
    repository = Repository.open(haproxy)
    model = MODEL.build(repository.tree(repository.commit(repository.resolve(tag)).tree), {})
    found = explore(model, Limits(states=500))
    exported = [model.export(state) for state in found.origin]
    assert {key for parts in exported for key, value in parts.items() if "activity" in key and value} == set()


@pytest.mark.haproxy
def test_the_evidence_can_be_replayed(haproxy: Path) -> None:
    repository = Repository.open(haproxy)
    tree = repository.tree(repository.commit(repository.resolve("0ceb3f2952d4^")).tree)
    path = next(p.path for p in behaviour(haproxy, "0ceb3f2952d4^", "h1").properties if p.path)
    model = MODEL.build(tree, {})
    state = replay(model, path)
    assert state is not None
    assert HANG in model.violated(state, 0)


@pytest.mark.haproxy
def test_only_the_front_s_push_while_connecting_differs(haproxy: Path) -> None:
    repository = Repository.open(haproxy)
    before, after = (
        repository.tree(repository.commit(repository.resolve(revision)).tree)
        for revision in ("0ceb3f2952d4^", "0ceb3f2952d4")
    )
    found = delta(MODEL, before, after)
    assert (found.reason, found.missing, found.told_apart) == ("", 0, True)
    assert 0 < found.differing < found.steps
    assert found.entered == ("stream_int_chk_snd_conn",)
    assert {kind.actor for kind in found.kinds} == {"front connector", "front mux", "client"}
    assert {dict(kind.where)["back connector"] for kind in found.kinds} == {"CON"}


@pytest.mark.haproxy
def test_the_backport_changes_what_the_fix_changes(haproxy: Path) -> None:
    repository = Repository.open(haproxy)
    kinds = []
    for fix in ("4173f4ea2986", "c8d619949fe6"):
        before, after = (repository.tree(repository.commit(repository.resolve(r)).tree) for r in (f"{fix}^", fix))
        kinds.append(delta(MODEL, before, after).kinds)
    assert kinds[0] == kinds[1] != frozenset()


@pytest.mark.haproxy
def test_which_fixes_concern_the_model(haproxy: Path) -> None:
    repository = Repository.open(haproxy)
    tree = repository.tree(repository.commit(repository.resolve("0ceb3f2952d4")).tree)
    path = "src/stream_interface.c"
    assert MODEL.concerns(tree, frozenset({(path, "stream_int_chk_snd_conn")}))
    assert not MODEL.concerns(tree, frozenset({("src/ssl_sock.c", "ssl_sock_init")}))


@pytest.mark.trees
@pytest.mark.parametrize(
    ("tree", "expected"),
    [("haproxy-2.2.9", (Status.VIOLATED, {HANG: 12})), ("haproxy-2.6.12", (Status.HOLDS, {}))],
)
def test_release_trees(tree: str, expected: tuple[Status, dict[str, int]]) -> None:
    folder = os.environ.get("BACKPORT_HAPROXY_TREES")
    if not folder or not (Path(folder) / tree).is_dir():
        pytest.skip(f"BACKPORT_HAPROXY_TREES has no {tree}")
    assert said(run(MODEL, Folder(Path(folder) / tree))) == expected
