"""Changes of a text, all counted in the original: renames, and replacements that keep parts of what they replace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backport.branchmap.shapes import Replacement


@dataclass(frozen=True, order=True)
class Edit:
    """`text` for the bytes from `start` to `end`."""

    start: int
    end: int
    text: bytes
    rules: tuple[str, ...] = ()


def render(data: bytes, edits: Iterable[Edit], shapes: Sequence[Replacement] = ()) -> bytes:
    """The text after all changes; a shape inside a kept part of another is applied as well."""
    return _part(data, 0, len(data), sorted(edits), shapes)


def _part(data: bytes, start: int, end: int, edits: Sequence[Edit], shapes: Sequence[Replacement]) -> bytes:
    made: list[bytes] = []
    for index, shape in enumerate(shapes):
        if shape.start < start or shape.end > end:
            continue
        made.append(_renamed(data, start, shape.start, edits))
        inner = shapes[index + 1 :]
        made += [piece if isinstance(piece, bytes) else _part(data, *piece, edits, inner) for piece in shape.pieces]
        start = shape.end
    made.append(_renamed(data, start, end, edits))
    return b"".join(made)


def _renamed(data: bytes, start: int, end: int, edits: Sequence[Edit]) -> bytes:
    made: list[bytes] = []
    for edit in edits:
        if edit.start >= start and edit.end <= end:
            made += [data[start : edit.start], edit.text]
            start = edit.end
    made.append(data[start:end])
    return b"".join(made)
