"""What the world around the lifted code knows, kept in the same memory so that it is part of the state."""

from dataclasses import dataclass

from backport.csource.lift.memory import BASE
from backport.csource.lift.program import Program
from backport.csource.lift.types import INT, Record, lay_out

UNITS = 3  # units of request data in all
NO_SOCKET, SYN, UP, REFUSED = range(4)
# the world's own variables, in the order in which a state shows them
_VARIABLES = (
    "socket",  # of the server: one of the four above
    "fd_armed",  # the poller watches it for writing
    "mux_waits",  # the back mux waits for the socket
    "front_waits",  # the front connector is subscribed for reading
    "back_waits",  # the back connector is subscribed for writing
    "back_reads",  # the back connector is subscribed for reading
    "task",  # why the stream's task was woken
    "late",  # the timer has fired and the task has not run yet
    "client_data",  # units that the front mux holds
    "client_eos",  # the client has closed
    "to_come",  # units the client has not sent yet
    "sent",  # units the server has got
    "accepts",  # how often the server may still refuse
    "settings",  # of an H2 server: 0 none, 1 received, 2 processed
    "ready",  # an H2 server may be sent data
    "front_shut",
    "done",  # the stream is gone
    "run_mux",  # tasklets that are queued
    "run_back",
    "run_front",
    "message_back",  # a tasklet is queued with a message for its connector
    "message_front",
)


@dataclass(frozen=True)
class Options:
    """What may differ from run to run: the protocol of the server, and how the stream stands at the beginning.

    `server` is "h1" or "h2"; with `wait_data` the back connector is already waiting for more data.
    """

    server: str = "h1"
    wait_data: bool = False
    abort_on_close: bool = False


class Variables:
    """The world's variables of one run."""

    def __init__(self, program: Program) -> None:
        record = Record("world")
        lay_out(record, [(name, INT, 0) for name in _VARIABLES])
        address = program.memory.allocate(record, "world")
        program.memory.track(address, len(_VARIABLES))
        self._cells = program.memory.cells
        self._at = {name: address - BASE + i for i, name in enumerate(_VARIABLES)}

    def get(self, name: str) -> int:
        """One variable."""
        return self._cells[self._at[name]]

    def set(self, **values: int) -> None:
        """Set some variables."""
        for name, value in values.items():
            self._cells[self._at[name]] = value

    def add(self, name: str, value: int) -> None:
        """Count."""
        self._cells[self._at[name]] += value
