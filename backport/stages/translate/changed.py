"""What a fix changes, by name: functions, paths, words that it takes away."""

from collections import Counter
from collections.abc import Iterator

from backport.core.commit import Entry, FileChange, SourceCommit
from backport.projects.protocol import Changed
from backport.stages.apply.piece import Piece
from backport.stages.apply.sections import around, sections
from backport.stages.apply.text import cut
from backport.stages.apply.tokens import words
from backport.vcs.objects import Objects
from backport.vcs.textdiff import is_binary, split_lines

_LARGEST = 8_000_000  # bytes


def changed(objects: Objects, source: SourceCommit) -> Changed:
    """The names of the fix's own side; files that are not text have a path only."""
    functions: dict[str, None] = {}
    balance: Counter[bytes] = Counter()
    for change in source.changes:
        for piece, function in _pieces(objects, change):
            functions |= {function: None} if function else {}
            balance.update(words(b"".join(piece.old)))
            balance.subtract(words(b"".join(piece.new)))
    removed = sorted(word.decode() for word, count in balance.items() if count > 0 and word.decode().isidentifier())
    return Changed(tuple(functions), tuple(change.path for change in source.changes), tuple(removed))


def changed_lines(objects: Objects, source: SourceCommit) -> Iterator[tuple[str, bytes]]:
    """Each changed text file's path, with the lines that go and come."""
    for change in source.changes:
        texts = _texts(objects, change)
        if texts is not None:
            yield change.path, b"".join(b"".join((*piece.old, *piece.new)) for piece in cut(*texts))


def _pieces(objects: Objects, change: FileChange) -> Iterator[tuple[Piece, str]]:
    """Each piece of a file's change, with the function it is in (empty outside of any)."""
    texts = _texts(objects, change)
    if texts is None:
        return
    found = sections(split_lines(texts[0]))
    for piece in cut(*texts):
        section = around(found, piece.start, piece.end)
        yield piece, section.name if section else ""


def _texts(objects: Objects, change: FileChange) -> tuple[bytes, bytes] | None:
    """Both sides of a file's change; None where one is no text."""
    sides = (Entry(change.old_blob, change.old_mode), Entry(change.new_blob, change.new_mode))
    if any(side.id and (not side.is_file or objects.size(side.id) > _LARGEST) for side in sides):
        return None  # a link, a submodule, or data
    old, new = (objects.blob(blob) if blob else b"" for blob in (change.old_blob, change.new_blob))
    return None if is_binary(old) or is_binary(new) else (old, new)
