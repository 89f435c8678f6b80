"""The front tells the back connector of output: whether that is sent, what is shut, who is woken, what is timed."""

from collections.abc import Callable, Iterator, Mapping

from backport.models.base import Property
from backport.models.variables import Variables
from backport.projects.haproxy.slices.base import CRASH, Circumstance, Slice
from backport.projects.haproxy.world.objects import NOW

IDLE = Property(
    "push-only-when-ready", "Output is pushed only into a connector that is RDY or EST, is open and waits for data"
)
ASKED = Property("pushed-output-offered", "Output that is pushed is offered to the mux, unless that calls back anyway")
REST = Property("rest-waits-for-mux", "What the mux does not take of pushed output waits for it to call back")
FAILED = Property("push-error-told", "An error that is met when pushing is told to the stream")
CLOSED = Property("pushed-out-then-shut", "A shutdown that waits for the output is made with its last unit, not before")
WAITS = Property("waits-for-data-when-empty", "After a push the connector waits for data when all is sent, only then")
TOLD = Property("push-told-when-due", "A push wakes the stream's task when somebody waits for it, and only then")
TIMED = Property("rest-of-push-timed", "What is left of pushed output is timed, what is all sent is not (until 2.7)")
READS = Property(
    "writing-refreshes-reading", "Writing refreshes the read timeout, unless both are independent (until 2.7)"
)

# who is called, and what that leads to by a pointer in a table
_CALLED = ("sc_chk_snd", "cs_chk_snd", "si_chk_snd")
PUSHES = (*_CALLED, "sc_app_chk_snd_conn", "cs_app_chk_snd_conn", "stream_int_chk_snd_conn")
_UNITS = 2
_LONG, _SHORT = 50, 5  # ticks: of timeouts, and until one that runs already
# circumstances that have nothing to do with each other are not tried together
_BASE = frozenset(("has output", "waits for data", "has output in a pipe", "is connected, not yet used"))
_CLOSING = frozenset(("wants a shutdown", "shuts by itself only"))
_FAILING = frozenset(("has reported an error", "has an error to report", "has failed"))
_TIMING = frozenset(("has independent timeouts", "is timed already", "is not timed for reading"))
_WAKING = frozenset(("wants to know when all is sent", "forwards no more", "is not to be woken"))


class Push(Slice):
    """Output has come for the server, and its connector is told of it."""

    properties = (IDLE, ASKED, REST, FAILED, CLOSED, WAITS, TOLD, TIMED, READS, CRASH)

    def arrange(self) -> None:
        """The function that is called; timeouts of both directions where channels have them."""
        self._function = self.first_of(*_CALLED)
        stream, names = self.objects.stream, self.names
        self._done = Variables(self.program, ("asked", "shut"))
        self._data = stream.written("req.buf.data")
        self._old, self._piped = stream.has("req.wex"), stream.has("req.pipe")
        if self._old:
            stream.first("req.wto", _LONG)
            stream.first("res.rto", _LONG)
            stream.first("res.rex", NOW + _SHORT)
            for member in ("req.wex", "res.rex"):
                stream.written(member)
        self.program.externs["model_subscribe"] = self._subscribe
        for name in ("shutw", "shut"):
            self.program.externs[f"model_{name}"] = self._shut
        back = self.objects.back.connector
        for member in ("state", "flags", "wait_event.events"):
            back.written(member)
        self._spare = self.program.new("pipe", "pipe") if self._piped else 0
        self._failed = names.value("SI_FL_ERR")  # until 2.5 the connector remembers errors as well
        # until 2.7 the channel knows of shutdowns
        self._channel_knows = bool(names.value("CF_SHUTW_NOW"))

    def _subscribe(self, _end: int, events: int, *_: int) -> int:
        self.objects.back.connector["wait_event.events"] |= events
        return 0

    def _shut(self, *_: int) -> int:
        self._done.set(shut=1)
        return 0

    def circumstances(self) -> Iterator[Circumstance]:
        """How far the connection is; what the connector, the channel and the stream wait for."""
        names, back = self.names, self.objects.back
        yield "channel", "has output", lambda: self.fill_request(_UNITS)
        yield "connector", "waits for data", self.raise_flag(back, "wait_data")
        yield "connector", "is still connecting", self._state("CON")
        yield "connector", "is shut", self._closing("CF_SHUTW", "SC_FL_SHUT_DONE")
        yield "connector", "is connected, not yet used", self._state("RDY")
        yield "connector", "waits for the mux", self._subscribed
        yield "back mux", "has reported an error", self.raise_flag(back, "ep_error")
        yield "stream", "wants a shutdown", self._closing("CF_SHUTW_NOW", "SC_FL_SHUT_WANTED")
        yield "stream", "shuts by itself only", self._no_auto_close
        yield "stream", "wants to know when all is sent", self._channel(names.value("CF_WAKE_WRITE"))
        yield "stream", "forwards no more", self._no_forward
        yield "channel", "has something to report", self._channel(self._report)
        yield "stream", "is not to be woken", self._asleep
        if self.knows("ep_pending_error"):
            yield "back mux", "has an error to report", self.raise_flag(back, "ep_pending_error")
        yield "connection", "has failed", self._fail
        if self._old:
            stream = self.objects.stream
            yield "connector", "has independent timeouts", self._independent
            yield "connector", "is timed already", lambda: stream.__setitem__("req.wex", NOW + _SHORT)
            yield "connector", "is not timed for reading", lambda: stream.__setitem__("res.rex", 0)
        if self._piped:
            yield "channel", "has output in a pipe", self._pipe

    def goes_with(self, what: str) -> bool:
        """Where nothing is to be pushed, and with errors and timeouts, few others matter."""
        had = self.all_had()
        idle = had & {"is still connecting", "is shut"} or not had >= {"has output", "waits for data"}
        if idle and len(had) > 2 and what not in _BASE:
            return False
        both = had | {what}
        if both & _FAILING:
            return both <= _FAILING | _BASE | {"waits for the mux", "is not to be woken"}
        return not both & _TIMING or not both & (_CLOSING | _WAKING)

    @property
    def _report(self) -> int:
        return self.names.value("CF_WRITE_NULL") or self.names.value("CF_WRITE_EVENT")

    def _state(self, name: str) -> Callable[[], None]:
        back, value = self.objects.back.connector, self.names.states[name]

        def act() -> None:
            back["state"] = value

        return act

    def _closing(self, channel: str, connector: str) -> Callable[[], None]:
        if self._channel_knows:
            return self._channel(self.names.value(channel))
        return self._connector(self.names.value(connector))

    def _channel(self, value: int) -> Callable[[], None]:
        stream = self.objects.stream

        def act() -> None:
            stream["req.flags"] |= value

        return act

    def _connector(self, value: int) -> Callable[[], None]:
        back = self.objects.back.connector

        def act() -> None:
            back["flags"] |= value

        return act

    def _subscribed(self) -> None:
        self.objects.back.connector["wait_event.events"] |= self.names["sub_send"]

    def _no_auto_close(self) -> None:
        self.objects.stream["req.flags"] &= ~self.names.value("CF_AUTO_CLOSE")

    def _no_forward(self) -> None:
        self.objects.stream["req.to_forward"] = 0

    def _pipe(self) -> None:
        self.objects.stream["req.pipe"] = self._spare

    def _fail(self) -> None:
        self.objects.back.connection["flags"] |= self.names["co_error"]

    def _asleep(self) -> None:
        names = ("SI_FL_DONT_WAKE", "CS_FL_DONT_WAKE", "SC_FL_DONT_WAKE")
        self._connector(next(v for v in map(self.names.value, names) if v))()

    def _independent(self) -> None:
        names = ("SI_FL_INDEP_STR", "CS_FL_INDEP_STR", "SC_FL_INDEP_STR")
        self._connector(next(v for v in map(self.names.value, names) if v))()

    def calls(self) -> Iterator[Circumstance]:
        """Tell it."""
        at = self.objects.back.connector.address
        yield "front connector", "tells the back of output", lambda: self.program.call(self._function, at)

    def snd_buf(self, _end: int, _buffer: int, count: int, *_: int) -> int:
        """The mux takes all, one, or nothing."""
        self._done.set(asked=1)
        taken = (count, 0, 1)[self.choose(3 if count > 1 else 2)] if count else 0
        self.cells[self._data] -= taken
        self.set(took=taken)
        return taken

    def applies(self, _property: Property) -> bool:
        """Since 2.8 endpoints and streams time sending and receiving."""
        return self._old or _property not in (TIMED, READS)

    def judge(self) -> Mapping[Property, object]:
        """What is wrong after the push."""
        had, task, piped = self.had, bool(self.get("task")), self._piped and self.had("has output in a pipe")
        asked, took, left = self._done.get("asked"), self.get("took"), int(self.cells[self._data] or piped)
        due = piped or (had("has output") and had("waits for data"))
        if not due or had("is shut") or self._connecting():
            return {IDLE: asked or task or self._done.get("shut")}
        quiet = had("is not to be woken")
        if self._met_error():
            kept = not self._failed or self.objects.back.connector["flags"] & self._failed
            return {FAILED: (not task and not quiet) or not kept, ASKED: asked}
        shut = not left and had("wants a shutdown") and not had("shuts by itself only")
        waits = self.has_flag(self.objects.back, "wait_data")
        wrong: dict[Property, object] = {
            ASKED: bool(asked) != (had("has output") and not had("waits for the mux")),
            REST: left and not self.objects.back.connector["wait_event.events"] & self.names["sub_send"],
            CLOSED: bool(self._shut_done()) != shut,
            WAITS: not shut and waits == bool(left),
            TOLD: task != (not quiet and (shut or self._due(bool(took), left))),
        }
        if self._old and not shut:
            wrong |= self._timeouts(bool(took), left)
        return wrong

    def _timeouts(self, took: bool, left: int) -> dict[Property, object]:
        stream, running = self.objects.stream, self.had("is timed already")
        timed = NOW + (_SHORT if running and not took else _LONG) if left else 0
        written = took or self.had("has something to report")
        refreshed = written and not self.had("has independent timeouts")
        read = 0 if self.had("is not timed for reading") else NOW + (_LONG if refreshed else _SHORT)
        return {TIMED: stream["req.wex"] != timed, READS: stream["res.rex"] != read}

    def _met_error(self) -> bool:
        """Once established, errors of the connection are told by its mux."""
        had = self.all_had()
        return bool(had & {"has reported an error", "has an error to report"}) or had >= {
            "has failed",
            "is connected, not yet used",
        }

    def _connecting(self) -> bool:
        return self.had("is still connecting") and not self.had("is connected, not yet used")

    def _shut_done(self) -> int:
        if self._channel_knows:
            return self.objects.stream["req.flags"] & self.names.value("CF_SHUTW")
        return self.objects.back.connector["flags"] & self.names.value("SC_FL_SHUT_DONE")

    def _due(self, took: bool, left: int) -> bool:
        """Whether somebody waits: a connection is not known to be up, or the stream wants to know of the end."""
        early = self.had("is connected, not yet used")
        reported = self.had("has something to report")
        report = reported if self.names.value("CF_WRITE_NULL") else early and (reported or took)
        asked = self.had("wants to know when all is sent")
        return report or (asked and ((not left and self.had("forwards no more")) or early))

    def facts(self) -> Mapping[str, object]:
        """What is left, whether the mux was asked, what is shut."""
        return {
            "output left": self.cells[self._data],
            "offered to the mux": bool(self._done.get("asked")),
            "shut": bool(self._shut_done()),
            "waits for data": self.has_flag(self.objects.back, "wait_data"),
        }
