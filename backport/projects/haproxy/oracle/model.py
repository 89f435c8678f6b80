"""The hand-written model: everybody's steps, and what must be true."""

from collections.abc import Callable

from backport.models.base import Cause, Event
from backport.models.declared.model import Claim, Declared
from backport.models.declared.procedure import Run, ways
from backport.models.declared.terms import any_of, variable
from backport.projects.haproxy.oracle.dialect import Dialect
from backport.projects.haproxy.oracle.functions import Functions
from backport.projects.haproxy.oracle.state import CLO, CON, EST, RDY, REFUSED, SYN, TAR, UP, variables
from backport.projects.haproxy.oracle.task import Task
from backport.projects.haproxy.world import properties as named


class _World:
    """The kernel, the poller, the mux, the client and the server."""

    def __init__(self, dialect: Dialect, h2: bool) -> None:
        self.dialect, self.h2 = dialect, h2
        self.call = Functions(dialect, h2)
        self.task = Task(self.call)

    def wake_back(self, s: Run) -> None:
        """The mux lets the connector send again."""
        if s.is_("back_waits", 1):
            s.set(back_waits=0, run_back=1)

    def alert(self, s: Run) -> None:
        """The mux reports, through the subscription if there is one."""
        if s.is_("back_waits", 1):
            s.set(back_waits=0, run_back=1)
        else:
            self.call.process_back(s)

    def poll(self, s: Run) -> bool | None:
        """The poller reports the socket."""
        if s.is_("armed", 0) or not s.is_("socket", UP, REFUSED):
            return False
        s["armed"] = 0
        first = s.is_("unconfirmed", 1)
        if first and s.is_("socket", REFUSED):
            s["failed"] = 1
            self.alert(s)
            self.alert(s)
            return None
        s["unconfirmed"] = 0
        waited = s.is_("mux_waits", 1)
        if waited:
            s.set(run_mux=1, mux_waits=0)
        if self.dialect.synchronous and not self.h2:
            self.wake_back(s)
            self.call.process_back(s)
        elif first and not waited and not self.h2:
            self.wake_back(s)
            self.alert(s)
        return None

    def mux(self, s: Run) -> bool | None:
        """The back mux's tasklet."""
        if s.is_("run_mux", 0):
            return False
        s["run_mux"] = 0
        if s.is_("failed", 1):
            self.alert(s)
        elif not self.h2:
            if s.is_("mux_waits", 0):
                self.wake_back(s)
        else:
            if s.is_("settings", 1):
                s.set(settings=2, ready=1)
            if s.is_("ready", 1):
                self.wake_back(s)
        return None

    def back(self, s: Run) -> bool | None:
        """`si_cs_io_cb` of the back."""
        if s.is_("run_back", 0):
            return False
        s["run_back"] = 0
        did = not s.is_("held", 0) and s.is_("back_waits", 0) and self.call.cs_send(s)
        self.call.cs_recv_back(s)
        if did:
            self.call.process_back(s)
        return None

    def front(self, s: Run) -> bool | None:
        """`si_cs_io_cb` of the front."""
        if s.is_("run_front", 0):
            return False
        s["run_front"] = 0
        if s.either(self.call.cs_recv_front(s)):
            self.call.notify_front(s)
        return None

    def activity(self, s: Run) -> bool | None:
        """The front mux has something for its connector."""
        if s.is_("state", CLO):
            return False
        if s.is_("front_waits", 1):
            s.set(front_waits=0, run_front=1)
        elif not self.dialect.synchronous:
            self.call.notify_front(s)
        return None

    def data(self, s: Run) -> bool | None:
        """The client sends a unit."""
        if s.is_("to_come", 0) or s.is_("at_client", 2) or s.is_("state", CLO):
            return False
        s.set(to_come=s["to_come"] - 1, at_client=s["at_client"] + 1)
        return self.activity(s)

    @staticmethod
    def accept(s: Run) -> bool | None:
        """The server accepts."""
        if not s.is_("socket", SYN):
            return False
        s["socket"] = UP
        return None

    @staticmethod
    def refuse(s: Run) -> bool | None:
        """The server refuses."""
        if not s.is_("socket", SYN) or s.is_("refusals", 0):
            return False
        s.set(socket=REFUSED, refusals=s["refusals"] - 1)
        return None

    @staticmethod
    def settings(s: Run) -> bool | None:
        """An H2 server's settings arrive."""
        if not s.is_("socket", UP) or s.is_("unconfirmed", 1) or not s.is_("settings", 0):
            return False
        s.set(settings=1, run_mux=1)
        return None

    @staticmethod
    def fire(s: Run) -> bool | None:
        """The stream's timer fires."""
        if s.is_("timer", 0) or s.is_("late", 1) or s.is_("state", CLO):
            return False
        s["late"] = 1
        return None


def oracle(dialect: Dialect, h2: bool = False, wait_data: bool = False, units: int = 2) -> Declared:
    """The model of a dialect: the server's protocol, whether the back already waits for data, the client's units."""
    known = variables(units, wait_data, h2)
    world = _World(dialect, h2)
    steps: list[tuple[Event, Callable[[Run], bool | None]]] = [
        (Event("stream task", "runs"), world.task.run),
        (Event("back mux", "runs"), world.mux),
        (Event("back connector", "runs"), world.back),
        (Event("front connector", "runs"), world.front),
        (Event("poller", "reports the server's socket"), world.poll),
        (Event("server", "accepts", Cause.ENVIRONMENT), world.accept),
        (Event("server", "refuses", Cause.ENVIRONMENT), world.refuse),
        (Event("front mux", "wakes its connector", Cause.ENVIRONMENT), world.activity),
        (Event("client", "sends data", Cause.ENVIRONMENT), world.data),
        (Event("timer", "fires", Cause.TIME), world.fire),
    ]
    if h2:
        steps.append((Event("server", "sends its settings", Cause.ENVIRONMENT), world.settings))
    rules = tuple(rule for event, step in steps for rule in ways(event, known, step))
    return Declared("connect", known, rules, _claims(units))


def _claims(total: int) -> tuple[Claim, ...]:
    v = variable
    properties = {p.name: p for p in named.PROPERTIES}
    up = v("socket").eq(UP) & v("unconfirmed").eq(0)
    hangs = v("state").eq(RDY) | (v("state").eq(CON) & up & v("ready").eq(1))
    units = v("to_come") + v("at_client") + v("held") + v("sent")
    return (
        Claim(properties[named.HANG], hangs, stuck=True),
        Claim(properties[named.EARLY], v("sent").ge(1) & any_of(v("state").eq(TAR), v("state").eq(CON))),
        Claim(properties[named.UNTOLD], v("state").eq(CON) & v("socket").eq(REFUSED), stuck=True),
        Claim(properties[named.TIMED], v("state").eq(CON) & v("socket").eq(SYN) & v("timer").eq(0), stuck=True),
        Claim(properties[named.TURN], v("state").eq(TAR) & v("timer").eq(0), stuck=True),
        Claim(properties[named.SUBSCRIBED], v("state").eq(EST) & v("held").ge(1) & v("back_waits").eq(0), stuck=True),
        Claim(properties[named.UNITS_KEPT], units.ne(total)),
    )
