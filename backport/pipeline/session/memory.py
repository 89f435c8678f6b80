"""How conflicts were resolved before: the same conflict, word for word, is offered the same answer again.

As git's rerere does, but by conflict and not by file, after the translation, and never in silence: what is used from
here makes the result DOUBTFUL.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backport.core.markers import Hunk, filled, hunks
from backport.runs.atomic import write_text
from backport.vcs.textdiff import edits, split_lines

_FORMAT = 1
_LARGEST = 200_000  # bytes of an answer


@dataclass(frozen=True)
class Answer:
    """What took the place of a conflict, in which series and commit."""

    lines: tuple[bytes, ...]
    series: str
    commit: str


def name_of(hunk: Hunk) -> str:
    """The name of a conflict: what the three sides say, and not where it stands."""
    sides = (b"".join(side) for side in (hunk.base, hunk.ours, hunk.theirs))
    return hashlib.sha256(b"\0".join(sides)).hexdigest()


def answers(before: bytes, after: bytes) -> dict[str, tuple[bytes, ...]]:
    """What a person made of each conflict of a text, by its name; those that ran together with other edits are not."""
    lines = split_lines(before)
    found = hunks(lines)
    marks = [b"\0conflict %d\n" % number for number in range(len(found))]
    plain = filled(lines, [[mark] for mark in marks])
    places = {plain.index(mark): hunk for mark, hunk in zip(marks, found, strict=True)}
    new = split_lines(after)
    return {
        name_of(places[edit.old_start]): tuple(new[edit.new_start : edit.new_end])
        for edit in edits(b"".join(plain), after)
        if edit.old_start in places and edit.old_end == edit.old_start + 1
    }


@dataclass(frozen=True)
class Memory:
    """The answers of one repository, a file each."""

    folder: Path

    def keep(self, before: bytes, after: bytes, series: str, commit: str) -> int:
        """Keep what a person made of the conflicts of a file; how many that are."""
        found = answers(before, after)
        small = {name: lines for name, lines in found.items() if sum(map(len, lines)) <= _LARGEST}
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, lines in small.items():
            said = [b64encode(line).decode() for line in lines]
            text = json.dumps({"format": _FORMAT, "series": series, "commit": commit, "lines": said})
            write_text(self.folder / f"{name}.json", text + "\n")
        return len(small)

    def recall(self, text: bytes) -> tuple[Answer | None, ...]:
        """The answer to each conflict of a text, None where none is known."""
        return tuple(self._read(name_of(hunk)) for hunk in hunks(split_lines(text)))

    def _read(self, name: str) -> Answer | None:
        try:
            plain = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
            if plain["format"] != _FORMAT:
                return None
            lines = tuple(b64decode(line, validate=True) for line in plain["lines"])
            return Answer(lines, str(plain["series"]), str(plain["commit"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None  # nothing known, or nothing that can be used


def resolved(text: bytes, known: Sequence[Answer | None]) -> bytes | None:
    """The text with every conflict answered, None where one has no answer or there is none."""
    if not known or any(answer is None for answer in known):
        return None
    return b"".join(filled(split_lines(text), [answer.lines for answer in known if answer is not None]))
