"""What slices share: circumstances that come in any combination, one call, and what must be true after it."""

from collections.abc import Callable, Iterator, Mapping

from backport.csource.lift.errors import Absent
from backport.csource.lift.memory import State
from backport.csource.lift.program import Extern, Program
from backport.csource.lift.source import Source
from backport.csource.lift.view import View
from backport.models.base import Cause, Event, Property
from backport.models.lifted import Happening, LiftedModel
from backport.models.variables import Variables
from backport.projects.haproxy.world import stubs
from backport.projects.haproxy.world.config import CONFIG, FOLDERS, SOURCES
from backport.projects.haproxy.world.objects import End, Objects
from backport.projects.haproxy.world.vocabulary import Vocabulary

Circumstance = tuple[str, str, Callable[[], object]]  # who, what, how it is brought about
CRASH = Property("no-assertion-fails", "No assertion of the code fails, no null pointer is followed")
_COMMON = ("had", "called", "result", "task", "tasklet", "applet", "mux", "took")
_OPERATIONS = ("snd_buf", "rcv_buf", "subscribe", "unsubscribe", "shutw", "shutr", "shut", "detach", "ctl", "sctl")


class Slice(LiftedModel):
    """One call of the branch's own code.

    A subclass says its `circumstances` (each may be or not; their order does not matter, so they come in one order),
    what is `calls`ed, and judges the state after the call.
    """

    context = ("circumstances",)
    crashed = CRASH.name
    properties: tuple[Property, ...] = ()
    more_sources: tuple[str, ...] = ()

    def __init__(self, source: Source) -> None:
        program = Program(source, (*SOURCES, *self.more_sources), FOLDERS, CONFIG)
        super().__init__(program)
        stubs.install(program)
        self.names = Vocabulary(program)
        self.objects = Objects(program, self.names)
        self.world = Variables(program, _COMMON)
        self.get, self.set = self.world.get, self.world.set
        self._install()
        self.arrange()
        self._circumstances = tuple(self.circumstances())
        self._calls = tuple(self.calls())
        self.properties = tuple(p for p in self.properties if self.applies(p))
        self.ready()

    # ---- what a subclass says --------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Set the first values; raises `Absent` where the tree has no such code."""

    def circumstances(self) -> Iterator[Circumstance]:
        """Who, what, and how it is brought about."""
        raise NotImplementedError

    def goes_with(self, _what: str) -> bool:
        """Whether a circumstance is worth trying beside those that are."""
        return True

    def calls(self) -> Iterator[Circumstance]:
        """Who, what, and the call."""
        raise NotImplementedError

    def applies(self, _property: Property) -> bool:
        """Whether the tree has what a property is about."""
        return True

    def judge(self) -> Mapping[Property, object]:
        """What is wrong after the call: a true value violates the property."""
        raise NotImplementedError

    def facts(self) -> Mapping[str, object]:
        """What else a reader wants to see."""
        return {}

    # ---- help for subclasses ---------------------------------------------------------------------------------------

    def first_of(self, *names: str) -> str:
        """The first of these functions that the tree has."""
        for name in names:
            if name in self.program.index.functions:
                return name
        raise Absent(f"none of {', '.join(names)} is defined", "")

    def had(self, what: str) -> bool:
        """Whether a circumstance has come about."""
        return bool(self.get("had") & next(1 << i for i, (_, w, _) in enumerate(self._circumstances) if w == what))

    def all_had(self) -> frozenset[str]:
        """The circumstances that have come about."""
        had = self.get("had")
        return frozenset([what for i, (_, what, _) in enumerate(self._circumstances) if had >> i & 1])

    def fill_request(self, units: int = 1) -> None:
        """Put data into the request channel, counted where the generation counts what is to go out."""
        stream = self.objects.stream
        stream["req.buf.data"] = units
        if stream.has("req.output"):
            stream["req.output"] = units

    def raise_flag(self, end: End, concept: str) -> Callable[[], None]:
        """The action that sets a flag of an end, wherever the generation has it."""
        view, member = end.flags(self.names.name(concept))
        value = self.names[concept]
        view.written(member)

        def act() -> None:
            view[member] |= value

        return act

    def has_flag(self, end: End, concept: str) -> bool:
        """Whether an end has a flag."""
        view, member = end.flags(self.names.name(concept))
        return bool(view[member] & self.names[concept])

    def knows(self, concept: str) -> bool:
        """Whether the tree has a name for a concept."""
        return bool(self.names.name(concept))

    def make_applet(self, end: End) -> None:
        """Put an applet at an end, instead of a connection."""
        program, names = self.program, self.names
        appctx = View.new(program, "appctx", "appctx")
        appctx.first_if("obj_type", names.value("OBJ_TYPE_APPCTX"))
        appctx.first("t", program.new("task", "applet"))
        appctx.first_if("applet", program.new("applet", "what the applet is"))
        program.externs["appctx_shut"] = self._nothing
        if names.connector.embedded:
            end.connector.first("end", appctx.at("obj_type"))
            return
        end.endpoint.first("se", appctx.address)
        end.endpoint.first("flags", names.value("SE_FL_T_APPLET") or names.value("CS_EP_T_APPLET"))
        for member in ("sedesc", "endp"):
            appctx.first_if(member, end.endpoint.address)

    # ---- the model -------------------------------------------------------------------------------------------------

    def _install(self) -> None:
        program = self.program
        externs: dict[str, Extern] = {
            "model_task_wakeup": self._wake_task,
            "_task_wakeup": self._wake_task,
            "model_tasklet_wakeup": self._wake_tasklet,
            "model_subscribe": lambda *_: 0,
            "model_unsubscribe": lambda *_: 0,
            **{f"model_{name}": self._nothing for name in ("shutw", "shutr", "shut", "detach", "ctl", "sctl")},
            "model_snd_buf": lambda *a: self.snd_buf(*a),
            "model_rcv_buf": lambda *a: self.rcv_buf(*a),
        }
        program.externs.update(externs)
        for end in (self.objects.front, self.objects.back):
            end.connector.first("state", self.names.states["EST"])
            for operation in _OPERATIONS:
                end.mux.first_if(operation, program.handle(f"model_{operation}"))

    def _wake_task(self, task: int, *_: int) -> int:
        self.set(**{"task" if task == self.objects.task.address else "applet": 1})
        return 0

    def _wake_tasklet(self, tasklet: int, *_: int) -> int:
        own = (self.objects.front.tasklet, self.objects.back.tasklet)
        self.set(**{"tasklet" if tasklet in own else "mux": 1})
        return 0

    @staticmethod
    def _nothing(*_: int) -> int:
        return 0

    def snd_buf(self, _end: int, _buffer: int, _count: int, *_: int) -> int:
        """The mux is asked to send."""
        return 0

    def rcv_buf(self, _end: int, _buffer: int, _count: int, *_: int) -> int:
        """The mux is asked for data."""
        return 0

    def happenings(self) -> Iterator[Happening]:
        """A circumstance that is later in the order than those that are, or the call."""
        if self.get("called"):
            return
        had = self.get("had")
        for i, (who, what, act) in enumerate(self._circumstances):
            if had < 1 << i and self.goes_with(what):
                yield Event(who, what, Cause.ENVIRONMENT), self._bring(i, act)
        for number, (who, what, act) in enumerate(self._calls, 1):
            yield Event(who, what), self._call(number, act)

    def _bring(self, i: int, act: Callable[[], object]) -> Callable[[], None]:
        def bring() -> None:
            self.set(had=self.get("had") | 1 << i)
            act()

        return bring

    def _call(self, number: int, act: Callable[[], object]) -> Callable[[], None]:
        def call() -> None:
            self.set(called=number)
            result = act()
            self.set(result=result if isinstance(result, int) else 0)

        return call

    def violated(self, state: State, internal: int) -> tuple[str, ...]:
        """The properties that the state after the call violates."""
        self.memory.load(state)
        if not self.get("called"):
            return ()
        return tuple(p.name for p, wrong in self.judge().items() if wrong and p in self.properties)

    def describe(self, state: State) -> Mapping[str, str]:
        """What a reader wants to see of a state."""
        self.memory.load(state)
        had = [what for i, (_, what, _) in enumerate(self._circumstances) if self.get("had") >> i & 1]
        woken = [name for name in ("task", "tasklet", "applet", "mux") if self.get(name)]
        facts = {name: _said(value) for name, value in self.facts().items()}
        result = str(self.get("result")) if self.get("called") else "-"
        return {
            "circumstances": ", ".join(had) or "none",
            "woken": ", ".join(woken) or "none",
            "gives": result,
            **facts,
        }


def _said(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
