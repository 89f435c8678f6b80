"""Lines that the fix changes wherever its own file has them, and that the branch's file has in more places."""

from collections.abc import Sequence

from backport.stages.apply.piece import Piece
from backport.stages.apply.rules import telling
from backport.stages.apply.tokens import words
from backport.vcs.textdiff import split_lines

AGAIN = "the branch has the lines that the fix changes in more places than the fix's file"
_LINES = 2  # that say something; a single line stands in many places
_WORDS = 10
_MOST = 40  # lines: what is longer is no pattern


def again(base: bytes, ours: bytes, pieces: Sequence[Piece]) -> bool:
    """Whether some piece takes away lines that the target has once more, whatever their indentation.

    All places of the base must be changed by the fix: where it leaves one as it is, the branch's may stay as well.
    """
    for block in dict.fromkeys(block for piece in pieces if (block := _block(piece.old))):
        longest = max(block, key=len)
        if ours.count(longest) > base.count(longest) and _times(base, block) < _times(ours, block):
            return True
    return False


def _block(lines: Sequence[bytes]) -> tuple[bytes, ...]:
    bare = _bare(lines) if len(lines) <= _MOST else ()
    return bare if len(bare) >= _LINES and len(words(b" ".join(bare))) >= _WORDS else ()


def _bare(lines: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(line.strip() for line in lines if telling((line,)))


def _times(text: bytes, block: tuple[bytes, ...]) -> int:
    """How often the block stands in a text, blank lines, braces and indentation aside."""
    lines = _bare(split_lines(text))
    return sum(line == block[0] and lines[at : at + len(block)] == block for at, line in enumerate(lines))
