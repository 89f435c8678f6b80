"""States remembered by 64 bits each, so that more of them fit into memory, at a risk that is known."""

import hashlib
import marshal
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Generic

from backport.models.base import Model, Move, S


class Named(Generic[S]):
    """A state by its name: the 64 bits that stand for it. The state itself is held until its turn is over."""

    __slots__ = ("_name", "state")

    def __init__(self, name: int, state: S) -> None:
        self._name = name
        self.state: S | None = state

    def __hash__(self) -> int:
        return self._name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named) and other._name == self._name

    def __sizeof__(self) -> int:
        return object.__sizeof__(self) + _NAME + (self.state.__sizeof__() if self.state is not None else 0)


_NAME = 36  # bytes of the number


class Compact(Generic[S]):
    """A model whose states are forgotten but for their names; satisfies `backport.models.base.Model`.

    The states have to be tuples of numbers. The names are a keyed hash with a key of their own for each search, so two
    states have the same name as if by chance; then the later one is taken for the earlier and left out.
    """

    def __init__(self, model: Model[S]) -> None:
        self.model = model
        self.properties = model.properties
        self._key = secrets.token_bytes(16)

    @staticmethod
    def risk(states: int) -> float:
        """How likely it is, at most, that a search which met so many states has left one out."""
        return states * (states - 1) / 2 / (1 << 64)

    def _named(self, state: S) -> Named[S]:
        plain = marshal.dumps(state, 2)  # type: ignore[arg-type]  # version 2 tells nothing but the numbers
        return Named(int.from_bytes(hashlib.blake2b(plain, digest_size=8, key=self._key).digest()), state)

    def _renamed(self, move: Move[S]) -> Move[Named[S]]:
        return Move(move.event, self._named(move.state), move.choices, move.broken)

    def unfolded(self, path: Sequence[Move[Named[S]]]) -> list[Move[S]]:
        """A path, walked again, with its states."""
        state, found = self.model.initial(), []
        for step in path:
            move = next(m for m in self.model.moves(state) if self._renamed(m) == step)
            found.append(move)
            state = move.state
        return found

    # ---- the model, as the search sees it --------------------------------------------------------------------------

    def initial(self) -> Named[S]:
        """The first state."""
        return self._named(self.model.initial())

    def moves(self, state: Named[S]) -> Iterator[Move[Named[S]]]:
        """All steps from a state whose turn it is."""
        return map(self._renamed, self.model.moves(_held(state)))

    def violated(self, state: Named[S], internal: int) -> tuple[str, ...]:
        """The names of the properties that a state violates; its turn is over then."""
        found = self.model.violated(_held(state), internal)
        state.state = None
        return found

    def finish(self) -> None:
        """Called when a search is over."""
        self.model.finish()

    def describe(self, state: Named[S]) -> Mapping[str, str]:
        """A state in words."""
        return self.model.describe(_held(state))


def _held(state: Named[S]) -> S:
    if state.state is None:
        raise ValueError("the state is forgotten")
    return state.state
