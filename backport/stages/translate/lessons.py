"""What a branch was told to say for a name that it does not have: by its earlier backports, by mainline's history."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from backport.core.rule import Kind, Origin, Rule
from backport.stages.translate.drift import Phrase, Phrases, Words, words
from backport.vcs.textdiff import split_lines

_MEMBER = re.compile(r"(?:->|\.) ?(\w+)")
_TOLD = {
    Origin.BACKPORT: "as in earlier backports on this branch",
    Origin.LEARNED: "as it was called before",
}


@dataclass(frozen=True)
class Lesson:
    """For `said` the branch says `instead`; None: it does without the lines that have it. `evidence` are commits."""

    name: str
    said: Words
    instead: bytes | None
    evidence: tuple[str, ...]
    origin: Origin

    @property
    def id(self) -> str:
        """The rule's id."""
        return f"{'earlier' if self.origin is Origin.BACKPORT else 'learned'}.{self.name}"

    @property
    def note(self) -> str:
        """What is to be said of a result that it was used for."""
        if not self.instead:
            what = f"{self.name} is" if self.instead is not None else f"the lines with {self.name} are"
            return f"{what} left out, {_TOLD[self.origin]}"
        return f"{self.name} is said {self.instead.decode('utf-8', 'replace')}, {_TOLD[self.origin]}"

    def rule(self) -> Rule:
        """The same in the format of maps, for review."""
        old = b" ".join(self.said).replace(b"- >", b"->").decode("utf-8", "replace")
        new = (self.instead or b"").decode("utf-8", "replace")
        kind = Kind.CALL if len(self.said) > 1 else Kind.MACRO if old.isupper() else Kind.FUNCTION
        member = _MEMBER.fullmatch(old), _MEMBER.fullmatch(new)
        if member[0] and member[1]:
            kind, old, new = Kind.FIELD, member[0][1], member[1][1]
        because = f"{self.note}, in {len(self.evidence)} commit{'s' if len(self.evidence) > 1 else ''}"
        return Rule(self.id, kind if new else Kind.DROP, old, new, because, self.evidence, origin=self.origin)


@dataclass(frozen=True)
class Lessons:
    """All that was learned for one fix on one branch."""

    all: tuple[Lesson, ...] = ()

    def within(self, text: bytes) -> tuple[Lesson, ...]:
        """Those that concern a text."""
        there = frozenset(words(text)) if self.all else frozenset()
        return tuple(lesson for lesson in self.all if lesson.name.encode() in there)

    def apply(self, text: bytes) -> bytes:
        """The text as the branch says it."""
        if not self.all:
            return text
        gone = frozenset(lesson.name.encode() for lesson in self.all if lesson.instead is None)
        if gone:
            text = b"".join(line for line in split_lines(text) if not gone & frozenset(words(line)))
        return Phrases(tuple(_phrases(self.all))).apply(text)


def _phrases(lessons: Iterable[Lesson]) -> Iterable[Phrase]:
    return (Phrase(one.said, one.instead, len(one.evidence)) for one in lessons if one.instead is not None)
