"""What hops leave in a commit message: where it was picked from, what was adapted, who signed it off.

The lines read are those of `git cherry-pick -x` and `-s`, of HAProxy's and many others' bracketed notes, and of the
Linux stable tree (`commit X upstream.`, `[ Upstream commit X ]`, `(backported from commit X)`, `Fixes:`), and Django's
(`Backport of X from main`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backport.core.trailerblock import block_start, is_trailer

_HEX = r"(?P<commit>[0-9a-f]{7,64})"


class How(StrEnum):
    """How a message says where its commit comes from."""

    CHERRY_PICKED = "(cherry picked from commit {})"
    BACKPORTED = "(backported from commit {})"
    UPSTREAM = "commit {} upstream."
    UPSTREAM_BRACKETS = "[ Upstream commit {} ]"
    BACKPORT_OF = "Backport of {}."


_SOURCES = (
    (How.CHERRY_PICKED, re.compile(rf"\(cherry[- ]picked from commit {_HEX}\)$")),
    (How.BACKPORTED, re.compile(rf"\((?:adapted and )?backported from commit {_HEX}\)$")),
    (How.UPSTREAM, re.compile(rf"commit {_HEX} upstream\.?$", re.IGNORECASE)),
    (How.UPSTREAM_BRACKETS, re.compile(rf"\[\s*upstream commit {_HEX}\s*\]$", re.IGNORECASE)),
    (How.BACKPORT_OF, re.compile(rf"backport of {_HEX}(?: from \S+?)?\.?$", re.IGNORECASE)),
)
_NOTE = re.compile(r"\[\s*(?P<who>[A-Za-z][\w.\-]{0,15})\s*[:;!]\s+(?P<text>.*)$", re.DOTALL)
_ANONYMOUS = re.compile(r"\[\s*(?P<who>)(?P<text>[^\]]\S*\s.*)$", re.DOTALL)  # read only behind a source
_KEYS = ("Signed-off-by", "Fixes")  # read anywhere; other keys only where git sees a trailer block
_LONGEST_NOTE = 50  # lines


@dataclass(frozen=True)
class Source:
    """A line that names the commit this one was made from, in hex as it is written (7 to 64 digits)."""

    commit: str
    how: How = How.CHERRY_PICKED

    def __str__(self) -> str:
        return self.how.format(self.commit)


@dataclass(frozen=True)
class Note:
    """A bracketed note: `who` (initials; empty where the note has none) says in `text` what was adapted."""

    who: str
    text: str

    def __str__(self) -> str:
        return f"[{self.who}: {self.text}]" if self.who else f"[{self.text}]"


@dataclass(frozen=True)
class Trailer:
    """Any other `Key: value` line."""

    key: str
    value: str

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


Item = Source | Note | Trailer


@dataclass(frozen=True)
class Hop:
    """One step of a commit's way: the commit it was made from, and what whoever did it had to say."""

    source: Source
    notes: tuple[Note, ...] = ()
    signed_off: tuple[str, ...] = ()


def parse(message: str) -> tuple[Item, ...]:
    """Sources, notes and trailers of `message`, top down; all else is skipped."""
    lines = message.split("\n")
    first_trailer = block_start(lines)
    return tuple(_items(lines, first_trailer))


def hops(message: str) -> tuple[Hop, ...]:
    """The steps from mainline (first) to this commit (last), each with its own notes and sign-offs."""
    steps: list[tuple[Source, list[Note], list[str]]] = []
    for item in parse(message):
        match item:
            case Source():
                steps.append((item, [], []))
            case Note() if steps:
                steps[-1][1].append(item)
            case Trailer("Signed-off-by", who) if steps:
                steps[-1][2].append(who)
    return tuple(Hop(source, tuple(said), tuple(signed)) for source, said, signed in steps)


def chain(message: str) -> tuple[str, ...]:
    """The ids a message was picked from: first the mainline commit, last the immediate source; empty for an original.

    An id is as long as it was written; a caller who needs full ids has to resolve shorter ones.
    """
    return tuple(item.commit for item in parse(message) if isinstance(item, Source))


def notes(message: str) -> tuple[Note, ...]:
    """The bracketed notes, top down."""
    return tuple(item for item in parse(message) if isinstance(item, Note))


def trailers(message: str, key: str) -> tuple[str, ...]:
    """The values of the trailers named `key` (in any case), top down."""
    return tuple(i.value for i in parse(message) if isinstance(i, Trailer) and i.key.lower() == key.lower())


def original(message: str) -> str:
    """The author's own message: what stood there before the first line that a backport added at the foot."""
    lines = message.split("\n")
    for number, line in enumerate(lines):
        source = _source(line)
        if source and source.how in (How.CHERRY_PICKED, How.BACKPORTED, How.BACKPORT_OF):
            return "\n".join(lines[:number]).rstrip("\n") + "\n"
    return message


def _items(lines: list[str], first_trailer: int) -> Iterator[Item]:
    number = 0
    behind_source = False
    while number < len(lines):
        line = lines[number]
        taken = 1
        if source := _source(line):
            behind_source = True
            yield source
        elif line.lstrip().startswith("[") and (note := _note(lines[number : number + _LONGEST_NOTE], behind_source)):
            item, taken = note
            yield item
        elif trailer := _trailer(line, number >= first_trailer):
            yield trailer
        number += taken


def _source(line: str) -> Source | None:
    for how, pattern in _SOURCES:
        if found := pattern.match(line.strip()):
            return Source(found["commit"], how)
    return None


def _note(lines: Sequence[str], behind_source: bool) -> tuple[Note, int] | None:
    """The note that begins on the first line, and how many lines it has; it ends at a `]` that ends a line."""
    text: list[str] = []
    for line in lines:
        if not line.strip() or (text and (_source(line) or _trailer(line, False))):
            break
        text.append(line.rstrip() if text else line.strip())
        if text[-1].endswith("]"):
            break
    whole = "\n".join(text)
    if not (whole.endswith("]") or behind_source):
        return None
    found = _NOTE.match(whole) or (_ANONYMOUS.match(whole) if behind_source else None)
    return (Note(found["who"], found["text"].removesuffix("]").rstrip()), len(text)) if found else None


def _trailer(line: str, in_block: bool) -> Trailer | None:
    key, colon, value = line.partition(":")
    if colon and (key in _KEYS or (in_block and is_trailer(line))):
        return Trailer(key.strip(), value.strip())
    return None
