"""The rules that place one piece in one view, surest first. Each is a function; the order is the table at the end."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from backport.core.case import Rung
from backport.stages.apply.layout import indentation, seamed, shift
from backport.stages.apply.piece import Fit, Piece
from backport.stages.apply.sides import Sides
from backport.stages.apply.tokens import merge_tokens, words
from backport.stages.apply.view import Span, View
from backport.vcs.textdiff import Edit, split_lines

_TELLING = b" \t\r\n{}"  # a line of nothing else says nothing about where it is
_REACH = 3  # lines around a drift that may hold the text that moved a little
_TOKEN_LINES = 60
_INCLUDE = re.compile(rb"#[ \t]*include[ \t]*[<\"](?:[\w-]+/)+")
_DECLARES = re.compile(
    rb"[ \t]+(?:(?:struct|union|enum|const|static|unsigned|int|char|long|void|size_t)\b|\w+_t\s)[^(]*[=;]"
)
_NEAR = 6  # lines from an insertion: what it says there already, it need not say
_TELLING_WORDS = 6  # of lines that say by themselves where they are
_SHORT = 3  # letters: shorter names are everywhere
_COMMON = frozenset(b"return else goto break case while struct NULL const char unsigned static void sizeof".split())


Rule = Callable[[Sides, View, Piece], Fit | None]


def undisturbed(sides: Sides, view: View, piece: Piece) -> Fit | None:
    """git's own rule: nothing differs at the piece or right beside it."""
    if view.touching(piece.start, piece.end):
        return None
    start = view.ours_at(piece.start)
    return Fit(start, start + len(piece.old), piece.new, Rung.MERGE, "merge")


def already(sides: Sides, view: View, piece: Piece) -> Fit | None:
    """The target made the same change."""
    for edit in view.touching(piece.start, piece.end):
        same_place = (edit.old_start, edit.old_end) == (piece.start, piece.end)
        if same_place and tuple(sides.ours[edit.new_start : edit.new_end]) == piece.new:
            return Fit(edit.new_start, edit.new_end, piece.new, Rung.MERGE, "already")
    return None


def beside(sides: Sides, view: View, piece: Piece) -> Fit | None:
    """The lines to remove stand unchanged, only their neighbours differ: they say where they are."""
    touching = view.touching(piece.start, piece.end)
    if not piece.old or any(edit.old_end > piece.start and edit.old_start < piece.end for edit in touching):
        return None
    before = [edit for edit in touching if edit.old_end <= piece.start]
    start = before[-1].new_end if before else view.ours_at(piece.start)
    after = [edit for edit in touching if edit.old_start >= piece.end]
    declares = start > 0 and _DECLARES.match(sides.ours[start - 1]) is not None
    kept = _leading_blanks(piece) if before and (declares or telling(piece.old)) else 0
    if not piece.new and not any(line.strip() for line in piece.old):
        kept = len(piece.old)
    doubt = ""
    if not telling(piece.old):
        doubt = "the removed lines are blank or braces only, and their neighbours differ"
    elif _tells_itself(sides, view, piece):
        doubt = RESPOKEN if _respoken(sides, piece, touching) else ""
    elif before and after:
        doubt = "the lines on both sides of the removed ones differ in the branch"
    elif any(_gone(sides, edit) for edit in after):
        doubt = "the branch lacks the lines after the removed ones"
    elif _spoken(sides, piece, touching):
        doubt = "lines that only the branch has stand beside the change and speak of the same"
    elif _respoken(sides, piece, touching):
        doubt = RESPOKEN
    return Fit(start + kept, start + len(piece.old), piece.new, Rung.PLACED, "beside", doubt)


def _tells_itself(sides: Sides, view: View, piece: Piece) -> bool:
    """Whether the fix words each of some lines otherwise that stand once in the view: they say where they are."""
    if len(piece.new) != len(piece.old) or not all(map(_most_words, piece.old, piece.new)):
        return False
    return len(words(b"".join(piece.old))) >= _TELLING_WORDS and len(_find(sides.ours, piece.old, view.ours)) == 1


def _gone(sides: Sides, edit: Edit) -> bool:
    """Whether the target has nothing in place of some lines, or blank lines only."""
    return not any(line.strip() for line in sides.ours[edit.new_start : edit.new_end])


def _leading_blanks(piece: Piece) -> int:
    """How many blank lines the fix takes away at the top of a piece: they part other lines in the branch."""
    blank = sum(1 for _ in takewhile(lambda line: not line.strip(), piece.old))
    return blank if piece.new and piece.new[0].strip() else 0


def _spoken(sides: Sides, piece: Piece, touching: Sequence[Edit]) -> bool:
    """Whether lines that only the branch has, right beside the piece, have names that the fix newly says."""
    own = b"".join(b"".join(sides.ours[edit.new_start : edit.new_end]) for edit in touching if edit.is_insertion)
    said = set(words(b"".join(piece.new))) - set(words(b"".join(piece.old))) - _COMMON
    return any(len(word) > _SHORT and not word[:1].isdigit() for word in said & set(words(own)))


def _respoken(sides: Sides, piece: Piece, touching: Sequence[Edit]) -> bool:
    """Whether the fix newly says a name that a neighbouring line says otherwise in the target, where it is reworded."""
    said = set(words(b"".join(piece.new))) - set(words(b"".join(piece.old))) - _COMMON
    told = {word for word in said if len(word) > _SHORT and not word[:1].isdigit()}
    reworded = [edit for edit in touching if told and not edit.is_insertion and _alike(sides, edit)]
    return any(
        told & (set(words(there)) - set(words(here)))
        for edit in reworded
        for there, here in zip(
            sides.base[edit.old_start : edit.old_end], sides.ours[edit.new_start : edit.new_end], strict=False
        )
    )


def between(sides: Sides, view: View, piece: Piece) -> Fit | None:
    """An insertion of which one neighbour stands unchanged in the target."""
    touching = view.touching(piece.start, piece.end)
    if piece.old or any(edit.old_start < piece.start < edit.old_end for edit in touching):
        return None
    inserted = [edit for edit in touching if edit.is_insertion]
    if inserted:
        doubt = "the branch has lines of its own exactly here; before them or after them is a choice"
        own = sides.ours[inserted[0].new_start : inserted[0].new_end]
        # A list goes on below the branch's own items; a paragraph begins above; neither inside of an #if of the branch.
        below = opened(own) < 0 or (opened(own) == 0 and telling(sides.base[piece.start - 1 : piece.start]))
        at = inserted[0].new_end - _trailing(sides, piece, own) if below else inserted[0].new_start
        return Fit(at, at, piece.new, Rung.PLACED, "between-insertions", doubt)
    before = [edit for edit in touching if edit.old_end == piece.start]
    after = [edit for edit in touching if edit.old_start == piece.start]
    if bool(before) != bool(after) and _elsewhere(sides, view, piece.start - 1 if before else piece.start, piece):
        return anchored(sides, view, piece)
    if before and not after:
        at = before[0].new_end
        lines = Lines(piece.start - 1, piece.start, at - 1)
        known = _answers(sides, view, before[0], lines) or _absent(sides, piece, before[0], lines)
        doubt = "" if known else DIFFERS_BEFORE
        return Fit(at, at, _leaning(sides, lines, seamed(sides, piece, at)), Rung.PLACED, "after-drift", doubt)
    if after and not before:
        at = after[0].new_start
        lines = Lines(piece.start, piece.start - 1, at)
        known = _answers(sides, view, after[0], lines) or _absent(sides, piece, after[0], lines)
        doubt = "" if known else DIFFERS_AFTER
        return Fit(at, at, _leaning(sides, lines, seamed(sides, piece, at)), Rung.PLACED, "before-drift", doubt)
    return None


@dataclass(frozen=True)
class Lines:
    """Beside an insertion: the base's line that differs, the one that does not, the target's in place of the first."""

    differs: int
    stays: int
    instead: int


def _trailing(sides: Sides, piece: Piece, own: Sequence[bytes]) -> int:
    """The blank lines that end the branch's own, where the fix continues the paragraph that these are part of."""
    continues = telling(sides.base[piece.start - 1 : piece.start]) and telling(piece.new[:1])
    return sum(1 for _ in takewhile(lambda line: not line.strip(), reversed(own))) if continues else 0


def _leaning(sides: Sides, lines: Lines, text: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """What is inserted, moved with a neighbour as deep as its first line that differs in its indentation only."""
    first = next((line for line in text if line.strip()), b"")
    here, stays = (b"".join(sides.base[at : at + 1]) for at in (lines.differs, max(0, lines.stays)))
    there = b"".join(sides.ours[lines.instead : lines.instead + 1]) if lines.instead >= 0 else b""
    alike = here.strip() and here.strip() == there.strip() and indentation(here) == indentation(first)
    if not alike or (stays.strip() and indentation(stays) == indentation(first)):
        return text
    return shift((here,), (there,), text) or text


def _answers(sides: Sides, view: View, edit: Edit, lines: Lines) -> bool:
    """Whether one neighbour tells the place alone, and the other is a blank line or the same line reworded."""
    kept = sides.base[lines.stays : lines.stays + 1]
    if (
        not view.base.holds(lines.stays, lines.stays + 1)
        or not telling(kept)
        or len(_find(sides.ours, kept, view.ours)) != 1
    ):
        return False
    if not view.base.holds(lines.differs, lines.differs + 1):
        return False
    other = sides.base[lines.differs]
    if not other.strip():
        return True
    if not edit.new_start <= lines.instead < edit.new_end:
        return False
    here = sides.ours[lines.instead]
    return _most_words(other, here) and all(other.count(brace) == here.count(brace) for brace in (b"{", b"}"))


def _absent(sides: Sides, piece: Piece, edit: Edit, lines: Lines) -> bool:
    """Whether the branch just lacks one neighbour, or some lines of which the one there now is no other wording."""
    near = sides.ours[max(0, lines.instead - _NEAR) : lines.instead + _NEAR]
    if edit.new_start < edit.new_end or any(line in near for line in piece.new if telling((line,))):
        return False
    if edit.old_end - edit.old_start == 1 and telling(sides.base[lines.stays : lines.stays + 1]):
        return True
    here = sides.ours[lines.instead : lines.instead + 1] if lines.instead >= 0 else ()
    whole = bool(piece.new[0].strip() and piece.new[-1].strip())  # no blank line that may be one too many here
    return whole and bool(here) and not _most_words(sides.base[lines.differs], here[0])


def blank_gone(sides: Sides, view: View, piece: Piece) -> Fit | None:
    """Blank lines that the fix takes away for lines of its own, and that the branch does not have there."""
    if not piece.old or any(line.strip() for line in piece.old) or not any(line.strip() for line in piece.new):
        return None
    for edit in view.touching(piece.start, piece.end):
        if (
            edit.old_start < piece.start
            and edit.old_end == piece.end
            and telling(sides.base[piece.end : piece.end + 1])
        ):
            doubt = DIFFERS_BEFORE
            return Fit(edit.new_end, edit.new_end, piece.new, Rung.PLACED, "blank-gone", doubt)
    return None


def ordered(sides: Sides, view: View, piece: Piece) -> Fit | None:
    """A header that is included between two others of its folder, where the branch has them in order of name."""
    found = _INCLUDE.match(piece.new[0]) if len(piece.new) == 1 and not piece.old else None
    if found is None or not view.touching(piece.start, piece.end):
        return None
    new, folder = piece.new[0], found[0]
    before = [
        at
        for at in range(view.ours.start, view.ours.end - 1)
        if all(line.startswith(folder) for line in sides.ours[at : at + 2])
        and sides.ours[at] < new < sides.ours[at + 1]
    ]
    doubt = "put among the branch's headers in the order of their names"
    return Fit(before[0] + 1, before[0] + 1, (new,), Rung.PLACED, "ordered", doubt) if len(before) == 1 else None


def _elsewhere(sides: Sides, view: View, line: int, piece: Piece) -> bool:
    """Whether the neighbour that differs stands in one other place, and the one that does not says less."""
    kept = piece.start if line < piece.start else piece.start - 1
    if not view.base.holds(line, line + 1) or not telling(sides.base[line : line + 1]):
        return False
    if telling(sides.base[kept : kept + 1]) and len(_find(sides.ours, sides.base[kept : kept + 1], view.ours)) == 1:
        return False
    return len(_find(sides.ours, sides.base[line : line + 1], view.ours)) == 1


def same_text(sides: Sides, view: View, piece: Piece) -> Fit | None:
    """The removed lines stand exactly once near the drift, in the function, or in the view at all."""
    touching = view.touching(piece.start, piece.end)
    if not piece.old or not touching or not telling(piece.old):
        return None
    near = Span(
        max(view.ours.start, min(edit.new_start for edit in touching) - _REACH),
        min(view.ours.end, max(edit.new_end for edit in touching) + _REACH),
    )
    for span in (near, view.ours):
        found = _find(sides.ours, piece.old, span)
        if len(found) == 1:
            doubt = "found by its text alone: the lines around it differ"
            return Fit(found[0], found[0] + len(piece.old), piece.new, Rung.PLACED, "same-text", doubt)
    return None


def reindented(sides: Sides, view: View, piece: Piece) -> Fit | None:
    """The removed lines stand once with another indentation; the new lines take it over."""
    if not piece.old or not telling(piece.old):
        return None
    found = find_stripped(sides.ours, piece.old, view.ours)
    return put_at(sides, piece, found[0]) if len(found) == 1 else None


def anchored(sides: Sides, view: View, piece: Piece) -> Fit | None:
    """An insertion whose neighbouring lines stand together exactly once in the view."""
    if piece.old:
        return None
    for size in (3, 2, 1):
        before = sides.base[max(view.base.start, piece.start - size) : piece.start]
        after = sides.base[piece.start : min(view.base.end, piece.start + size)]
        for anchor, offset in ((before, len(before)), (after, 0)):
            found = _find(sides.ours, anchor, view.ours) if telling(anchor) else []
            if len(found) == 1:
                doubt = f"placed by the {len(anchor)} lines {'before' if offset else 'after'} it"
                at = found[0] + offset
                return Fit(at, at, seamed(sides, piece, at), Rung.PLACED, "anchored", doubt)
    return None


def token_merge(sides: Sides, view: View, piece: Piece) -> Fit | None:
    """Both sides changed the same lines: merge the words inside them."""
    touching = view.touching(piece.start, piece.end)
    if not touching:
        return None
    base, ours = _region(piece, touching)
    if base.end - base.start > _TOKEN_LINES or ours.end - ours.start > _TOKEN_LINES:
        return None
    theirs = (*sides.base[base.start : piece.start], *piece.new, *sides.base[piece.end : base.end])
    merged = merge_tokens(sides.base[base.start : base.end], sides.ours[ours.start : ours.end], theirs)
    if merged is None:
        return None
    doubt = "the branch words these lines differently; the change was merged word by word"
    return Fit(ours.start, ours.end, split_lines(merged), Rung.TOKENS, "tokens", doubt)


def drifted(sides: Sides, view: View, piece: Piece) -> Fit | None:
    """The branch words the removed lines differently, line by line, and none of that is kept by the fix."""
    touching = view.touching(piece.start, piece.end)
    inside = [edit for edit in touching if edit.old_end > piece.start and edit.old_start < piece.end]
    if not piece.old or not inside or inside[0].old_start < piece.start or inside[-1].old_end > piece.end:
        return None
    if not all(_alike(sides, edit) for edit in inside):
        return None
    _, ours = _region(piece, inside)
    if not telling(sides.ours[ours.start : ours.end]):
        return None
    doubt = "the branch words the removed lines differently, or lacks some of them"
    return Fit(ours.start, ours.end, piece.new, Rung.TOKENS, "drifted", doubt)


DIFFERS_BEFORE = "the line before the insertion differs in the branch"
DIFFERS_AFTER = "the line after the insertion differs in the branch"
RESPOKEN = "the fix says a name that the branch's lines beside it say otherwise"

# How a fit came about that may be anywhere in the view.
ELSEWHERE = ("same-text", "reindented", "anchored")

# What still holds when the branch has no function of the piece's name: the text itself says where it is.
BY_TEXT: tuple[Rule, ...] = (undisturbed, already, same_text, reindented)

RULES: tuple[Rule, ...] = (
    undisturbed,
    already,
    beside,
    ordered,
    between,
    blank_gone,
    same_text,
    token_merge,
    drifted,
    reindented,
    anchored,
)


def _region(piece: Piece, touching: Sequence[Edit]) -> tuple[Span, Span]:
    first, last = touching[0], touching[-1]
    base = Span(min(piece.start, first.old_start), max(piece.end, last.old_end))
    ours = Span(first.new_start - (first.old_start - base.start), last.new_end + (base.end - last.old_end))
    return base, ours


def _alike(sides: Sides, edit: Edit) -> bool:
    """Whether the branch lacks the lines of a drift, or has as many, each with most words of the other."""
    old, new = sides.base[edit.old_start : edit.old_end], sides.ours[edit.new_start : edit.new_end]
    return not new or (len(old) == len(new) and all(map(_most_words, old, new)))


def _most_words(one: bytes, two: bytes) -> bool:
    left, right = Counter(words(one)), Counter(words(two))
    return 2 * (left & right).total() >= max(left.total(), right.total())


def opened(lines: Sequence[bytes]) -> int:
    """How many conditionals of the preprocessor some lines open, less those that they close."""
    said = [line.replace(b" ", b"").strip() for line in lines if line.startswith(b"#")]
    return sum(line.startswith(b"#if") for line in said) - sum(line.startswith(b"#endif") for line in said)


def telling(lines: Sequence[bytes]) -> bool:
    """Whether any line says something about where it is."""
    return any(line.strip(_TELLING) for line in lines)


def _find(lines: Sequence[bytes], wanted: Sequence[bytes], span: Span) -> list[int]:
    size, first = len(wanted), wanted[0]
    return [
        at
        for at in range(span.start, span.end - size + 1)
        if lines[at] == first and list(lines[at : at + size]) == list(wanted)
    ]


def find_stripped(lines: Sequence[bytes], wanted: Sequence[bytes], span: Span) -> list[int]:
    """Where lines stand in a span, whatever their indentation."""
    bare = [line.strip() for line in wanted]
    size = len(bare)
    return [
        at
        for at in range(span.start, span.end - size + 1)
        if lines[at].strip() == bare[0] and [line.strip() for line in lines[at : at + size]] == bare
    ]


def put_at(sides: Sides, piece: Piece, at: int) -> Fit | None:
    """The piece at a place that has its removed lines with another indentation."""
    size = len(piece.old)
    new = shift(piece.old, sides.ours[at : at + size], piece.new)
    doubt = "the branch has these lines with another indentation"
    return Fit(at, at + size, new, Rung.PLACED, "reindented", doubt) if new is not None else None
