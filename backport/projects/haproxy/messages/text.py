"""The text of a message as sentences, whatever its line breaks, lists and quotes."""

import re
from collections.abc import Iterator

_ABBREVIATIONS = ("e.g.", "i.e.", "cf.", "vs.", "eg.", "ie.", "etc.", "approx.", "resp.", "no.", "aka.")
_END = re.compile(r"(?<=[.!?])[)\]\"']*\s+(?=[\[(\"'>-]*[A-Z0-9])|(?<=:)\s+(?=- )|(?<=\S)\s+(?=\[[A-Za-z]{2,8}\s*:)")
_LONGEST = 2000  # characters of a sentence that are looked at: no message costs more than that
_MARGIN = re.compile(r"^[ \t>|]*")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of `text`, each on one line with single blanks."""
    return tuple(sentence for paragraph in paragraphs(text) for sentence in _split(paragraph))


def paragraphs(text: str) -> Iterator[str]:
    """Paragraphs between blank lines and the items of lists, each on one line."""
    lines: list[str] = []
    for line in (*text.split("\n"), ""):
        bare = _MARGIN.sub("", line).rstrip()
        if (not bare or bare.startswith(("- ", "* "))) and lines:
            yield " ".join(" ".join(lines).split())
            lines = []
        if bare:
            lines.append(bare)


def _split(paragraph: str) -> Iterator[str]:
    start = 0
    for found in _END.finditer(paragraph):
        before = paragraph[start : found.end()].strip()
        if before and not before.lower().endswith(_ABBREVIATIONS):
            yield before[:_LONGEST]
            start = found.end()
    if rest := paragraph[start:].strip():
        yield rest[:_LONGEST]
