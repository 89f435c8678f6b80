"""The model of the connect path: a stream connects to its server and sends a request while the client goes on."""

from collections.abc import Callable, Iterator, Mapping

from backport.csource.lift.memory import BASE, State
from backport.csource.lift.program import Program
from backport.csource.lift.runtime import translated
from backport.csource.lift.source import Source
from backport.csource.lift.view import View
from backport.models.base import Cause, Event
from backport.models.lifted import Happening, LiftedModel
from backport.models.variables import Variables
from backport.projects.haproxy.world import stubs
from backport.projects.haproxy.world.birth import Birth
from backport.projects.haproxy.world.callbacks import Callbacks
from backport.projects.haproxy.world.config import CONFIG, FOLDERS, ORIGINS, SOURCES
from backport.projects.haproxy.world.live import Live
from backport.projects.haproxy.world.machine import Machine
from backport.projects.haproxy.world.objects import TIMER
from backport.projects.haproxy.world.properties import BUG, PROPERTIES, Judge
from backport.projects.haproxy.world.variables import NO_SOCKET, REFUSED, SYN, UP, VARIABLES, Options
from backport.projects.haproxy.world.vocabulary import Vocabulary

_TICKS = ("exp", "conn_exp", "expire", "rex", "wex", "analyse_exp", "lra", "fsb", "rules_exp")
# how often something was done: of struct activity (the second name is that of 2.1 and before), of the stream
_COUNTS = ("stream_calls", "stream")
_PASSES = ("passes_connect", "passes_stconn", "passes_reqana", "passes_resana", "passes_propag")
_SOCKETS = {NO_SOCKET: "none", SYN: "connecting", UP: "up", REFUSED: "refused"}

RUN_STREAM = Event("stream task", "runs")
RUN_MUX = Event("back mux", "runs")
RUN_BACK = Event("back connector", "runs")
RUN_FRONT = Event("front connector", "runs")
POLL = Event("poller", "reports the server's socket")
SETTINGS = Event("server", "sends its settings", Cause.ENVIRONMENT)
ACCEPT = Event("server", "accepts", Cause.ENVIRONMENT)
REFUSE = Event("server", "refuses", Cause.ENVIRONMENT)
ACTIVITY = Event("front mux", "wakes its connector", Cause.ENVIRONMENT)
DATA = Event("client", "sends data", Cause.ENVIRONMENT)
CLOSE = Event("client", "closes", Cause.ENVIRONMENT)
FIRE = Event("timer", "fires", Cause.TIME)


class ConnectModel(LiftedModel):
    """The connect path in one tree."""

    properties = PROPERTIES
    context = ("back connector", "units to send")
    crashed = BUG

    def __init__(self, source: Source, options: Options) -> None:
        program = Program(source, (*SOURCES, *ORIGINS), FOLDERS, CONFIG)
        super().__init__(program)
        stubs.install(program)
        self.names = Vocabulary(program)
        with program.prologue():
            machine = self.machine = self._born(options)
        self._judge = Judge(machine)
        self._ticks, self._counts = _ticks(machine.live), _counts(program, machine.live.stream)
        self._actions: dict[Event, Callable[[], None]] = {
            RUN_STREAM: machine.run_stream,
            RUN_MUX: machine.run_mux,
            RUN_BACK: lambda: machine.run_connector("back"),
            RUN_FRONT: lambda: machine.run_connector("front"),
            POLL: machine.poll_back,
            SETTINGS: machine.settings,
            ACCEPT: machine.accept,
            REFUSE: machine.reject,
            ACTIVITY: machine.front_activity,
            DATA: machine.client_data,
            CLOSE: machine.client_close,
            FIRE: machine.fire,
        }
        self.settle()
        self.ready()

    def _born(self, options: Options) -> Machine:
        """The world around a stream that the code has made, and that begins to connect."""
        program, names = self.program, self.names
        birth, variables = Birth(program, names), Variables(program, VARIABLES)
        live = birth.stream()
        calls = Callbacks(program, names, live, birth, variables, options, lambda n: self.choose(n))
        machine = Machine(calls, live, options)
        with translated("process_stream"):
            machine.begin()
        return machine

    def settle(self) -> None:
        """A timer that runs is set to the same tick, whenever it was started; how often the stream ran is forgotten."""
        cells = self.cells
        for cell in (*self._ticks, *self.machine.live.ticks()):
            if cells[cell] > 0:
                cells[cell] = TIMER
        for cell in self._counts:
            cells[cell] = 0

    def happenings(self) -> Iterator[Happening]:
        """What can happen in the state that memory holds."""
        if not self.machine.get("done"):
            actions = self._actions
            for event in (*self._internal(), *self._environment()):
                yield event, actions[event]

    def _internal(self) -> Iterator[Event]:
        get = self.machine.get
        if get("task"):
            yield RUN_STREAM
        if get("run_mux"):
            yield RUN_MUX
        if get("run_back"):
            yield RUN_BACK
        if get("run_front"):
            yield RUN_FRONT
        if get("fd_armed") and get("socket") in (UP, REFUSED):
            yield POLL

    def _environment(self) -> Iterator[Event]:
        get, judge = self.machine.get, self._judge
        if self.cells[judge.state] == self.names.states["CLO"]:
            return
        if not self.machine.h1 and get("socket") == UP and not judge.waiting() and not get("settings"):
            yield SETTINGS
        if get("socket") == SYN:
            yield ACCEPT
            if get("accepts"):
                yield REFUSE
        if judge.front_open():
            yield ACTIVITY
            if get("to_come") and get("client_data") < 2:
                yield DATA
            yield CLOSE
        if self.cells[judge.timer] and not get("late") and not get("task") & self.names["by_timer"]:
            yield FIRE

    def violated(self, state: State, internal: int) -> tuple[str, ...]:
        """The properties that a state violates."""
        self.memory.load(state)
        return self._judge.violated(internal)

    def describe(self, state: State) -> Mapping[str, str]:
        """What a reader wants to see of a state."""
        self.memory.load(state)
        get, judge = self.machine.get, self._judge
        queued = [n for n in ("mux", "back", "front") if get(f"run_{n}")]
        waits = "connection" if judge.waiting() else "nothing"
        return {
            "back connector": self.names.state_names[self.cells[judge.state]],
            "server socket": _SOCKETS[get("socket")],
            "connection waits for": waits,
            "back subscribed": "yes" if get("back_waits") else "no",
            "front subscribed": "yes" if get("front_waits") else "no",
            "tasklets queued": ", ".join(queued) or "none",
            "stream task": "woken" if get("task") else "asleep",
            "timer": "runs" if self.cells[judge.timer] else "off",
            "units to send": str(judge.pending()),
            "units sent": str(get("sent")),
            "units at the client": str(get("to_come")),
            "units in the front mux": str(get("client_data")),
        }


def _ticks(live: Live) -> tuple[int, ...]:
    """The cells that hold ticks, but for those of endpoints."""
    found = []
    parts = (*(f"si[{i}].exp" for i in (0, 1)), *(f"{c}.{t}" for c in ("req", "res") for t in _TICKS))
    for view in (live.stream, live.task):
        found += [view.written(path) for path in (*_TICKS, *parts) if view.has(path)]
    return tuple(found)


def _counts(program: Program, stream: View) -> tuple[int, ...]:
    """The cells of statistics that only operators read: each value would be a state of its own."""
    found = [stream.written(name) for name in _PASSES if stream.has(name)]
    members = View(program, "activity", 0)
    if program.is_variable("activity"):
        at = program.variable("activity").offset - BASE
        found += [at + members.at(name) for name in _COUNTS if members.has(name)]
    return tuple(found)
