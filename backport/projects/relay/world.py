"""The world around relay's conduit: a kernel that connects, a loop that is told of it, and another side with data."""

from collections.abc import Iterator, Mapping

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.memory import State
from backport.csource.lift.program import Program
from backport.csource.lift.source import Source
from backport.csource.lift.types import CHAR, Array
from backport.csource.lift.view import View
from backport.models.base import Blueprint, Cause, Event, Kind, Property
from backport.models.lifted import Happening, LiftedModel
from backport.models.lifting import Lifting
from backport.models.reach import reaches
from backport.models.variables import Variables

_SOURCES = ("src/pipe.c", "src/link.c", "src/conduit.c")
_FOLDERS = ("include",)
_BYTES = 2  # that the other side has to send in all

# what the thing is called, newest generation first: its struct, and how its states are called
_GENERATIONS = (
    ("conduit", {"connecting": "CD_ST_CON", "ready": "CD_ST_RDY", "open": "CD_ST_EST"}),
    ("link", {"connecting": "LK_ST_CON", "ready": "LK_ST_RDY", "open": "LK_ST_EST"}),
    ("pipe", {"connecting": "PI_CONNECTING", "ready": "PI_READY", "open": "PI_OPEN"}),
)

EARLY, KEPT, STUCK, CRASH = "nothing-sent-unconfirmed", "bytes-kept", "buffer-empties", "no-crash"
PROPERTIES = (
    Property(EARLY, "Nothing is sent before the kernel's confirmation has been seen"),
    Property(KEPT, "No byte is lost or sent twice"),
    Property(STUCK, "Once the connection is open, what is in the buffer goes out", Kind.LIVENESS),
    Property(CRASH, "No null or wild pointer is followed"),
)

FILL = Event("other side", "fills the buffer", Cause.ENVIRONMENT)
CONNECT = Event("kernel", "connects", Cause.ENVIRONMENT)
CONFIRM = Event("loop", "sees the confirmation")
OPEN = Event("loop", "opens the conduit")


class ConduitModel(LiftedModel):
    """One conduit in one tree."""

    properties = PROPERTIES
    context = ("state",)
    crashed = CRASH

    def __init__(self, source: Source) -> None:
        program = Program(source, _SOURCES, _FOLDERS)
        super().__init__(program)
        self.tag, states = _generation(program)
        self._states = {name: program.constant(constant) or 0 for name, constant in states.items()}
        program.externs["write"] = self._write
        program.externs["close"] = lambda *_: 0
        self.world = Variables(program, ("up", "to_come", "sent", "early"))
        self.conduit = View.new(program, self.tag, "conduit")
        self.conduit.first("data", program.memory.allocate(Array(CHAR, _BYTES + 1), "data"))
        for member in ("state", "flags", "data", "len"):
            self.conduit.written(member)
        self.conduit.first("state", self._states["connecting"])
        self.world.set(to_come=_BYTES)
        self.ready()

    def _write(self, _fd: int, _data: int, count: int) -> int:
        """The kernel takes all, or nothing; nothing while it connects."""
        if not self.world.get("up") or self.choose(2):
            return -1
        if self.conduit["state"] == self._states["connecting"]:
            self.world.set(early=1)
        self.world.add("sent", count)
        return count

    def _push(self) -> None:
        self.program.call(f"{self.tag}_push", self.conduit.address)

    def happenings(self) -> Iterator[Happening]:
        """What can happen in the state that memory holds."""
        state, states = self.conduit["state"], self._states
        if self.world.get("up") and state == states["connecting"]:
            yield CONFIRM, self._confirm
        if state == states["ready"]:
            yield OPEN, self._open
        if not self.world.get("up"):
            yield CONNECT, self._connect
        if self.world.get("to_come"):
            yield FILL, self._fill

    def _confirm(self) -> None:
        self.conduit["state"] = self._states["ready"]

    def _open(self) -> None:
        self.conduit["state"] = self._states["open"]
        self._push()

    def _connect(self) -> None:
        self.world.set(up=1)

    def _fill(self) -> None:
        self.world.add("to_come", -1)
        self.conduit["len"] += 1
        self._push()

    def violated(self, state: State, internal: int) -> tuple[str, ...]:
        """The properties that a state violates."""
        self.memory.load(state)
        world, waiting = self.world, self.conduit["len"]
        wrong = {
            EARLY: world.get("early"),
            KEPT: world.get("to_come") + waiting + world.get("sent") != _BYTES,
            STUCK: not internal and waiting and self.conduit["state"] == self._states["open"] and not self._wants(),
        }
        return tuple(name for name, is_wrong in wrong.items() if is_wrong)

    def _wants(self) -> int:
        """Whether the conduit asks to be called when the socket takes more."""
        return self.conduit["flags"]

    def describe(self, state: State) -> Mapping[str, str]:
        """What a reader wants to see of a state."""
        self.memory.load(state)
        names = {value: name for name, value in self._states.items()}
        return {
            "state": names.get(self.conduit["state"], "closed"),
            "kernel": "connected" if self.world.get("up") else "connecting",
            "bytes in the buffer": str(self.conduit["len"]),
            "bytes sent": str(self.world.get("sent")),
            "waits for the socket": "yes" if self._wants() else "no",
        }


def _generation(program: Program) -> tuple[str, Mapping[str, str]]:
    for tag, states in _GENERATIONS:
        if f"{tag}_push" in program.index.functions:
            return tag, states
    raise CannotLift("no conduit, link or pipe is here", "")


def _concerns(source: Source, touched: frozenset[tuple[str, str]]) -> bool:
    entries = [f"{tag}_push" for tag, _ in _GENERATIONS]
    return reaches(source, _SOURCES, _FOLDERS, (), entries, touched)


MODELS = (
    Blueprint(
        name="conduit",
        prose="a conduit connects and sends what the other side puts into its buffer",
        properties=PROPERTIES,
        options=(),
        build=lambda source, options: ConduitModel(source),
        concerns=_concerns,
        reads=(*_SOURCES, *_FOLDERS),
        lifting=Lifting(_SOURCES, _FOLDERS, (), mutated=tuple(f"{tag}_push" for tag, _ in _GENERATIONS)),
    ),
)
