"""Lines that the fix changes and that the branch has elsewhere too: in more places, or in functions of other names."""

from collections.abc import Mapping, Sequence

from backport.stages.apply.piece import Piece
from backport.stages.apply.rules import telling
from backport.stages.apply.tokens import words
from backport.vcs.textdiff import split_lines

AGAIN = "the branch has the lines that the fix changes in more places than the fix's file"
_LINES = 2  # that say something; a single line stands in many places
_WORDS = 10
_TELLING = 5  # words of a line that is not everywhere
_ELSEWHERE = "though lines around its change are: the change is left out"
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


def left_out(base: bytes, ours: bytes, pieces: Mapping[str, Piece]) -> tuple[str, ...]:
    """The note for each function whose pieces (by its name and a number) are left out because the target lacks it.

    Where the lines beside a piece stand in the target as often as in the base, its code is somewhere else: a doubt.
    """
    told: dict[str, str] = {}
    for key, piece in pieces.items():
        name = key.partition(" ")[0]
        if told.get(name) != _ELSEWHERE:
            told[name] = _ELSEWHERE if _stands(base, ours, piece) else "its change is left out"
    return tuple(f"function {name} is not in the branch, {what}" for name, what in told.items())


def _stands(base: bytes, ours: bytes, piece: Piece) -> bool:
    lines = split_lines(base)
    beside = (*lines[max(0, piece.start - 1) : piece.start], *piece.old, *lines[piece.end : piece.end + 1])
    telling = [line.strip() for line in beside if len(words(line)) >= _TELLING]
    return any(0 < base.count(line) <= ours.count(line) for line in telling)


def _block(lines: Sequence[bytes]) -> tuple[bytes, ...]:
    bare = _bare(lines) if len(lines) <= _MOST else ()
    return bare if len(bare) >= _LINES and len(words(b" ".join(bare))) >= _WORDS else ()


def _bare(lines: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(line.strip() for line in lines if telling((line,)))


def _times(text: bytes, block: tuple[bytes, ...]) -> int:
    """How often the block stands in a text, blank lines, braces and indentation aside."""
    lines = _bare(split_lines(text))
    return sum(line == block[0] and lines[at : at + len(block)] == block for at, line in enumerate(lines))
