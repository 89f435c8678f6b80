"""Sending, receiving and deciding whether to receive: one call of a connector's own functions."""

from collections.abc import Iterator, Mapping

from backport.models.base import Property
from backport.projects.haproxy.slices.base import CRASH, Circumstance, Slice
from backport.projects.haproxy.world.objects import CAPACITY

BLOCKED = Property("blocked-output-timed", "Output that an error keeps from being sent is timed (since 2.8)")
ERROR = Property(
    "error-reaches-connector", "An error of the endpoint that is met when sending is the connector's (2.8)"
)
ROOM = Property("lack-of-room-told", "When the mux has data that find no room, the stream is woken")
HELD = Property(
    "end-of-input-not-held", "Once the end of input is read, reads are not held back: a close is still seen"
)
HANDSHAKE = Property("handshake-told", "When the handshake it waits for is over, the stream is woken (2.6)")
FULL = Property("full-channel-blocks", "A channel that can take no more blocks its producer (2.2 to 2.7)")


class Send(Slice):
    """The back connector sends what the request's channel holds."""

    properties = (BLOCKED, ERROR, CRASH)

    def arrange(self) -> None:
        """The function that sends."""
        self._function = self.first_of("sc_conn_send", "cs_conn_send", "si_cs_send")
        self._data = self.objects.stream.written("req.buf.data")
        self._timed = self.objects.back.endpoint.has("fsb")
        if self.objects.stream.has("req.output"):
            self.objects.stream.written("req.output")

    def circumstances(self) -> Iterator[Circumstance]:
        """An error that the endpoint has reported, or will report; output."""
        back = self.objects.back
        yield "channel", "has output", self.fill_request
        yield "back mux", "has reported an error", self.raise_flag(back, "ep_error")
        if self.knows("ep_pending_error"):
            yield "back mux", "has an error to report", self.raise_flag(back, "ep_pending_error")

    def calls(self) -> Iterator[Circumstance]:
        """Send."""
        back = self.objects.back
        yield "back connector", "sends", lambda: self.program.call(self._function, back.handle)

    def snd_buf(self, _end: int, buffer: int, count: int, *_: int) -> int:
        """The mux takes all, or nothing."""
        taken = count if count and not self.choose(2) else 0
        self.cells[self._data] -= taken
        self.set(took=taken)
        return taken

    def applies(self, _property: Property) -> bool:
        """Since 2.8 errors are the connector's, and blocked sends are timed by the endpoint."""
        return self._timed and self.knows("sc_error") if _property in (BLOCKED, ERROR) else True

    def judge(self) -> Mapping[Property, object]:
        """What is wrong after sending."""
        back = self.objects.back
        failed = self.had("has reported an error") or (
            self.knows("ep_pending_error") and self.had("has an error to report")
        )
        wrong: dict[Property, object] = {}
        if self._timed:
            wrong[BLOCKED] = failed and self.cells[self._data] and not back.endpoint["fsb"]
        if self.knows("sc_error"):
            wrong[ERROR] = self.had("has reported an error") and not self.has_flag(back, "sc_error")
        return wrong

    def facts(self) -> Mapping[str, object]:
        """What is left, and whether that is timed."""
        found: dict[str, object] = {"output left": self.cells[self._data]}
        if self._timed:
            found["blocked send timed"] = bool(self.objects.back.endpoint["fsb"])
        if self.knows("sc_error"):
            found["connector has the error"] = self.has_flag(self.objects.back, "sc_error")
        return found


class Receive(Slice):
    """The front connector's tasklet runs while an analyser waits for more of the request."""

    properties = (ROOM, HELD, HANDSHAKE, CRASH)

    def arrange(self) -> None:
        """Nothing is forwarded without the analyser."""
        self._function = self.first_of("sc_conn_recv", "cs_conn_recv", "si_cs_recv")
        stream = self.objects.stream
        stream.first("req.to_forward", 0)
        stream.first("req.analysers", 1)
        self._data = stream.written("req.buf.data")

    def circumstances(self) -> Iterator[Circumstance]:
        """What the mux has, and how the channel wants to be read."""
        front, names = self.objects.front, self.names
        yield "channel", "is read once only", self._once
        yield "front mux", "has data", lambda: None
        yield "front mux", "has the end of input", lambda: None
        if names["ep_want_room"]:
            yield "front mux", "lacks room", self._fill
        if self.knows("ep_wait_hs"):
            yield "stream", "waits for the handshake, which ends", self.raise_flag(front, "ep_wait_hs")

    def applies(self, _property: Property) -> bool:
        """Waiting for handshakes is supported since 2.6, whose connectors are `stconn`."""
        return _property is not HANDSHAKE or self.names.connector.tag == "stconn"

    def _fill(self) -> None:
        self.cells[self._data] += 1

    def _once(self) -> None:
        self.objects.stream["req.flags"] |= self.names.value("CF_READ_DONTWAIT")

    def calls(self) -> Iterator[Circumstance]:
        """The tasklet."""
        front = self.objects.front
        entry, io = self._function, self.names.functions["io"]
        yield "front connector", "runs", lambda: self.program.call(io, 0, front.connector.address, 0)
        yield "front connector", "reads", lambda: self.program.call(entry, front.handle)

    def rcv_buf(self, _end: int, buffer: int, count: int, *_: int) -> int:
        """One unit at most, or none for lack of room."""
        names, endpoint = self.names, self.objects.front.endpoint
        if names["ep_want_room"] and self.had("lacks room"):
            endpoint["flags"] |= names["ep_want_room"] | names["ep_more"]
            return 0
        if self.had("has the end of input"):
            endpoint["flags"] |= names["ep_eoi"]
        taken = min(count, 1) if self.had("has data") and not self.get("took") else 0
        self.set(took=self.get("took") + taken)
        self.cells[self._data] += taken
        return taken

    def judge(self) -> Mapping[Property, object]:
        """What is wrong after the tasklet has run."""
        front, names = self.objects.front, self.names
        wrong: dict[Property, object] = {}
        ran = self.get("called") == 1
        if names["ep_want_room"]:
            told = front.endpoint["flags"] & names["ep_want_room"]
            wrong[ROOM] = ran and told and self.had("lacks room") and not self.get("task")
        if self.knows("sc_held") and names["ep_eoi"]:
            read = self.had("has the end of input") and self.get("took")
            wrong[HELD] = not ran and read and self.has_flag(front, "sc_held")
        if self.knows("ep_wait_hs"):
            wrong[HANDSHAKE] = ran and self.had("waits for the handshake, which ends") and not self.get("task")
        return wrong

    def facts(self) -> Mapping[str, object]:
        """Data in the channel."""
        found: dict[str, object] = {"data read": self.cells[self._data]}
        if self.knows("sc_held"):
            found["reads held back"] = self.has_flag(self.objects.front, "sc_held")
        return found


class Update(Slice):
    """The stream decides at its end whether the front connector may go on reading."""

    properties = (FULL, CRASH)

    def arrange(self) -> None:
        """The function that decides; the reserve is nothing."""
        self._function = self.first_of("sc_update_rx", "cs_update_rx", "si_update_rx")
        stream = self.objects.stream
        stream.written("req.buf.data")
        stream.written("req.to_forward")
        self._checks = "channel_may_recv" in self.program.index.functions

    def circumstances(self) -> Iterator[Circumstance]:
        """What the channel holds."""
        yield "analyser", "holds the request back", self._hold
        yield "channel", "is full", self._fill

    def _hold(self) -> None:
        self.objects.stream["req.to_forward"] = 0

    def _fill(self) -> None:
        self.objects.stream["req.buf.data"] = CAPACITY

    def calls(self) -> Iterator[Circumstance]:
        """Decide."""
        front = self.objects.front.connector
        yield (
            "stream",
            "updates the front connector's reading",
            lambda: self.program.call(self._function, front.address),
        )

    def applies(self, _property: Property) -> bool:
        """Whether this function tells of a lack of room: until 2.7; in 2.0 and 2.1 it never did so surely."""
        counted = self.objects.front.connector.has("room_needed")
        return _property is not FULL or not (counted or self.names.name("wait_xprt") == "CO_FL_WAIT_L4_CONN")

    def judge(self) -> Mapping[Property, object]:
        """Whether a full channel is read on."""
        req = self.objects.stream.at("req")
        full = not self.program.call("channel_may_recv", req)
        return {FULL: full and not self.has_flag(self.objects.front, "sc_need_room")}

    def facts(self) -> Mapping[str, object]:
        """Data in the channel."""
        return {"data in the channel": self.objects.stream["req.buf.data"]}
