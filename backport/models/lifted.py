"""A model whose states are the memory of lifted code: load, let one event happen, save."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cached_property

from backport.csource.lift.errors import Crash
from backport.csource.lift.layout import Layout
from backport.csource.lift.memory import BASE, State
from backport.csource.lift.program import Program
from backport.csource.lift.runtime import FAILURES, meaning
from backport.models.base import Event, Move, Restart, Watch
from backport.models.changes import changes

_EAGER, _SELDOM = 300, 64  # states: look for forgotten writes after each of the first, then after every so many
Happening = tuple[Event, Callable[[], None]]


class LiftedModel:
    """The search's side of a world around lifted code.

    A subclass says what can happen (`happenings`), and may bring memory into a canonical form (`settle`). Its
    constructor ends with `ready()`.
    """

    crashed = "no-crash"  # the property that a crash of the code breaks

    def __init__(self, program: Program) -> None:
        self.program = program
        self.memory = program.memory
        self.cells = program.memory.cells
        self.choose: Callable[[int], int] = lambda _: 0
        self._image: list[int] = []
        self._first: State = ()
        self._seen = 0
        self._watch: Watch[State] = Watch()
        self._entered: set[str] = set()

    def ready(self) -> None:
        """Memory now holds the first state."""
        self._image = list(self.cells)
        self._first = self.memory.save()

    def happenings(self) -> Iterable[Happening]:
        """What can happen in the state that memory holds, and how."""
        raise NotImplementedError

    def settle(self) -> None:
        """Bring memory into a canonical form after an event."""

    # ---- the model -------------------------------------------------------------------------------------------------

    def initial(self) -> State:
        """The first state."""
        return self._first

    def moves(self, state: State) -> Iterator[Move[State]]:
        """All steps, every choice of the world included."""
        memory = self.memory
        memory.load(state)
        self._look()
        self._entered.clear()
        loaded = True
        for event, action in list(self.happenings()):
            pending: list[tuple[int, ...]] = [()]
            while pending:
                prefix = pending.pop()
                made: list[tuple[int, int]] = []
                if not loaded:
                    memory.load(state)
                loaded = False
                broken = self._run(event, action, prefix, made)
                yield Move(event, memory.save(), tuple([value for value, _ in made]), broken)
                for i in range(len(prefix), len(made)):
                    chosen = tuple(value for value, _ in made[:i])
                    pending += ((*chosen, other) for other in range(1, made[i][1]))
        if self._entered:
            self._watch.states[state] = None
            self._watch.entered |= self._entered

    def _run(
        self, event: Event, action: Callable[[], None], prefix: tuple[int, ...], made: list[tuple[int, int]]
    ) -> tuple[str, str] | None:
        """Let one event happen with the choices of `prefix`; what is chosen of how many goes to `made`."""

        def choose(count: int) -> int:
            value = prefix[len(made)] if len(made) < len(prefix) else 0
            made.append((value, count))
            return value

        self.choose = choose
        self.program.refuel()
        try:
            action()
        except Crash as crash:
            return self.crashed, str(crash)
        except FAILURES as error:
            found = meaning(error, event.label)
            if isinstance(found, Crash):
                return self.crashed, str(found)
            raise found from error
        self.settle()
        return None

    def _look(self) -> None:
        self._seen += 1
        if self._seen <= _EAGER or not self._seen % _SELDOM:
            self.finish()

    def finish(self) -> None:
        """See that nothing outside the state has changed; raises `Restart` when a state must hold more."""
        memory, cells = self.memory, self.cells
        leaked = memory.leaked(self._image)
        for address in leaked:
            cells[address - BASE] = self._image[address - BASE]
            memory.track(address)
        self._image += cells[len(self._image) :]
        if leaked:
            self._seen = 0
            raise Restart(f"{len(leaked)} more cells are written")

    # ---- comparison ------------------------------------------------------------------------------------------------

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The functions of the tree that the world replaces."""
        functions = self.program.index.functions
        return tuple(sorted(name for name in self.program.externs if name in functions))

    @property
    def reads(self) -> frozenset[str]:
        """The files that the model's code comes from."""
        return frozenset(self.program.index.read)

    def watch(self, other: "LiftedModel") -> Watch[State]:
        """From now on note from which states the code is entered that is different in the other model's tree."""
        found = changes(self.program.index, other.program.index)
        # what has run on the way to the first state, in either tree, and whether that has left other values behind
        begun = found.functions & (self.program.lifted.keys() | other.program.lifted.keys())
        anywhere = found.shapes or (bool(begun) and self._begins_otherwise(other))
        self._watch = Watch(found.functions, anywhere, set(begun))
        self.program.watch(found.functions, self._entered.add)
        return self._watch

    def _begins_otherwise(self, other: "LiftedModel") -> bool:
        self.memory.load(self._first)
        other.memory.load(other._first)
        return self._layout.whole() != other._layout.whole()

    @cached_property
    def _layout(self) -> Layout:
        return Layout(self.program)

    def export(self, state: State) -> Mapping[str, Hashable]:
        """A state by the names of its cells; pointers by the name of what they point to."""
        self.memory.load(state)
        return self._layout.export()

    def adopt(self, parts: Mapping[str, Hashable]) -> State | None:
        """The state with these parts; None when this revision lacks one that differs from its first value."""
        self.memory.load(self._first)
        return self.memory.save() if self._layout.adopt(parts) else None
