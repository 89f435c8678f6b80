"""The map that ships for HAProxy is well formed; with a clone, it is borne out by real trees."""

from pathlib import Path

import pytest

from backport import resources
from backport.branchmap import BranchMap, load
from backport.branchmap.check import check
from backport.vcs.repository import Repository

RELEASES = {
    "v1.8.31": "old_buffers",
    "v1.9.16": "task_free",
    "v2.0.30": "legacy_http",
    "v2.0.35": "legacy_http",
    "v2.1.12": "proto_types",
    "v2.2.34": "back_handle",
    "v2.3.21": "receivers",
    "v2.4.35": "list_append",
    "v2.5.14": "stream_interface",
    "v2.6-dev8": "conn_stream",
    "v2.6.30": "stconn",
    "v2.7.12": "mux_flags",
    "v2.8.25": "sc_shut",
    "v2.9.15": "loggers",
    "v3.0.24": "stat_index",
    "v3.1.17": "spop",
    "v3.2.20": "cmdline",
    "v3.3.11": "shared_counters",
    "v3.4.1": "unified",
}


@pytest.fixture(scope="module")
def shipped() -> BranchMap:
    return load(resources.folder("branch_maps") / "haproxy")


def test_the_shipped_map_loads(shipped: BranchMap) -> None:
    assert shipped.names[-1] == "unified"
    assert len(shipped.edges) == len(shipped.generations) - 1


def test_a_name_along_the_whole_chain(shipped: BranchMap) -> None:
    text = (
        b"static void sc_app_chk_snd_conn(struct stconn *sc)\n"
        b"{\n\tif (sc_state_in(sc->state, SC_SB_CON))\n\t\treturn;\n}\n"
    )
    made = shipped.translator("stconn", "back_handle").text("src/stconn.c", text)
    assert made.data == (
        b"static void stream_int_chk_snd_conn(struct stream_interface *si)\n"
        b"{\n\tif (si_state_in(si->state, SI_SB_CON))\n\t\treturn;\n}\n"
    )
    assert shipped.translator("stconn", "back_handle").path("src/stconn.c") == "src/stream_interface.c"


@pytest.mark.haproxy
@pytest.mark.parametrize(("tag", "generation"), RELEASES.items())
def test_the_map_is_borne_out_by_releases(shipped: BranchMap, haproxy: Path, tag: str, generation: str) -> None:
    repository = Repository.open(haproxy)
    checked = check(shipped, repository.tree(repository.commit(repository.resolve(tag)).tree), tag)
    assert (checked.recognised.generation, checked.recognised.contradictions) == (generation, ())
    assert [str(failure) for failure in checked.failures] == []
