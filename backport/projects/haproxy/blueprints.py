"""The table of HAProxy's models."""

from collections.abc import Mapping

from backport.csource.lift.source import Source
from backport.models.base import Blueprint, Option
from backport.models.reach import reaches
from backport.projects.haproxy.oracle.table import JUDGES
from backport.projects.haproxy.slices.table import SLICES
from backport.projects.haproxy.world.config import CONFIG, FOLDERS, LIFTING, ORIGINS, SOURCES
from backport.projects.haproxy.world.connect import ConnectModel
from backport.projects.haproxy.world.properties import PROPERTIES
from backport.projects.haproxy.world.variables import Options

# what the world calls: what makes a stream, its task, and of each generation the connector's tasklet and wake callback
_ENTRIES = (
    "conn_new",
    "session_new",
    "mux_pt_init",
    "process_stream",
    "sc_conn_process",
    "sc_conn_io_cb",
    "cs_conn_process",
    "cs_conn_io_cb",
    "si_cs_process",
    "si_cs_io_cb",
)


def _build(source: Source, options: Mapping[str, str]) -> ConnectModel:
    return ConnectModel(
        source,
        Options(
            server=options.get("be", "h1"),
            wait_data=options.get("wait-data") == "yes",
            abort_on_close=options.get("abort-on-close") == "yes",
            units=int(options.get("units", "2")),
        ),
    )


def _concerns(source: Source, touched: frozenset[tuple[str, str]]) -> bool:
    return reaches(source, (*SOURCES, *ORIGINS), FOLDERS, CONFIG, _ENTRIES, touched)


MODELS = (
    Blueprint(
        name="connect",
        prose="a stream connects to its server and sends a request while the client goes on sending",
        properties=PROPERTIES,
        options=(
            Option("be", ("h1", "h2"), "the protocol of the server"),
            Option("wait-data", ("no", "yes"), "the back connector is already waiting for data at the beginning"),
            Option("abort-on-close", ("no", "yes"), "the backend has `option abortonclose`"),
            Option("units", ("2", "3"), "how much the client has to send in all"),
        ),
        build=_build,
        lifting=LIFTING,
        judges=JUDGES,
        concerns=_concerns,
        reads=(*SOURCES, *ORIGINS, *FOLDERS),
        runs=({"be": "h1"}, {"be": "h2"}),
    ),
    *SLICES,
)
