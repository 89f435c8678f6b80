"""How placed lines look in their new surroundings: blank lines above and below, indentation."""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from backport.stages.apply.piece import Piece
from backport.stages.apply.sides import Sides

_NEAR = 6  # lines above an insertion that may part it from others


def seamed(sides: Sides, piece: Piece, at: int) -> tuple[bytes, ...]:
    """An insertion's lines with as many blank lines above and below as the fix has, those of the target counted."""
    core = list(piece.new)
    above = below = 0
    while core and not core[0].strip():
        core.pop(0)
        above += 1
    while core and not core[-1].strip():
        core.pop()
        below += 1
    if not core:
        return piece.new
    wanted = _blanks(sides.base, range(piece.start - 1, -1, -1))
    if not above and not wanted:
        wanted = _parted(sides.base[max(0, piece.start - _NEAR) : piece.start], sides.ours[max(0, at - 1) : at])
    above += _more(wanted, _blanks(sides.ours, range(at - 1, -1, -1)))
    below += _more(
        _blanks(sides.base, range(piece.end, len(sides.base))), _blanks(sides.ours, range(at, len(sides.ours)))
    )
    if at < len(sides.ours) and sides.ours[at].lstrip().startswith(b"}"):
        below = 0
    return (*[b"\n"] * above, *core, *[b"\n"] * below)


def _parted(above: Sequence[bytes], there: Sequence[bytes]) -> int:
    """1 where the fix parts an insertion by a blank line from what the target has right above it, with more between."""
    kept = next((number for number in range(len(above) - 1, -1, -1) if above[number] == b"".join(there)), None)
    return int(kept is not None and any(not line.strip() for line in above[kept + 1 :]))


def _more(wanted: int, there: int) -> int:
    """How many blank lines are lacking; where both have some, how many is a matter of taste."""
    return 0 if wanted and there else wanted - there


def _blanks(lines: Sequence[bytes], numbers: Iterable[int]) -> int:
    return sum(1 for _ in takewhile(lambda number: not lines[number].strip(), numbers))


def shift(old: Sequence[bytes], found: Sequence[bytes], text: Sequence[bytes]) -> tuple[bytes, ...] | None:
    """`text` with the indentation change that leads from `old` to `found`; None where that is not one change."""
    changes = {(indentation(left), indentation(right)) for left, right in zip(old, found, strict=True) if left.strip()}
    deeper = {right.removesuffix(left) for left, right in changes if right.endswith(left)}
    shallower = {left.removesuffix(right) for left, right in changes if left.endswith(right)}
    if not changes or (len(deeper) == 1 and all(right.endswith(left) for left, right in changes)):
        prefix = deeper.pop() if deeper else b""
        return tuple(prefix + line if line.strip() else line for line in text)
    if len(shallower) == 1 and all(left.endswith(right) for left, right in changes):
        prefix = shallower.pop()
        if all(line.startswith(prefix) or not line.strip() for line in text):
            return tuple(line.removeprefix(prefix) for line in text)
    return None


def indentation(line: bytes) -> bytes:
    """The blanks and tabs that a line begins with."""
    return line[: len(line) - len(line.lstrip(b" \t"))]
