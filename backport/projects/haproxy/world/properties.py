"""What must be true of the connect path."""

from collections.abc import Iterator

from backport.models.base import Kind, Property
from backport.projects.haproxy.world.machine import Machine
from backport.projects.haproxy.world.variables import REFUSED, SYN, UP

HANG, UNTOLD, UNREAD = "connection-confirmed", "refusal-reported", "client-data-read"
TIMED, TURN, SUBSCRIBED, ELAPSED = "connecting-timed", "turn-around-timed", "output-subscribed", "timeout-heeded"
SHUT = "shutdown-done"
UNITS_KEPT, EARLY, BUG = "data-kept", "no-data-before-ready", "no-assertion-fails"

PROPERTIES = (
    Property(
        HANG,
        "A connection that is up is confirmed: while it is CON or RDY, something else than the connect timer is due",
        Kind.LIVENESS,
    ),
    Property(UNITS_KEPT, "No unit of the request is lost or sent twice"),
    Property(EARLY, "Nothing is sent to the server before the connector is RDY"),
    Property(UNTOLD, "A refused connection does not stay in CON with nothing due", Kind.LIVENESS),
    Property(TIMED, "While the server has not answered, the task's timer runs", Kind.LIVENESS),
    Property(TURN, "A turn-around pause has a timer", Kind.LIVENESS),
    Property(SUBSCRIBED, "Established with output pending, the connector is subscribed for writing", Kind.LIVENESS),
    Property(UNREAD, "Established with room, the client's data are read", Kind.LIVENESS),
    Property(ELAPSED, "A connect timeout that has elapsed is acted upon", Kind.LIVENESS),
    Property(SHUT, "A shutdown that waits for the output is done once there is none", Kind.LIVENESS),
    Property(BUG, "No assertion of the code fails, no null pointer is followed"),
)
_BELOW_READY = ("REQ", "TAR", "ASS", "CON", "CER")


class Judge:
    """Looks at the state that memory holds."""

    def __init__(self, machine: Machine) -> None:
        objects, self.names, self.get, self.cells = machine.live, machine.names, machine.get, machine.cells
        self.machine = machine
        self.state = objects.back.connector.subscript("state")
        self.front_state = objects.front.connector.subscript("state")
        self.timer = objects.task.written("expire")
        self._held = objects.stream.subscript("req.buf.data")
        # since 2.8 there is no count of its own of what may be sent
        counted = objects.stream.has("req.output")
        self._output = objects.stream.subscript("req.output") if counted else self._held
        holder = objects.back.connector if self.names.connector.embedded else objects.stream
        self._elapsed = holder.subscript("flags")
        # since 2.8 the connector knows of shutdowns, before that the channel does
        shuts = objects.stream if self.names.value("CF_SHUTW_NOW") else objects.back.connector
        self._shuts = shuts.subscript("req.flags" if self.names.value("CF_SHUTW_NOW") else "flags")
        self._shut_asked = self.names.value("CF_SHUTW_NOW") or self.names.value("SC_FL_SHUT_WANTED")
        self._shut_done = self.names.value("CF_SHUTW") or self.names.value("SC_FL_SHUT_DONE")

    def pending(self) -> int:
        """Units in the channel that may be sent."""
        return self.cells[self._output]

    def waiting(self) -> bool:
        """Whether the connection is not known to be established."""
        return bool(self.machine.back.connection["flags"] & self.names["wait_l4"])

    def front_open(self) -> bool:
        """Whether the client may still send."""
        return not self.get("client_eos") and self.cells[self.front_state] == self.names.states["EST"]

    def violated(self, internal: int) -> tuple[str, ...]:
        """The properties that the state violates; `internal` counts what the program has left to do by itself."""
        at = self.names.state_names[self.cells[self.state]]
        return (*self._unsafe(at), *(() if internal or self.get("done") else self._stuck(at)))

    def _unsafe(self, at: str) -> Iterator[str]:
        get = self.get
        units = get("to_come") + get("client_data") + self.cells[self._held] + get("sent")
        if units != self.machine.options.units and at not in ("CLO", "DIS"):
            yield UNITS_KEPT
        if get("sent") and at in _BELOW_READY:
            yield EARLY

    def _stuck(self, at: str) -> Iterator[str]:
        """What is wrong in a state that the program leaves only when something happens outside."""
        socket, timer = self.get("socket"), self.cells[self.timer]
        connected = socket == UP and not self.waiting()
        if at == "RDY" or (at == "CON" and connected and (self.machine.h1 or self.get("ready"))):
            yield HANG
        if at == "CON" and self.cells[self._elapsed] & self.names["exp_flag"]:
            yield ELAPSED
        if at == "CON" and socket == REFUSED:
            yield UNTOLD
        if at == "CON" and socket == SYN and not timer:
            yield TIMED
        if at == "TAR" and not timer:
            yield TURN
        if at == "EST" and self.get("client_data") and not self.pending() and not self.get("front_waits"):
            yield from (UNREAD,) if self.front_open() else ()
        shuts = self.cells[self._shuts]
        if at == "EST" and not self.pending() and shuts & self._shut_asked and not shuts & self._shut_done:
            yield SHUT
        if at == "EST" and self.pending() and not self.get("back_waits"):
            yield SUBSCRIBED
