"""A path as a sequence diagram in plain text: one lane per actor, the same layout as the drawn one."""

from collections.abc import Iterator, Sequence

from backport.core.behaviour import Change, Step
from backport.report.escape import log_line
from backport.report.sequence import Diagram, Metrics, layout

_INDENT = 2  # of what a step changes
_FEWEST = 24  # columns that the text keeps, however many actors there are


def lanes(path: Sequence[Step], width: int = 80) -> tuple[str, ...]:
    """The lines of the diagram: number, lanes (`o` where the actor acts), what happens and what it changes.

    No line is longer than `width` unless the lanes alone leave too little for the text.
    """
    steps = [_inert(step) for step in path]
    digits = len(str(len(steps)))
    actors = len({step.actor for step in steps})
    columns = max(width - digits - 2 * actors - 3 - _INDENT, _FEWEST)
    return tuple(_lines(layout(steps, Metrics(2, columns)), digits))


def _lines(diagram: Diagram, digits: int) -> Iterator[str]:
    for event in diagram.events:
        for row, line in enumerate(event.lines):
            marks = " ".join("o" if row == 0 and lane.x == event.x else "|" for lane in diagram.lanes)
            number = str(event.number) if row == 0 else ""
            yield f"{number:>{digits}}  {marks}  {'' if line.strong else ' ' * _INDENT}{line.text}"


def _inert(step: Step) -> Step:
    changes = (Change(log_line(one.name), log_line(one.before), log_line(one.after)) for one in step.changes)
    return Step(log_line(step.actor), log_line(step.label), tuple(changes))
