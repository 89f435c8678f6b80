"""Below the connectors: the pass-through mux, the H1 mux, the check of a connection attempt."""

from collections.abc import Callable, Iterator, Mapping

from backport.csource.lift.errors import Absent
from backport.csource.lift.memory import BASE
from backport.csource.lift.view import View
from backport.models.base import Property
from backport.projects.haproxy.slices.base import CRASH, Circumstance, Slice

TOLD = Property("send-error-told", "An error of the connection that sending meets is told to the stream's end")
STARVED = Property("starved-stream-sleeps", "While the H1 mux has no buffer for output, no stream is woken to send")
SHUT = Property(
    "shut-wakes-mux", "A connection that is shut for writing and waits for nothing is woken, to be released"
)
PROBES = ("sock_conn_check", "conn_fd_check", "tcp_connect_probe")

PROBED = Property(
    "early-failure-seen", "A failure that the poller reports without readiness ends the attempt to connect"
)
# what the connection asks of the poller
_DESCRIPTORS = (
    "fd_want_send",
    "fd_cant_send",
    "fd_may_send",
    "fd_stop_send",
    "fd_want_recv",
    "fd_may_recv",
    "fd_stop_recv",
    "fd_cond_recv",
    "fd_stop_both",
    "__conn_xprt_want_send",
    "__conn_xprt_stop_both",
    "conn_xprt_want_send",
    "conn_xprt_stop_both",
)


class _Below(Slice):
    """A slice below the connectors: the socket takes what it is given, or nothing."""

    def arrange(self) -> None:
        """The transport sends when asked."""
        self.connection = self.objects.back.connection
        transport = View(self.program, "xprt_ops", self.connection["xprt"])
        transport.first("snd_buf", self.program.handle("model_transport"))
        for name in ("subscribe", "unsubscribe"):
            transport.first_if(name, self.program.handle(f"model_{name}"))
        self.program.externs["model_transport"] = self._send
        self.connection.written("flags")
        for name in _DESCRIPTORS:
            self.program.externs[name] = self._nothing

    def _send(self, _connection: int, _context: int, _buffer: int, count: int, *_: int) -> int:
        return count if count and not self.choose(2) else 0

    def connection_flag(self, concept: str) -> Callable[[], None]:
        """The action that sets a flag of the connection."""

        def act() -> None:
            self.connection["flags"] |= self.names[concept]

        return act


class PassThrough(_Below):
    """The pass-through mux sends what a stream gives it."""

    properties = (TOLD, CRASH)
    more_sources = ("src/mux_pt.c",)

    def arrange(self) -> None:
        """The mux's context, where it has one."""
        super().arrange()
        self._function = self.first_of("mux_pt_snd_buf")
        end = self.objects.back
        context = View.new(self.program, "mux_pt_ctx", "pt")
        for member in ("sd", "endp", "cs"):
            context.first_if(member, end.endpoint.address)
        context.first("conn", self.connection.address)
        self.connection.first("ctx", context.address)
        self._buffer = self.objects.stream.at("req.buf")
        self.objects.stream.first("req.buf.data", 1)
        end.endpoint.written("flags")

    def circumstances(self) -> Iterator[Circumstance]:
        """The connection fails."""
        yield "connection", "has an error", self.connection_flag("co_error")

    def calls(self) -> Iterator[Circumstance]:
        """Send."""
        handle = self.objects.back.handle
        yield (
            "back connector",
            "gives data to the mux",
            lambda: self.program.call(self._function, handle, self._buffer, 1, 0),
        )

    def judge(self) -> Mapping[Property, object]:
        """Whether the error is told."""
        flags = self.objects.back.endpoint["flags"]
        told = flags & (self.names["ep_error"] | self.names["ep_pending_error"])
        return {TOLD: self.had("has an error") and not told}


class _H1(_Below):
    """The H1 mux with one stream, which waits to send."""

    more_sources = ("src/mux_h1.c",)

    def arrange(self) -> None:
        """The mux's connection and its stream."""
        super().arrange()
        program, names = self.program, self.names
        self.mux = View.new(program, "h1c", "h1c")
        self.stream = View.new(program, "h1s", "h1s")
        self.mux.first("conn", self.connection.address)
        self.mux.first("h1s", self.stream.address)
        self.mux.first("wait_event.tasklet", program.new("tasklet", "mux tasklet"))
        self.mux.first_if("px_counters", self._counters())
        self.mux.first("obuf.size", 2)
        self.mux.first("obuf.area", self.objects.stream["req.buf.area"])
        self.stream.first("h1c", self.mux.address)
        waits = self.objects.back.connector
        waits.first("wait_event.events", names["sub_send"])
        subscribed = waits.at("wait_event")
        for member in ("subs", "send_wait"):
            self.stream.first_if(member, subscribed)
        self.connection.first("ctx", self.mux.address)
        for name in ("h1_release_buf", "__b_free", "b_free", "shutdown", "setsockopt", "close"):
            program.externs[name] = self._nothing
        for member in ("flags", "obuf.data", "wait_event.events"):
            self.mux.written(member)

    def _counters(self) -> int:
        return self.program.new("h1_counters", "counters") if "h1_counters" in self.program.index.tags else 0

    def mux_flag(self, name: str) -> Callable[[], None]:
        """The action that sets a flag of the mux."""
        value = self.names.value(name)

        def act() -> None:
            self.mux["flags"] |= value

        return act


class H1Send(_H1):
    """The H1 mux sends what its output buffer holds."""

    properties = (STARVED, CRASH)

    def arrange(self) -> None:
        """The function that sends."""
        super().arrange()
        self._function = self.first_of("h1_send")
        if not self.names.value("H1C_F_OUT_ALLOC"):
            raise Absent("the H1 mux has no flag for a lack of buffers", "H1C_F_OUT_ALLOC")

    def circumstances(self) -> Iterator[Circumstance]:
        """The output buffer."""
        yield "H1 mux", "has output", lambda: self.mux.__setitem__("obuf.data", 1)
        yield "H1 mux", "has its output buffer full", self.mux_flag("H1C_F_OUT_FULL")
        yield "H1 mux", "gets no output buffer", self.mux_flag("H1C_F_OUT_ALLOC")

    def calls(self) -> Iterator[Circumstance]:
        """Send."""
        yield "H1 mux", "sends", lambda: self.program.call(self._function, self.mux.address)

    def judge(self) -> Mapping[Property, object]:
        """Whether the stream is woken for nothing."""
        return {STARVED: self.mux["flags"] & self.names.value("H1C_F_OUT_ALLOC") and self.get("tasklet")}


class H1Shut(_H1):
    """The H1 mux shuts its connection for writing."""

    properties = (SHUT, CRASH)

    def arrange(self) -> None:
        """The function that shuts."""
        super().arrange()
        self._function = self.first_of("h1_shutw_conn")
        self.program.externs["conn_sock_shutw"] = self._shut

    def _shut(self, *_: int) -> int:
        self.connection["flags"] |= self.names["wr_sh"]
        return 0

    def circumstances(self) -> Iterator[Circumstance]:
        """What the mux waits for."""
        yield "H1 mux", "waits to read", lambda: self.mux.__setitem__("wait_event.events", self.names["sub_recv"])
        yield "connection", "is shut already", self.connection_flag("wr_sh")

    def calls(self) -> Iterator[Circumstance]:
        """Shut."""
        wanted = self.program.signature(self._function)
        more = (0,) if wanted is not None and len(wanted.parameters) > 1 else ()
        at = self.connection.address
        yield "H1 mux", "shuts the connection for writing", lambda: self.program.call(self._function, at, *more)

    def judge(self) -> Mapping[Property, object]:
        """Whether nobody looks at the connection again."""
        return {SHUT: not (self.had("waits to read") or self.had("is shut already") or self.get("mux"))}


class Probe(_Below):
    """The poller has reported the socket of a connection that is being established."""

    properties = (PROBED, CRASH)
    more_sources = ("src/sock.c", "src/connection.c", "src/proto_tcp.c")

    def arrange(self) -> None:
        """The table of file descriptors; a kernel that knows what became of the attempt."""
        super().arrange()
        self._function = self.first_of("sock_conn_check", "conn_fd_check", "tcp_connect_probe")
        program, names = self.program, self.names
        program.discriminated.add("conn_handle")  # a file descriptor: nothing here is QUIC
        table = program.variable("fdtab")
        self.fd = View.new(program, "fdtab", "fd")
        self.cells[table.offset - BASE] = self.fd.address
        self._bits = "state" if names.value("FD_POLL_ERR") > names.value("FD_EV_READY_W") else "ev"
        self.fd.written(self._bits)
        self.fd.written("state")
        self.connection.first("flags", self.connection["flags"] | names["wait_l4"])
        self._errno = program.variable("errno").offset - BASE
        program.memory.track(self._errno + BASE)
        program.externs |= {"connect": self._connect, "getsockopt": self._ask, "get_addr_len": self._nothing}
        program.externs["conn_set_errno"] = self._nothing

    def _bit(self, member: str, name: str) -> Callable[[], None]:
        value = self.names.value(name)

        def act() -> None:
            self.fd[member] |= value

        return act

    def _connect(self, *_: int) -> int:
        failed = self.had("reports an error") or self.had("reports a hang-up")
        self.cells[self._errno] = 111 if failed else 115
        return -1

    def _ask(self, _fd: int, _level: int, _name: int, value: int, *_: int) -> int:
        failed = self.had("reports an error") or self.had("reports a hang-up")
        self.cells[value - BASE] = 111 if failed else 0
        return 0

    def circumstances(self) -> Iterator[Circumstance]:
        """What the poller reports."""
        yield "poller", "reports that the socket can be written", self._bit("state", "FD_EV_READY_W")
        yield "poller", "reports data", self._bit(self._bits, "FD_POLL_IN")
        yield "poller", "reports a hang-up", self._bit(self._bits, "FD_POLL_HUP")
        yield "poller", "reports an error", self._bit(self._bits, "FD_POLL_ERR")

    def calls(self) -> Iterator[Circumstance]:
        """Check."""
        at = self.connection.address
        yield "connection", "is checked", lambda: self.program.call(self._function, at)

    def judge(self) -> Mapping[Property, object]:
        """Whether a failure leaves the attempt pending."""
        failed = self.had("reports an error") or self.had("reports a hang-up")
        return {PROBED: failed and not self.connection["flags"] & self.names["co_error"]}
