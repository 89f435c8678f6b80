"""What the ladder asks of a branch map: a path and a text of the source in the target's words."""

from dataclasses import dataclass
from typing import Protocol

from backport.core.rule import Kind, Rule


class Text(Protocol):
    """A translated text and the ids of the rules that changed it."""

    @property
    def data(self) -> bytes:
        """The text."""

    @property
    def used(self) -> tuple[str, ...]:
        """The rules' ids, each once."""


class Translator(Protocol):
    """Leads from the source's generation to the target's."""

    def path(self, path: str) -> str:
        """The path in the target's generation."""

    def text(self, path: str, data: bytes) -> Text:
        """The text of the file `path` (the source's path) in the target's generation."""


@dataclass(frozen=True)
class Unchanged:
    """A text as it is."""

    data: bytes
    used: tuple[str, ...] = ()


class Identity:
    """No map, or the same generation on both sides."""

    def path(self, path: str) -> str:
        """The same path."""
        return path

    def text(self, path: str, data: bytes) -> Unchanged:
        """The same text."""
        return Unchanged(data)


# How a name of each kind stands in C, so that a translator takes it for what it is.
_STANDS = {Kind.FUNCTION: "{}();", Kind.FIELD: "x->{};", Kind.TYPE: "{} *x;"}


def says(translator: Translator, rule: Rule) -> bool:
    """Whether the translator does already what a rule asks for."""
    if rule.kind is Kind.PATH:
        return translator.path(rule.newer) == rule.older
    newer, older = (_STANDS.get(rule.kind, "{};").format(name).encode() for name in (rule.newer, rule.older))
    return translator.text("any.c", newer).data == older
