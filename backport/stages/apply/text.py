"""Bring the change of one text to another: every piece by the surest rule and the nearest view that place it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from backport.core.case import Rung
from backport.stages.apply.claims import left_over, shared_out
from backport.stages.apply.locals import renamed, say
from backport.stages.apply.paired import Pairs, missing
from backport.stages.apply.pairing import refined
from backport.stages.apply.piece import Fit, Piece
from backport.stages.apply.rules import BY_TEXT, ELSEWHERE, RULES, telling, undisturbed
from backport.stages.apply.sections import Section, around, sections
from backport.stages.apply.sides import Sides
from backport.stages.apply.tokens import words
from backport.stages.apply.view import Span, View, align, near, whole
from backport.stages.apply.windows import Finder
from backport.vcs.textdiff import Algorithm, Edit, edits, split_lines

OWN_BETWEEN = "the branch has lines of its own between the changed ones"
OTHER_BLANKS = "the removed lines were found without the blank lines around them"
_AROUND = 6  # lines above and below a piece of prose
_SAME_FUNCTION = 0.6  # of the lines of two functions of different names that must be the same
_CLEAR = 0.2  # how far the next function has to be behind
_LEAST_LINES = 4  # of a function that can be told by its lines
_FEW = 0.1  # of them that may be in the target although it has no such place


@dataclass(frozen=True)
class Merge:
    """The outcome for one text: `text` is None when a piece found no place.

    `fits` answers to `pieces` one by one; None where a piece fits nowhere. `homes` are the functions the pieces stand
    in ("" for none, or where the text merged into has that function too). `partial` is the text with what fits.
    """

    text: bytes | None
    pieces: tuple[Piece, ...] = ()
    fits: tuple[Fit | None, ...] = ()
    homes: tuple[str, ...] = ()
    partial: bytes = b""

    @property
    def strays(self) -> tuple[tuple[Piece, str], ...]:
        """The pieces that fit nowhere, each with the function that is missing here."""
        return tuple(
            (piece, home) for piece, fit, home in zip(self.pieces, self.fits, self.homes, strict=True) if fit is None
        )

    @property
    def rung(self) -> Rung:
        """The lowest rung any piece needed."""
        placed = [fit.rung if fit is not None else Rung.CONFLICT for fit in self.fits]
        return max(placed, key=lambda rung: rung.height, default=Rung.SAME)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What else was possible, each reason once, with its line in the resulting order."""
        return tuple(dict.fromkeys(fit.doubt for fit in self.fits if fit is not None and fit.doubt))


def merge_text(base: bytes, ours: bytes, theirs: bytes, prose: bool = False) -> Merge:
    """Apply to `ours` what turned `base` into `theirs`; `prose`: what looks like a function's head is none there."""
    if base == ours:
        return Merge(theirs)
    if ours == theirs:
        return Merge(ours)
    made = _placed(base, ours, cut(base, theirs), prose)
    if made.text is not None and not made.doubts:
        return made
    # git's own algorithm cuts and aligns otherwise: what it merges to the same, with nothing in its way, is no doubt.
    pieces = cut(base, theirs, Algorithm.MYERS)
    plain = merge_plain(base, ours, pieces, Algorithm.MYERS)
    if made.text is not None:
        return plain if plain is not None and plain.text == made.text else made
    if plain is not None:
        return plain
    other = _placed(base, ours, pieces, prose)
    if other.text is not None:
        return other
    bare = _placed(base, ours, cut(base, theirs), prose, bare=True)
    return bare if bare.text is not None else made


def _placed(base: bytes, ours: bytes, pieces: tuple[Piece, ...], prose: bool, bare: bool = False) -> Merge:
    """The merge of all pieces by the rules; `bare`: what is only taken away may do without its blank lines."""
    placing = _Placing(split_lines(base), split_lines(ours), prose)
    pieces, fits = placing.place_finely(pieces, bare)
    placed = [fit for fit in fits if fit is not None]
    if _overlap(placed):
        return Merge(None, pieces, (None,) * len(fits), ("",) * len(fits))
    partial = _replace(placing.sides.ours, placed)
    homes = tuple(placing.home(piece) for piece in pieces)
    return Merge(partial if len(placed) == len(fits) else None, pieces, fits, homes, partial)


def merge_plain(
    base: bytes, ours: bytes, pieces: Sequence[Piece], algorithm: Algorithm = Algorithm.PATIENCE
) -> Merge | None:
    """The merge where nothing differs at any piece or right beside it; None where something does."""
    sides = Sides(split_lines(base), split_lines(ours))
    spans = (Span(0, len(sides.base)), Span(0, len(sides.ours)))
    view = align("file", sides.base, sides.ours, spans, algorithm)
    fits = [undisturbed(sides, view, piece) for piece in pieces]
    placed = [fit for fit in fits if fit is not None]
    if len(placed) < len(fits) or _overlap(placed):
        return None
    text = _replace(sides.ours, placed)
    return Merge(text, tuple(pieces), tuple(placed), ("",) * len(pieces), text)


def cut(base: bytes, theirs: bytes, algorithm: Algorithm = Algorithm.PATIENCE) -> tuple[Piece, ...]:
    """The pieces of a change."""
    old, new = split_lines(base), split_lines(theirs)
    return tuple(
        Piece(e.old_start, e.old_end, tuple(old[e.old_start : e.old_end]), tuple(new[e.new_start : e.new_end]))
        for e in edits(base, theirs, algorithm)
    )


def finer(piece: Piece) -> tuple[Piece, ...]:
    """A piece as changes of single lines: each with its own counterpart; empty where it is one change already."""
    whole = Edit(0, len(piece.old), 0, len(piece.new))
    found = refined(piece.old, piece.new, (whole,)) if piece.old and piece.new else ()
    if len(found) < 2:
        return ()
    return tuple(
        Piece(
            piece.start + edit.old_start,
            piece.start + edit.old_end,
            piece.old[edit.old_start : edit.old_end],
            piece.new[edit.new_start : edit.new_end],
        )
        for edit in found
    )


def core(piece: Piece) -> tuple[Piece, ...]:
    """Lines that a piece only takes away, without the blank ones above and below them; empty where there are none."""
    told = [number for number, line in enumerate(piece.old) if line.strip()]
    if piece.new or not told or len(piece.old) == told[-1] - told[0] + 1:
        return ()
    first, last = told[0], told[-1] + 1
    return (Piece(piece.start + first, piece.start + last, piece.old[first:last], ()),)


def _height(rung: Rung) -> int:
    return rung.height


def with_pieces(base: bytes, pieces: Sequence[Piece]) -> bytes:
    """The base with some pieces of the fix and not the others."""
    lines = [*split_lines(base)]
    for piece in sorted(pieces, key=lambda piece: piece.start, reverse=True):
        lines[piece.start : piece.end] = piece.new
    return b"".join(lines)


class _Placing:
    """The views of one pair of texts, made when first asked for."""

    def __init__(self, base: Sequence[bytes], ours: Sequence[bytes], prose: bool) -> None:
        self.sides = Sides(base, ours)
        self._prose = prose
        self._functions: dict[tuple[Section, Section], tuple[View, ...]] = {}
        self._counterparts: dict[Section, tuple[Section, ...]] = {}

    def place_all(self, pieces: Sequence[Piece]) -> tuple[Fit | None, ...]:
        """The fits of all pieces; what found no place of its own may have the one that the others leave."""
        fits = [self.place(piece) for piece in pieces]
        fits = self._looked_for(pieces, shared_out(self.sides, pieces, fits))
        whole = Span(0, len(self.sides.ours))
        for number, piece in enumerate(pieces):
            if fits[number] is None:
                taken = [fit for fit in fits if fit is not None]
                fits[number] = left_over(self.sides, whole, piece, taken) or self._nothing_near(piece)
        return tuple(fits)

    def _nothing_near(self, piece: Piece) -> Fit | None:
        """Of a text for people: that the target has next to none of the lines around the piece, nor its own."""
        window = self.sides.base[max(0, piece.start - _AROUND) : piece.end + _AROUND]
        told = [line.strip() for line in window if len(words(line)) > 1]
        if not self._prose or len(told) < _AROUND:
            return None
        there = frozenset(line.strip() for line in self.sides.ours)
        return missing() if sum(line in there for line in told) <= _FEW * len(told) else None

    def place_finely(self, pieces: tuple[Piece, ...], bare: bool) -> tuple[tuple[Piece, ...], tuple[Fit | None, ...]]:
        """The fits of all pieces, of which those without a place are cut into single lines if those have places."""
        fits = self.place_all(pieces)
        found: list[tuple[Piece, Fit | None]] = []
        for piece, fit in zip(pieces, fits, strict=True):
            parts = (finer(piece) or (core(piece) if bare else ())) if fit is None else ()
            places = [self._closed_up(part, self.place(part)) for part in parts]
            if parts and all(place is not None and place.rung != Rung.DROPPED for place in places):
                doubt = OWN_BETWEEN if piece.new else OTHER_BLANKS
                found += [
                    (part, replace(place, doubt=place.doubt or doubt, rung=max(place.rung, Rung.PLACED, key=_height)))
                    for part, place in zip(parts, places, strict=True)
                    if place is not None
                ]
            else:
                found.append((piece, fit))
        return tuple(piece for piece, _ in found), tuple(fit for _, fit in found)

    def _closed_up(self, part: Piece, fit: Fit | None) -> Fit | None:
        """At the end of a block, what is taken away takes the blank line above it along."""
        ours = self.sides.ours
        if fit is None or part.new or fit.start < 1 or ours[fit.start - 1].strip() or fit.end >= len(ours):
            return fit
        return replace(fit, start=fit.start - 1) if ours[fit.end].lstrip().startswith(b"}") else fit

    def home(self, piece: Piece) -> str:
        """The function a piece stands in, when the target has none of that name."""
        own = around(self._base_sections, piece.start, piece.end)
        return own.name if own is not None and not self._named_like(own) else ""

    def place(self, piece: Piece) -> Fit | None:
        """The first fit, rule by rule: a surer rule in a wider view goes before a weaker one nearby."""
        fit = undisturbed(self.sides, self._file[0], piece)
        if fit is not None:
            return fit
        views = [*self._views(piece)]
        for rule in BY_TEXT if self.home(piece) else RULES:
            for view in views:
                fit = rule(self.sides, view, piece)
                if fit is not None and not self._strays(fit, piece):
                    return self._named(self._said(_inside(fit, view), near(view, piece), piece), piece)
        return None if self.home(piece) else self._paired(piece, views)

    def _named(self, fit: Fit, piece: Piece) -> Fit:
        """The fit, with a doubt where it is in a function of another name than the fix's."""
        own = around(self._base_sections, piece.start, piece.end)
        others = self._named_like(own) if own is not None else ()
        if own is None or any(other.name == own.name for other in others):
            return fit
        renamed = next((other for other in others if other.span.holds(fit.start, fit.end)), None)
        doubt = f"put into the function {renamed.name}, which has most of {own.name}'s lines" if renamed else ""
        return replace(fit, doubt=fit.doubt or doubt)

    def _strays(self, fit: Fit, piece: Piece) -> bool:
        """Whether a place that was found by its text alone is outside of the function that the target has too."""
        own = around(self._base_sections, piece.start, piece.end)
        if fit.how not in ELSEWHERE or own is None or not self._named_like(own):
            return False
        return not any(other.span.holds(fit.start, fit.end) for other in self._named_like(own))

    def _paired(self, piece: Piece, views: Sequence[View]) -> Fit | None:
        view = views[0]
        return self._pairs(near(view, piece), piece) if view.base.holds(piece.start, piece.end) else None

    def _pairs(self, view: View, piece: Piece) -> Fit | None:
        fit = Pairs(self.sides, view).place(piece)
        return self._said(fit, view, piece) if fit is not None else None

    def _said(self, fit: Fit, view: View, piece: Piece) -> Fit:
        """The fit in the words of the target's own function."""
        here = frozenset(words(b"".join(self.sides.ours[view.ours.start : view.ours.end])))
        there = frozenset(words(b"".join(self.sides.base[view.base.start : view.base.end])))
        if not (frozenset(words(b"".join(fit.new))) & there) - here:
            return fit
        new = say(fit.new, renamed(self.sides, view))
        if new == fit.new:
            return fit
        return replace(fit, new=new, doubt=fit.doubt or "names are said as in the branch's function")

    def _looked_for(self, pieces: Sequence[Piece], fits: Sequence[Fit | None]) -> list[Fit | None]:
        """Pieces without a fit, by the lines around them wherever those are; as many places as pieces: in order."""
        made = list(fits)
        found: dict[tuple[int, ...], list[int]] = {}
        for number, piece in enumerate(pieces):
            if made[number] is None:
                own = around(self._base_sections, piece.start, piece.end)
                whole = Span(0, len(self.sides.base))
                places = self._finder.places(piece, own.span if own is not None else whole)
                if places.centres:
                    found.setdefault(tuple(sorted(places.centres)), []).append(number)
        for centres, numbers in found.items():
            if len(centres) != len(numbers):
                continue
            for centre, number in zip(centres, numbers, strict=True):
                made[number] = self._at(pieces[number], centre)
        return made

    def _at(self, piece: Piece, centre: int) -> Fit | None:
        own = around(self._base_sections, piece.start, piece.end)
        places = self._finder.places(piece, own.span if own is not None else Span(0, len(self.sides.base)))
        spans = (places.window, places.ours(centre, piece, len(self.sides.ours)))
        return self._pairs(whole("lines around it", *spans), piece)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.sides.base, self.sides.ours, frozenset(self._answered()))

    def _answered(self) -> Iterator[int]:
        """The target's lines that stand in functions of both sides and are the same there."""
        ours = {section.name: section for section in self._ours_sections}
        for own in self._base_sections:
            other = ours.get(own.name)
            if other is not None:
                view = self._function(own, other)[0]
                at = other.span.start
                for edit in view.drift:
                    yield from range(at, edit.new_start)
                    at = edit.new_end
                yield from range(at, other.span.end)

    def _views(self, piece: Piece) -> Iterator[View]:
        own = around(self._base_sections, piece.start, piece.end)
        if own is not None:
            for other in self._named_like(own):
                yield from self._function(own, other)
        yield from self._file
        yield self._myers

    def _named_like(self, own: Section) -> Sequence[Section]:
        """The target's functions of this name; of several with one name (in branches of #if) the one that answers.

        Where there is none: the one with most of its lines, if the base has no function of that one's name.
        """
        others = [section for section in self._ours_sections if section.name == own.name]
        if not others:
            return self._renamed(own)
        if len(others) < 2:
            return others
        twins = [section for section in self._base_sections if section.name == own.name]
        if len(twins) == len(others):
            return (others[twins.index(own)],)
        mine = Counter(self.sides.base[own.span.start : own.span.end])
        return (max(others, key=lambda one: (mine & Counter(self.sides.ours[one.span.start : one.span.end])).total()),)

    def _renamed(self, own: Section) -> Sequence[Section]:
        """The function that answers to one whose name the target does not have; empty where that is not clear."""
        if own not in self._counterparts:
            known = {section.name for section in self._base_sections}
            others = [section for section in self._ours_sections if section.name not in known]
            ranked = sorted(((self._common(own, other), other) for other in others), key=lambda one: -one[0])
            alone = len(ranked) == 1 or (len(ranked) > 1 and ranked[1][0] < ranked[0][0] - _CLEAR)
            self._counterparts[own] = (ranked[0][1],) if alone and ranked[0][0] >= _SAME_FUNCTION else ()
        return self._counterparts[own]

    def _common(self, own: Section, other: Section) -> float:
        """Of the lines of two functions that say something, how many they have in common: 0 to 1."""
        mine, theirs = (
            Counter(line.strip() for line in lines[span.start + 1 : span.end] if telling((line,)))
            for lines, span in ((self.sides.base, own.span), (self.sides.ours, other.span))
        )
        size = max(mine.total(), theirs.total())
        return (mine & theirs).total() / size if size >= _LEAST_LINES else 0.0

    def _function(self, own: Section, other: Section) -> tuple[View, ...]:
        if (own, other) not in self._functions:
            spans = (own.span, other.span)
            self._functions[own, other] = tuple(
                align(f"function {own.name}", self.sides.base, self.sides.ours, spans, algorithm)
                for algorithm in (Algorithm.MYERS, Algorithm.PATIENCE)
            )
        return self._functions[own, other]

    def _whole(self, algorithm: Algorithm) -> View:
        spans = (Span(0, len(self.sides.base)), Span(0, len(self.sides.ours)))
        return align("file", self.sides.base, self.sides.ours, spans, algorithm)

    @cached_property
    def _file(self) -> tuple[View, ...]:
        return (self._whole(Algorithm.PATIENCE),)

    @cached_property
    def _myers(self) -> View:
        return self._whole(Algorithm.MYERS)

    @cached_property
    def _base_sections(self) -> tuple[Section, ...]:
        return () if self._prose else sections(self.sides.base)

    @cached_property
    def _ours_sections(self) -> tuple[Section, ...]:
        return () if self._prose else sections(self.sides.ours)


def _inside(fit: Fit, view: View) -> Fit:
    """A merge that is clean only in a narrower view is a placement, and says so."""
    if fit.rung != Rung.MERGE or fit.how == "already":
        return fit
    return replace(fit, rung=Rung.PLACED, doubt=f"lined up within the {view.name} only")


def _overlap(fits: Sequence[Fit]) -> bool:
    ordered = sorted(fits, key=lambda fit: (fit.start, fit.end))
    return any(one.end > two.start for one, two in pairwise(ordered))


def _replace(lines: Sequence[bytes], fits: Sequence[Fit]) -> bytes:
    result = list(lines)
    for fit in sorted(fits, key=lambda fit: (fit.start, fit.end), reverse=True):
        result[fit.start : fit.end] = fit.new
    return b"".join(result)
