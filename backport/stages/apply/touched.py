"""Which functions a change touches."""

from collections.abc import Iterator

from backport.stages.apply.sections import around, sections
from backport.stages.apply.text import cut
from backport.vcs.textdiff import split_lines


def touched(base: bytes, theirs: bytes) -> Iterator[str]:
    """The names of the functions that a change touches."""
    found = sections(split_lines(base))
    for piece in cut(base, theirs):
        section = around(found, piece.start, piece.end)
        if section is not None:
            yield section.name
