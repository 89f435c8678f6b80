"""How the generations of the connect path differ, as far as it matters for who confirms a connection."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Dialect:
    """One generation. docs/ORACLE.md names the commit behind each switch.

    `name` is what the front calls to push to the back. `window`: it may do so before the connection is known to be up.
    `synchronous`: a connection wakes the layer above at once, and a front that waits for nothing is not called.
    `wakes`: any write below EST wakes the stream, not only the report of the connection. `fresh`: a retry is made with
    a new endpoint, which does not know that its predecessor waited for data.
    """

    name: str
    window: bool = True
    synchronous: bool = False
    wakes: bool = False
    fresh: bool = False


DIALECTS = {
    "2.0": Dialect("stream_int_chk_snd_conn", synchronous=True),
    "2.2": Dialect("stream_int_chk_snd_conn"),
    "2.6-dev": Dialect("cs_app_chk_snd_conn"),
    "2.6": Dialect("sc_app_chk_snd_conn", fresh=True),
    "2.8": Dialect("sc_app_chk_snd_conn", wakes=True, fresh=True),
}
"""Each generation as it was before the fix; `fixed` gives it after."""


def fixed(dialect: Dialect) -> Dialect:
    """The same generation without the window."""
    return replace(dialect, window=False)
