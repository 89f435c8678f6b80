"""What the hand-written model knows: its variables and their first values."""

from backport.models.declared.model import Variable

NO_SOCKET, SYN, UP, REFUSED = range(4)
TAR, CON, RDY, EST, CLO = range(5)
CAPACITY = 2  # units that the request channel holds


def variables(units: int, wait_data: bool, h2: bool) -> tuple[Variable, ...]:
    """All variables: `units` is how much the client has to send, one of them is in the channel already."""
    return (
        # the server's connection
        Variable("socket", 3, SYN),
        Variable("unconfirmed", 1, 1),  # the connection is not known to be up
        Variable("failed"),  # the connection has an error
        Variable("armed", 1, 1),  # the poller watches the socket
        Variable("mux_waits", 1, 1),  # the back mux waits for the socket
        Variable("refusals", 2, 2),  # that the server may still give
        Variable("settings", 2 if h2 else 1),  # of an H2 server: 0 none, 1 received, 2 processed
        Variable("ready", 1, 0 if h2 else 1),  # the mux takes data
        # the back connector
        Variable("state", 4, CON),
        Variable("back_waits", 1, 1),  # subscribed for sending
        Variable("back_reads"),  # subscribed for receiving
        Variable("wait_data", 1, int(wait_data)),  # it wants to be told of data
        Variable("error"),  # SI_FL_ERR and its successors
        Variable("expired"),  # SI_FL_EXP and its successors
        Variable("expires", 1, 1),  # the connect or turn-around timer is set
        Variable("back_endp"),  # the back waits for its endpoint before it receives
        Variable("retries", 1, 1),
        # the front connector
        Variable("front_waits", 1, 1),  # subscribed for receiving
        Variable("front_endp", 1, 1),  # it waits for its endpoint before it receives
        Variable("no_room", 1, 1),  # it does not receive for want of room
        # the request channel
        Variable("held", CAPACITY, 1),
        Variable("read_partial"),
        Variable("write_null"),
        Variable("write_partial"),
        Variable("wrote"),  # data were sent on this connection at least once
        # the stream's task
        Variable("woken"),
        Variable("late"),  # its timer has fired
        Variable("timer", 1, 1),  # its timer runs
        # queued tasklets
        Variable("run_mux"),
        Variable("run_back"),
        Variable("run_front"),
        # the client and what the server has got
        Variable("to_come", units, units - 1),
        Variable("at_client", 2),
        Variable("sent", units),
        Variable("from_front"),  # the front has confirmed the connection
    )
