"""The weekly pass over candidates: what each message proposes, and the person's way through them, key by key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from backport.core.heading import Change, Heading
from backport.history.decisions import Decision, Letter
from backport.projects.protocol import Reader, Reading


@dataclass(frozen=True)
class Candidate:
    """A commit to decide about: what its message proposes for which living series, and where it is already."""

    id: str
    subject: str
    author: str
    when: int  # seconds since 1970
    proposed: Letter
    why: str
    asked: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    message: str = field(default="", compare=False)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The series that it is asked for and that lack it."""
        return tuple(name for name in self.asked if name not in self.present)

    @property
    def open(self) -> bool:
        """Whether there is something to decide: it is not where it is asked for, or that is not said."""
        return bool(self.lacking) or not self.asked


def proposal(
    message: str, heading: Heading, series: Sequence[str], reader: Reader | None
) -> tuple[Letter, str, tuple[str, ...]]:
    """The verdict that a message proposes, why, and the series it asks for.

    Wait where the message wants it to be watched first, uncertain where it ties the backport to something, or where
    a bug's message says nothing. Without a `reader` only the heading speaks.
    """
    readings = {name: reader(message, name) for name in series} if reader else {}
    said = next((each for each in readings.values() if each.spoken), Reading())
    asked = tuple(name for name, each in readings.items() if each.wanted)
    if not said.spoken:
        repairs = heading.change in (Change.FIXED, Change.SECURITY)
        letter = Letter.UNCERTAIN if repairs else Letter.NO
        return letter, "says nothing about backports" + (", and is a fix" if repairs else ""), ()
    if asked:
        letter = Letter.UNCERTAIN if said.condition else Letter.WAIT if said.observation else Letter.YES
    else:
        letter = Letter.UNCERTAIN if any(each.wanted is None for each in readings.values()) else Letter.NO
    return letter, said.sentence, asked


@dataclass(frozen=True)
class Session:
    """Where a person is in the pass. `by` signs their decisions."""

    candidates: tuple[Candidate, ...]
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    at: int = 0
    by: str = ""

    @property
    def current(self) -> Candidate:
        """The candidate that is shown."""
        return self.candidates[self.at]

    @property
    def left(self) -> int:
        """How many are not decided yet."""
        return sum(each.id not in self.decisions for each in self.candidates)

    def decided(self, letter: Letter) -> "Session":
        """The current candidate decided (its note stays), and the next one that is not."""
        before = self.decisions.get(self.current.id)
        decision = Decision(letter, self.by, before.note if before else "")
        return replace(self, decisions={**self.decisions, self.current.id: decision}).onward()

    def accepted(self) -> "Session":
        """The current candidate decided as its message proposes."""
        return self.decided(self.current.proposed)

    def noted(self, note: str) -> "Session":
        """The current candidate with a note; the proposal counts where it was not decided."""
        before = self.decisions.get(self.current.id, Decision(self.current.proposed, self.by))
        return replace(self, decisions={**self.decisions, self.current.id: replace(before, note=note, by=self.by)})

    def withdrawn(self) -> "Session":
        """The current candidate without a decision."""
        rest = {commit: each for commit, each in self.decisions.items() if commit != self.current.id}
        return replace(self, decisions=rest)

    def moved(self, step: int) -> "Session":
        """The candidate `step` places further, at most the last and at least the first."""
        return replace(self, at=min(max(self.at + step, 0), len(self.candidates) - 1))

    def onward(self) -> "Session":
        """The next candidate that is not decided, else the next one."""
        behind = range(self.at + 1, len(self.candidates))
        following = next((n for n in behind if self.candidates[n].id not in self.decisions), None)
        return replace(self, at=following) if following is not None else self.moved(1)


# Every key of the pass but those that need the terminal (a note, the message, the way out).
KEYS: dict[str, Callable[[Session], Session]] = {
    **{letter.value: partial(Session.decided, letter=letter) for letter in Letter},
    "\r": Session.accepted,
    "\n": Session.accepted,
    "j": lambda session: session.moved(1),
    "k": lambda session: session.moved(-1),
    "x": Session.withdrawn,
}
