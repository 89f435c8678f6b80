"""A search that met a limit, kept in a file, so that another run can go on with it."""

import gzip
import json
from collections.abc import Hashable, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from backport.models.base import Cause, Comparable, Event, Move, S
from backport.models.explore import Exploration
from backport.models.lifted import LiftedModel

_FORMAT = 1
_MOST = 4 << 30  # bytes of a file when unpacked
_PART = 1 << 20  # bytes that are unpacked at a time: more room than there is must not be asked for
Document = dict[str, Any]


def save(file: Path, key: str, model: Comparable[Any], found: Exploration[Any]) -> None:
    """Write a search down; `key` says what it is a search of. States are told by names, not by places in memory."""
    first = model.export(model.initial())
    numbers = {state: number for number, state in enumerate(found.origin)}
    document = {
        "format": _FORMAT,
        "key": key,
        "lifted": list(model.program.lifted) if isinstance(model, LiftedModel) else [],
        "expanded": found.expanded,
        "transitions": found.transitions,
        "seconds": found.seconds,
        "states": [
            [_parts(model, first, state), *([numbers[came[0]], _move(came[1])] if came else [])]
            for state, came in found.origin.items()
        ],
        "violations": {
            name: [numbers[state], *([_move(move), _parts(model, first, move.state)] if move else [])]
            for name, (state, move) in found.violations.items()
        },
    }
    with gzip.open(file, "wt", encoding="utf-8", compresslevel=1) as out:
        json.dump(document, out)


def load(file: Path, key: str, model: Comparable[Any]) -> Exploration[Any] | None:
    """The search that a file holds; None when it is one of something else, or no such file. `OSError` if unreadable."""
    try:
        with gzip.open(file) as given:
            document = json.loads(b"".join(islice(iter(partial(given.read, _PART), b""), _MOST // _PART)))
        if (document["format"], document["key"]) != (_FORMAT, key):
            return None
        return _restored(document, model)
    except (ValueError, KeyError, TypeError, IndexError, EOFError, gzip.BadGzipFile):
        return None


def _restored(document: Document, model: Comparable[Any]) -> Exploration[Any] | None:
    if isinstance(model, LiftedModel):
        for name in document["lifted"]:
            model.program.lift(name)
    states: list[Any] = []
    found: Exploration[Any] = Exploration({})
    for parts, *came in document["states"]:
        state = _adopted(model, parts)
        if state is None:
            return None
        states.append(state)
        found.origin[state] = (states[came[0]], _moved(came[1], state)) if came else None
    for name, (number, *broken) in document["violations"].items():
        after = _adopted(model, broken[1]) if broken else None
        found.violations[name] = states[number], _moved(broken[0], after) if broken else None
    found.expanded, found.transitions = int(document["expanded"]), int(document["transitions"])
    found.seconds = float(document["seconds"])
    whole = len(found.origin) == len(states) and states[0] == model.initial() and found.expanded <= len(states)
    return found if whole else None


def _parts(model: Comparable[S], first: Mapping[str, Hashable], state: S) -> Mapping[str, Hashable]:
    """What of a state is not as at the beginning."""
    return {name: value for name, value in model.export(state).items() if value != first.get(name)}


def _adopted(model: Comparable[S], parts: Mapping[str, Any]) -> S | None:
    return model.adopt({name: tuple(value) if isinstance(value, list) else value for name, value in parts.items()})


def _move(move: Move[Any]) -> list[object]:
    return [move.event.actor, move.event.label, move.event.cause, move.choices, move.broken]


def _moved(given: list[Any], state: S) -> Move[S]:
    actor, label, cause, choices, broken = given
    return Move(Event(actor, label, Cause(cause)), state, tuple(choices), tuple(broken) if broken else None)
