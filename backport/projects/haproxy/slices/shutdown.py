"""Shutting down: what an end remembers of it, when one end's close is passed on, when an applet is woken for it."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from backport.csource.lift.errors import Absent
from backport.models.base import Property
from backport.projects.haproxy.slices.base import CRASH, Circumstance, Slice
from backport.projects.haproxy.world.objects import End

ONCE = Property("one-end-of-input", "An end that has seen the end of its input is not aborted as well (since 2.8)")
STUCK = Property("stuck-output-lets-shutdown-pass", "Output that timed out does not hold a shutdown back")
PASSED = Property(
    "only-due-shutdowns-pass", "A shutdown is passed on only after the input's end, and without half-close"
)
IDLE = Property("idle-applet-sleeps", "An applet that waits for no data is not woken for output (since 2.8)")

SHUTS = ("sc_app_shut", "sc_app_shut_conn", "sc_app_shut_applet", "sc_shutdown")
FORWARDS = ("sc_cond_forward_shut", "sc_cond_forward_shutw", "cs_cond_forward_shutw", "si_cond_forward_shutw")
APPLETS = ("sc_app_chk_snd_applet", "sc_chk_snd", "cs_app_chk_snd_applet", "stream_int_chk_snd_applet")


class Shut(Slice):
    """An end is shut for writing, whether a connection or an applet is attached to it."""

    properties = (ONCE, CRASH)

    def arrange(self) -> None:
        """The functions that shut: one since 3.4, one for each kind of end before. The back end is an applet."""
        if not self.knows("sc_eos"):
            raise Absent("ends of input and aborts are not told apart before 2.8", "")
        known = [name for name in SHUTS if name in self.program.index.functions]
        self._functions = [name for name in known if name != "sc_shutdown"] or known
        self.make_applet(self.objects.back)
        for end in self._ends():
            end.connector.written("state")

    def _ends(self) -> tuple[End, End]:
        return self.objects.front, self.objects.back

    def circumstances(self) -> Iterator[Circumstance]:
        """The end of input; how the end is to be closed; how far the connection is."""
        yield "endpoint", "reports the end of input", self._flag(self.names["sc_eos"])
        yield "stream", "wants no linger", self._flag(self.names.value("SC_FL_NOLINGER"))
        yield "connector", "is closed", self._closed

    def _flag(self, value: int) -> Callable[[], None]:
        def act() -> None:
            for end in self._ends():
                end.connector["flags"] |= value

        return act

    def _closed(self) -> None:
        for end in self._ends():
            end.connector["state"] = self.names.states["DIS"]

    def calls(self) -> Iterator[Circumstance]:
        """Shut."""
        for name in self._functions:
            end = self.objects.back if name.endswith("_applet") else self.objects.front
            yield "stream", f"shuts by {name}", partial(self.program.call, name, end.connector.address)

    def judge(self) -> Mapping[Property, object]:
        """Whether both are remembered."""
        return {ONCE: any(self.has_flag(end, "sc_eos") and self.has_flag(end, "sc_abort_done") for end in self._ends())}

    def facts(self) -> Mapping[str, object]:
        """What the ends remember."""
        return {
            "end of input": any(self.has_flag(end, "sc_eos") for end in self._ends()),
            "aborted": any(self.has_flag(end, "sc_abort_done") for end in self._ends()),
        }


class Forward(Slice):
    """A connector whose input has ended decides whether its own write side is to be shut."""

    properties = (STUCK, PASSED, CRASH)

    def arrange(self) -> None:
        """The function that decides; the channel where output waits for the other end."""
        self._function = self.first_of(*FORWARDS)
        for member in ("req.flags", "req.buf.data"):
            self.objects.stream.written(member)

    def circumstances(self) -> Iterator[Circumstance]:
        """The end of input, half-close, output that waits, its timeout."""
        front = self.objects.front
        if self.knows("sc_eos"):
            yield "front mux", "reports the end of input", self.raise_flag(front, "sc_eos")
        else:
            yield "front mux", "reports the end of input", self._channel(self.names.value("CF_SHUTR"))
        yield "stream", "allows no half-close", self.raise_flag(front, "sc_nohalf")
        yield "channel", "has output", self.fill_request
        yield "channel", "has timed out writing", self._channel(self.names.value("CF_WRITE_TIMEOUT"))

    def _channel(self, value: int) -> Callable[[], None]:
        stream = self.objects.stream

        def act() -> None:
            stream["req.flags"] |= value

        return act

    def calls(self) -> Iterator[Circumstance]:
        """Decide."""
        front = self.objects.front.connector.address
        yield "front connector", "decides on the shutdown", lambda: self.program.call(self._function, front)

    def judge(self) -> Mapping[Property, object]:
        """Whether the shutdown is passed on when it must, and only then."""
        due = self.had("reports the end of input") and self.had("allows no half-close")
        passed = self.get("result")
        return {STUCK: due and self.had("has timed out writing") and not passed, PASSED: passed and not due}


class Applet(Slice):
    """Output for an applet has come, and its connector decides whether to wake it."""

    properties = (IDLE, CRASH)

    def arrange(self) -> None:
        """The back end is an applet."""
        self._function = self.first_of(*APPLETS)
        if not self.knows("sc_shut_wanted"):
            raise Absent("before 2.8 applets are woken for shutdowns as well", "")
        self.make_applet(self.objects.back)

    def circumstances(self) -> Iterator[Circumstance]:
        """What the applet waits for, what there is for it."""
        back = self.objects.back
        yield "applet", "waits for data", self.raise_flag(back, "wait_data")
        if self.knows("ep_wont_consume"):
            yield "applet", "will take none", self.raise_flag(back, "ep_wont_consume")
        yield "stream", "wants a shutdown", self.raise_flag(back, "sc_shut_wanted")
        yield "channel", "has output", self.fill_request

    def calls(self) -> Iterator[Circumstance]:
        """Tell the applet's connector."""
        back = self.objects.back.connector.address
        yield "stream", "tells the connector of output", lambda: self.program.call(self._function, back)

    def judge(self) -> Mapping[Property, object]:
        """Whether an applet that waits for nothing is woken."""
        idle = not self.had("waits for data") and not (self.knows("ep_wont_consume") and self.had("will take none"))
        return {IDLE: idle and self.get("applet")}
