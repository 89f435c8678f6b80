"""The right function and the right place in it: places that hold the same text are compared, and what is beside."""

from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.stages.verify.anchors import Crossed, crossed
from backport.stages.verify.places import Place, Siblings, siblings
from backport.stages.verify.study import Pair, Study

NAME = "place"
_CLEARLY = 0.15  # a place that answers better by this much: a reason to look


def check(study: Study) -> Iterator[Finding]:
    """Edits made in one place while another answers better to where the fix makes them; edits on the wrong side."""
    for pair, result in study.code:
        if pair.lines is not None and result.old and any(siblings(pair.lines, result)) and pair.fix is not None:
            for found in siblings(pair.fix, result):
                yield from _judge(pair, found)
        if pair.lines is not None and result.old:
            for beside in crossed(pair.lines, result):
                yield _wrong_side(pair, beside)


def _judge(pair: Pair, found: Siblings) -> Iterator[Finding]:
    """Certain where the fix's own line stands untouched in the fix's own function, or answers clearly better.

    An edit in the right function competes with places of that function only. Text of which no function is known is a
    reason to look, and no proof.
    """
    chosen, function = found.chosen, found.theirs.function
    others = found.others(function if chosen.function == function else "")
    if not others:
        return
    best = max(others, key=lambda place: (place.same and place.function == function, place.score))
    margin = best.score - chosen.score
    own = best.same and best.function == function and function != chosen.function
    if (own and margin > 0) or (best.same and best.function and margin >= _CLEARLY):
        yield _finding(pair, found, best, Severity.HARD)
    elif margin >= _CLEARLY:
        yield _finding(pair, found, best, Severity.SOFT)


def _finding(pair: Pair, found: Siblings, best: Place, severity: Severity) -> Finding:
    where = found.chosen.function or "the file"
    message = (
        f"the edit was made in {where}, line {found.ours.old_start + 1} before it, and belongs to "
        f"{best.function or 'the file'}, line {best.start + 1}"
    )
    evidence = (
        f"the fix makes it in {found.theirs.function or pair.source_path}, line {found.theirs.old_start + 1}",
        f"surroundings alike: {found.chosen.score:.2f} here, {best.score:.2f} there",
        f"{len(found.starts) + 1} places hold the same text",
    )
    subject = f"{where} {found.ours.new_start + 1}"
    return Finding(NAME, severity, message, subject, pair.path, found.ours.new_start + 1, evidence)


def _wrong_side(pair: Pair, found: Crossed) -> Finding:
    text, beside = (b" ".join(line).decode("utf-8", "replace") for line in (found.written, found.beside))
    here, there = ("below", "above") if found.below else ("above", "below")
    message = f"this stands {here} `{beside}`, and the fix has it right {there}: {text}"
    return Finding(NAME, Severity.SOFT, message, text, pair.path, found.line)
