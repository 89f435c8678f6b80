"""The table of HAProxy's slices."""

from collections.abc import Callable, Mapping

from backport.csource.lift.source import Source
from backport.models.base import Blueprint
from backport.models.reach import reaches
from backport.projects.haproxy.slices.base import Slice
from backport.projects.haproxy.slices.lower import PROBES, H1Send, H1Shut, PassThrough, Probe
from backport.projects.haproxy.slices.push import PUSHES, Push
from backport.projects.haproxy.slices.retry import RETRIES, Retry
from backport.projects.haproxy.slices.settle import TASKS, Settle
from backport.projects.haproxy.slices.shutdown import APPLETS, FORWARDS, SHUTS, Applet, Forward, Shut
from backport.projects.haproxy.slices.transfer import Receive, Send, Update
from backport.projects.haproxy.world.config import CONFIG, FOLDERS, SOURCES

_Touched = frozenset[tuple[str, str]]

# name, what it is, the functions it begins at in each generation
_SLICES: tuple[tuple[str, type[Slice], tuple[str, ...]], ...] = (
    ("send", Send, ("sc_conn_send", "cs_conn_send", "si_cs_send")),
    ("push", Push, PUSHES),
    ("receive", Receive, ("sc_conn_io_cb", "cs_conn_io_cb", "si_cs_io_cb")),
    ("update", Update, ("sc_update_rx", "cs_update_rx", "si_update_rx")),
    ("shut", Shut, SHUTS),
    ("forward", Forward, FORWARDS),
    ("applet", Applet, APPLETS),
    ("pass-through", PassThrough, ("mux_pt_snd_buf",)),
    ("h1-send", H1Send, ("h1_send",)),
    ("h1-shut", H1Shut, ("h1_shutw_conn",)),
    ("probe", Probe, PROBES),
    ("retry", Retry, RETRIES),
    ("settle", Settle, TASKS),
)


def _concerns(slice_: type[Slice], entries: tuple[str, ...]) -> Callable[[Source, _Touched], bool]:
    sources = (*SOURCES, *slice_.more_sources)
    return lambda source, touched: reaches(source, sources, FOLDERS, CONFIG, entries, touched)


def _builder(slice_: type[Slice]) -> Callable[[Source, Mapping[str, str]], Slice]:
    return lambda source, options: slice_(source)


SLICES = tuple(
    Blueprint(
        name=name,
        prose=" ".join((slice_.__doc__ or "").split()),
        properties=slice_.properties,
        options=(),
        build=_builder(slice_),
        concerns=_concerns(slice_, entries),
        reads=(*SOURCES, *slice_.more_sources, *FOLDERS),
    )
    for name, slice_, entries in _SLICES
)
