"""Places that several pieces of a fix claim: each has one of its own, or none is chosen."""

from collections.abc import Sequence
from dataclasses import replace

from backport.stages.apply.piece import Fit, Piece
from backport.stages.apply.rules import ELSEWHERE, find_stripped, put_at, telling
from backport.stages.apply.sides import Sides
from backport.stages.apply.view import Span


def left_over(sides: Sides, span: Span, piece: Piece, taken: Sequence[Fit]) -> Fit | None:
    """The one place for the removed lines that no other piece of the fix took, whatever their indentation."""
    if not piece.old or not telling(piece.old):
        return None
    size = len(piece.old)
    free = [
        at
        for at in find_stripped(sides.ours, piece.old, span)
        if all(at + size <= fit.start or fit.end <= at for fit in taken)
    ]
    fit = put_at(sides, piece, free[0]) if len(free) == 1 else None
    return replace(fit, doubt="the only place left with these lines, in another function") if fit is not None else None


def shared_out(sides: Sides, pieces: Sequence[Piece], fits: Sequence[Fit | None]) -> list[Fit | None]:
    """The fits, of which those that were found by their text alone give way where another piece has their place.

    As many places as pieces with the same lines are taken in order.
    """
    made = list(fits)
    claims: dict[tuple[int, int], list[int]] = {}
    for number, fit in enumerate(fits):
        if fit is not None and pieces[number].old:
            claims.setdefault((fit.start, fit.end), []).append(number)
    for numbers in claims.values():
        weak = [number for number in numbers if (fit := fits[number]) is not None and fit.how in ELSEWHERE]
        if len(numbers) < 2 or not weak:
            continue
        same = {tuple(line.strip() for line in pieces[number].old) for number in weak}
        whole = Span(0, len(sides.ours))
        places = find_stripped(sides.ours, pieces[weak[0]].old, whole) if len(weak) == len(numbers) else []
        in_order = len(same) == 1 and len(places) == len(weak)
        for at, number in enumerate(weak):
            made[number] = _in_order(sides, pieces[number], places[at]) if in_order else None
    return made


def _in_order(sides: Sides, piece: Piece, at: int) -> Fit | None:
    fit = put_at(sides, piece, at)
    doubt = "as many places have these lines as in the fix: taken in order"
    return replace(fit, doubt=doubt) if fit is not None else None
