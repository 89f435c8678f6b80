"""What the world around the lifted code knows, and what may differ from run to run."""

from dataclasses import dataclass

NO_SOCKET, SYN, UP, REFUSED = range(4)
# the world's own variables, in the order in which a state shows them
VARIABLES = (
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

    `server` is "h1" or "h2"; with `wait_data` the back connector is already waiting for more data; `units` is how much
    the client has to send in all.
    """

    server: str = "h1"
    wait_data: bool = False
    abort_on_close: bool = False
    units: int = 2
