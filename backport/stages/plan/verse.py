"""A function's words with its own variables kept apart: the same code is the same code when a parameter is renamed.

Two stretches agree when they differ only in names of parameters and local variables, and each name of one always stands
for the same name of the other.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from backport.stages.apply.tokens import words
from backport.stages.plan.windows import phrase

# A declaration at the start of a line ("struct channel *oc = …;"), and the last name of a parameter.
_DECLARED = re.compile(
    rb"^[ \t]+(?!(?:return|goto|else|case|break|continue|typedef)\b)"
    rb"(?:[A-Za-z_]\w*[ \t]+)+?\**[ \t]*([A-Za-z_]\w*)[ \t]*(?=[=;,\[])",
    re.MULTILINE,
)
_PARAMETER = re.compile(rb"([A-Za-z_]\w*)[ \t]*(?:\[[^\]]*\])?[ \t]*[,)]")
_HEAD = re.compile(rb"\A[^{;]*?\(([^{;]*\))\s*(?:\{|\Z)")
_ANY = b"$"


@dataclass(frozen=True)
class Verse:
    """Words in a row, and which of them are names of parameters and local variables."""

    words: tuple[bytes, ...]
    own: frozenset[bytes]

    @staticmethod
    def of(text: bytes) -> "Verse":
        """A function's text."""
        return Verse(tuple(words(text)), variables(text))

    def part(self, of: Sequence[bytes]) -> "Verse":
        """Other words with the same variables."""
        return Verse(tuple(of), self.own)

    @cached_property
    def shape(self) -> bytes:
        """The words as a phrase, one sign for every variable."""
        return phrase([_ANY if word in self.own else word for word in self.words])

    def count(self, other: "Verse") -> int:
        """How often the words of `other` are in these, with variables that answer to one another."""
        return sum(_agree(other, self.words[at : at + len(other.words)], self.own) for at in self._hits(other.shape))

    def _hits(self, shape: bytes) -> Iterator[int]:
        at = self.shape.find(shape) if shape else -1
        while at >= 0:
            yield self.shape.count(b"\0", 0, at)
            at = self.shape.find(shape, at + 1)


def variables(text: bytes) -> frozenset[bytes]:
    """The names of a function's parameters and of the local variables it declares at the start of a line."""
    head = _HEAD.match(text)
    parameters = _PARAMETER.findall(head[1]) if head else []
    return frozenset(parameters) | frozenset(_DECLARED.findall(text))


def _agree(wanted: Verse, found: Sequence[bytes], own: frozenset[bytes]) -> bool:
    there: dict[bytes, bytes] = {}
    back: dict[bytes, bytes] = {}
    for one, other in zip(wanted.words, found, strict=True):
        if (one in wanted.own) != (other in own):
            return False
        if one in wanted.own and (there.setdefault(one, other) != other or back.setdefault(other, one) != one):
            return False
    return True
