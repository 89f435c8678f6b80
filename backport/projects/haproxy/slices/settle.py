"""One run of the stream's task: what it does to the channels at its end is analysed before it returns."""

from collections.abc import Callable, Iterator, Mapping

from backport.csource.lift.errors import Absent
from backport.csource.lift.memory import BASE
from backport.models.base import Property
from backport.models.variables import Variables
from backport.projects.haproxy.slices.base import CRASH, Circumstance, Slice
from backport.projects.haproxy.world.objects import End

SENT = Property("synchronous-send-analysed", "What the task sends by itself is analysed before it returns (since 2.8)")
SHUT = Property("shutdown-analysed", "A shutdown that the task makes is analysed before it returns (since 2.8)")
AGAIN = Property(
    "request-analysed-after-response",
    "Shutting a server that has not closed and sending of its response, the task analyses the request last (2.8)",
)
DONE = Property("task-leaves-nothing-to-do", "Run again at once, the stream's task finds nothing to do (since 2.8)")

TASKS = ("process_stream",)
_SIDES = {
    "req": ("http_request_forward_body", "AN_REQ_HTTP_XFER_BODY"),
    "res": ("http_response_forward_body", "AN_RES_HTTP_XFER_BODY"),
}
_CLOSING = ("SC_FL_SHUT_DONE", "SC_FL_ABRT_DONE", "SC_FL_SHUT_WANTED", "SC_FL_ABRT_WANTED")


class Settle(Slice):
    """The stream's task runs while analysers forward both messages; the muxes take what they are given."""

    properties = (SENT, SHUT, AGAIN, DONE, CRASH)

    def arrange(self) -> None:
        """Since 2.8 events of channels and shutdowns of ends are told apart."""
        if not (self.knows("sc_eos") and self.names.value("CF_WRITE_EVENT")):
            raise Absent("before 2.8 events and shutdowns are flags of the channels", "")
        stream, names, program = self.objects.stream, self.names, self.program
        # how much each channel had sent, and whether its consumer was shut: in the end, and when it was analysed last
        sides = [f"{channel}_{what}" for channel in _SIDES for what in ("sent", "saw", "shut_seen", "wrong")]
        self._side = Variables(program, [*sides, "response_seen", "after_response"])
        for channel, (function, bit) in _SIDES.items():
            program.externs[function] = self._analyser(channel)
            stream.first(f"{channel}.analysers", names.value(bit))
            for member in ("flags", "analysers", "buf.data"):
                stream.written(f"{channel}.{member}")
        for end in (self.objects.front, self.objects.back):
            for member in ("state", "flags"):
                end.connector.written(member)
        program.externs["stream_free"] = self._nothing
        stream.first("res.flags", stream["res.flags"] | names.value("CF_AUTO_CLOSE"))
        stream.first("res.to_forward", names.value("CHN_INFINITE_FORWARD"))

    def _consumer(self, channel: str) -> End:
        return self.objects.back if channel == "req" else self.objects.front

    def _is_shut(self, channel: str) -> bool:
        return bool(self._consumer(channel).connector["flags"] & self.names.value("SC_FL_SHUT_DONE"))

    def _analyser(self, channel: str) -> Callable[..., int]:
        """An analyser that waits for more: it looks at the channel and stays."""

        def analyse(*_: int) -> int:
            seen = {f"{channel}_saw": self._side.get(f"{channel}_sent"), f"{channel}_shut_seen": self._is_shut(channel)}
            self._side.set(**seen)
            self._side.set(after_response=int(channel == "req" and bool(self._side.get("response_seen"))))
            if channel == "res":
                self._side.set(response_seen=1)
            return 0

        return analyse

    def circumstances(self) -> Iterator[Circumstance]:
        """What has happened before the task runs."""
        front, back, names = self.objects.front, self.objects.back, self.names
        for channel, name in (("req", "request"), ("res", "response")):
            yield name, f"of the {name}, something has been sent", self._channel(channel, names.value("CF_WRITE_EVENT"))
            yield name, f"of the {name}, output is left", self._fill(channel)
        yield "client", "the client has closed", self.raise_flag(front, "sc_eos")
        yield "server", "the server has closed", self.raise_flag(back, "sc_eos")
        yield "server", "the server has failed", self.raise_flag(back, "sc_error")

    def _channel(self, channel: str, value: int) -> Callable[[], None]:
        stream, member = self.objects.stream, f"{channel}.flags"

        def act() -> None:
            stream[member] |= value

        return act

    def _fill(self, channel: str) -> Callable[[], None]:
        stream = self.objects.stream

        def act() -> None:
            stream[f"{channel}.buf.data"] = 1
            if stream.has(f"{channel}.output"):
                stream[f"{channel}.output"] = 1

        return act

    def snd_buf(self, end: int, buffer: int, count: int, *_: int) -> int:
        """The mux takes all."""
        at = buffer + self.program.member("buffer", "data").offset
        self.program.memory.track(at)
        self.cells[at - BASE] -= count
        channel = "req" if end in (self.objects.back.handle, self.objects.back.connector.address) else "res"
        self._side.add(f"{channel}_sent", count)
        return count

    def calls(self) -> Iterator[Circumstance]:
        """The task runs."""
        yield "stream task", "runs", self._run_twice

    def _run_twice(self) -> int:
        """Whether a second run finds something to do."""
        self._run_task()
        for channel in _SIDES:
            waits = bool(self.objects.stream[f"{channel}.analysers"])
            unseen = self._side.get(f"{channel}_sent") != self._side.get(f"{channel}_saw")
            shut = self._is_shut(channel) and not self._side.get(f"{channel}_shut_seen")
            self._side.set(**{f"{channel}_wrong": (unseen | shut << 1) if waits else 0})
        if self._answered() and not self._side.get("after_response"):
            self._side.set(req_wrong=self._side.get("req_wrong") | 4)
        before = self._standing()
        self._run_task()
        return before != self._standing()

    def _answered(self) -> bool:
        """Whether the server, which has not closed, was shut, and of its response the task sent something."""
        analysed = all(self.objects.stream[f"{channel}.analysers"] for channel in _SIDES)
        open_ = not self.has_flag(self.objects.back, "sc_eos")
        return analysed and open_ and self._is_shut("req") and bool(self._side.get("res_sent"))

    def _run_task(self) -> None:
        task, stream = self.objects.task.address, self.objects.stream.address
        self.program.call(TASKS[0], task, stream, self.names["by_io"])

    def _standing(self) -> tuple[int, ...]:
        stream, closing = self.objects.stream, sum(self.names.value(name) for name in _CLOSING)
        ends = (self.objects.front.connector, self.objects.back.connector)
        held = (stream["req.buf.data"], stream["res.buf.data"])
        return (*(end["state"] for end in ends), *(end["flags"] & closing for end in ends), *held)

    def judge(self) -> Mapping[Property, object]:
        """Whether an analyser has not seen what was done, and whether something is left to do."""
        wrong = self._side.get("req_wrong") | self._side.get("res_wrong")
        return {SENT: wrong & 1, SHUT: wrong & 2, AGAIN: wrong & 4, DONE: self.get("result")}

    def facts(self) -> Mapping[str, object]:
        """Where both ends stand."""
        names, stream = self.names, self.objects.stream
        return {
            "front connector": names.state_names[self.objects.front.connector["state"]],
            "back connector": names.state_names[self.objects.back.connector["state"]],
            "request held": stream["req.buf.data"],
            "response held": stream["res.buf.data"],
            "request shut": self._is_shut("req"),
            "response shut": self._is_shut("res"),
        }
