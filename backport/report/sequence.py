"""Where everything of a sequence diagram stands: a pure function from a path to numbers, drawn by a template."""

import itertools
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from backport.core.behaviour import Change, Step


@dataclass(frozen=True)
class Metrics:
    """Sizes in pixels: `lane` between two lanes, `columns` characters of text beside them, `char` and `line` of one."""

    lane: float
    columns: int
    char: float = 7.3
    line: float = 17.0
    upright: bool = False  # lanes too narrow for a name have it written upwards


WIDE = Metrics(lane=84, columns=66)
NARROW = Metrics(lane=24, columns=27, upright=True)


@dataclass(frozen=True)
class Lane:
    """An actor's line, from the diagram's head to its foot; `rows` is the name as it is written above it."""

    name: str
    x: float
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A line of text: a label, or a change (`name` first, then the values)."""

    y: float
    text: str
    strong: bool


@dataclass(frozen=True)
class Event:
    """A step: its number stands on its actor's lane, its text to the right of all lanes."""

    number: int
    x: float
    y: float
    top: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Baton:
    """From one step to the next: down from (`x1`, `y1`) to `y2`, then across to `x2`.

    `head` is 1 for an arrow to the right, -1 to the left, 0 where the same actor goes on.
    """

    x1: float
    y1: float
    x2: float
    y2: float
    head: int


@dataclass(frozen=True)
class Diagram:
    """The whole picture; `head` is where the lanes begin, `text` where the text column does, `line` a row's height."""

    width: float
    height: float
    head: float
    text: float
    line: float
    upright: bool
    lanes: tuple[Lane, ...]
    events: tuple[Event, ...]
    batons: tuple[Baton, ...]


_MARGIN = 10.0
_DOT = 11.0  # radius of a number
_LONGEST_NAME = 14
_MOST_ROWS = 3
_SHORTEST_ROW = 4


def layout(path: Sequence[Step], metrics: Metrics = WIDE) -> Diagram:
    """The diagram of a path: one lane per actor in the order in which they first act, one event per step."""
    names = list(dict.fromkeys(step.actor for step in path))
    half = max(metrics.lane / 2, _DOT + 2)
    lanes = tuple(_lane(name, _MARGIN + half + number * metrics.lane, metrics) for number, name in enumerate(names))
    at = {name: lane.x for name, lane in zip(names, lanes, strict=True)}
    text = (lanes[-1].x if lanes else 0.0) + half + _MARGIN
    head = _head(lanes, metrics)
    events = _events(path, at, head + _MARGIN, metrics)
    pairs = itertools.pairwise(events)
    batons = tuple(_baton(one, other) for one, other in pairs)
    foot = events[-1].top + events[-1].height if events else head
    width = text + metrics.columns * metrics.char + _MARGIN
    return Diagram(width, foot + _MARGIN, head, text, metrics.line, metrics.upright, lanes, events, batons)


def _lane(name: str, x: float, metrics: Metrics) -> Lane:
    """A name goes upwards in one row, or across in as many as the lane's width asks for."""
    columns = _LONGEST_NAME if metrics.upright else max(int(metrics.lane / metrics.char) - 1, _SHORTEST_ROW)
    rows = textwrap.wrap(name, columns, max_lines=1 if metrics.upright else _MOST_ROWS, placeholder="…") or [""]
    return Lane(name, x, tuple(rows))


def _head(lanes: Sequence[Lane], metrics: Metrics) -> float:
    longest = max((len(row) for lane in lanes for row in lane.rows), default=0)
    most = max((len(lane.rows) for lane in lanes), default=0)
    return (longest * metrics.char if metrics.upright else most * metrics.line) + _MARGIN


def _events(path: Sequence[Step], at: dict[str, float], top: float, metrics: Metrics) -> tuple[Event, ...]:
    events = []
    for number, step in enumerate(path, 1):
        texts = _texts(step, metrics.columns)
        lines = tuple(Line(top + metrics.line * (row + 0.9), text, strong) for row, (text, strong) in enumerate(texts))
        height = max(metrics.line * len(lines), 2 * _DOT) + 10
        events.append(Event(number, at[step.actor], top + metrics.line * 0.65, top, height, lines))
        top += height
    return tuple(events)


def _baton(one: Event, other: Event) -> Baton:
    head = (other.x > one.x) - (other.x < one.x)
    return Baton(one.x, one.y + _DOT, other.x - head * _DOT, other.y - (_DOT if not head else 0), head)


def _texts(step: Step, columns: int) -> list[tuple[str, bool]]:
    label = textwrap.wrap(f"{step.actor}: {step.label}", columns) or [""]
    changes = [
        line for change in step.changes for line in textwrap.wrap(said(change), columns, subsequent_indent="    ")
    ]
    return [*((line, True) for line in label), *((line, False) for line in changes)]


def said(change: Change) -> str:
    """A change of state as a person reads it."""
    return f"{change.name}: {change.before or '(none)'} → {change.after or '(none)'}"
