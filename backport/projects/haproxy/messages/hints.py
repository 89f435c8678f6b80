"""API hints: what a message says about older series' code, and the rules that follow for this one fix.

A hint is a sentence with a scope ("before 2.6", "on 2.5 and older") and an action ("X must be replaced by Y", "the
function is X", "the X part can be dropped"); where the action names code it becomes a rule.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import PurePosixPath

from backport.core.rule import Kind, Origin, Rule
from backport.projects.haproxy.messages.adaptations import ACTIONS, ADVICE, CODE, SCOPES, STORY, Ends
from backport.projects.haproxy.messages.series import named, order
from backport.projects.haproxy.messages.values import Hint
from backport.projects.protocol import Changed


def read(sentences: Sequence[str], commit: str = "") -> tuple[Hint, ...]:
    """The hints among the sentences of a message; `commit` becomes the evidence of their rules.

    A rule whose `newer` is empty and whose kind is not `drop` is incomplete: the message says "the function is X"
    and the fix itself has to say which function (`complete`).
    """
    numbers = count(1)
    return tuple(hint for sentence in sentences for hint in _hints(sentence, commit, numbers))


def complete(hint: Hint, changed: Changed) -> Hint:
    """The hint with its incomplete rules completed by what the fix changes; those that stay unclear are left out."""
    rules = (_completed(rule, changed) for rule in hint.rules)
    return replace(hint, rules=tuple(rule for rule in rules if rule.newer))


def _completed(rule: Rule, changed: Changed) -> Rule:
    if rule.newer:
        return rule
    candidates = {Kind.FUNCTION: changed.functions, Kind.PATH: changed.paths, Kind.MACRO: changed.removes}
    known = candidates.get(rule.kind, ())
    if len(known) != 1:
        return rule
    return replace(rule, newer=known[0], older=_beside(known[0], rule.older))


def _beside(path: str, name: str) -> str:
    """A bare file name is meant to lie in the same folder; anything else stays."""
    return str(PurePosixPath(path).with_name(name)) if name.endswith((".c", ".h")) and "/" not in name else name


def _hints(sentence: str, commit: str, numbers: Iterator[int]) -> Iterator[Hint]:
    spoken_of = scopes(sentence)
    if not spoken_of or STORY.search(sentence):
        return
    said = _rules(sentence) if len(spoken_of) == 1 else ()  # with two scopes it is not clear which rule holds where
    name, evidence = f"hint-{commit[:12] or 'message'}", (commit,) if commit else ()
    rules = tuple(replace(rule, id=f"{name}-{next(numbers)}", because=sentence, evidence=evidence) for rule in said)
    if rules or ADVICE.search(sentence):
        yield Hint(sentence, *spoken_of[0], rules)


def scopes(sentence: str) -> tuple[tuple[str, str], ...]:
    """The lowest and the highest series that a sentence speaks of, for each time that it names some."""
    found_in: dict[tuple[str, str], None] = {}
    rest = sentence
    for which, scope in SCOPES:
        for found in scope.finditer(rest):
            versions = sorted(named(found[0]), key=order)
            if versions:
                found_in[_ends(which, versions[0], versions[-1])] = None
        rest = scope.sub(" ; ", rest)
    return tuple(found_in)


def _ends(which: Ends, lowest: str, highest: str) -> tuple[str, str]:
    ends = {
        Ends.BELOW: ("", _before(lowest)),
        Ends.UP_TO: ("", highest),
        Ends.FROM: (lowest, ""),
        Ends.IN: (lowest, highest),
    }
    return ends[which]


def _before(series: str) -> str:
    """The series before this one: HAProxy counts 1.9, 2.0, … 2.9, 3.0."""
    major, minor = order(series)
    return f"{major}.{minor - 1}" if minor else f"{major - 1}.9"


def _rules(sentence: str) -> Iterator[Rule]:
    taken: list[tuple[int, int]] = []
    for kind, pattern in ACTIONS:
        for found in pattern.finditer(sentence):
            if any(start < found.end() and found.start() < end for start, end in taken):
                continue
            taken.append(found.span())
            names = found.groupdict("")
            yield from _pairs(
                kind, _split(names["newer"]) if "newer" in names else [], _split(names.get("older", "")), found[0]
            )


def _pairs(kind: Kind | None, newer: Sequence[str], older: Sequence[str], phrase: str) -> Iterator[Rule]:
    """One rule per name; lists of different lengths say nothing certain and give none."""
    if kind is Kind.DROP:
        older = [""] * len(newer)
    elif not newer:
        newer = [""] * len(older)
    if len(newer) != len(older):
        return
    for new, old in zip(newer, older, strict=True):
        if _bare(new) != _bare(old):
            yield Rule("", kind or _kind(new, old, phrase), _bare(new), _bare(old), origin=Origin.HINT)


def _kind(newer: str, older: str, phrase: str) -> Kind:
    if older.endswith((".c", ".h")) or "/" in older:
        return Kind.PATH
    if _bare(older + newer).isupper():
        return Kind.MACRO
    if "->" in older or re.search(r"\b(?:field|member)\b", phrase, re.IGNORECASE):
        return Kind.FIELD
    return Kind.FUNCTION


def _split(names: str) -> list[str]:
    """The names of a list; text that is not code ("the ring part") stays whole."""
    return [found[0] for found in re.finditer(CODE, names)] or ([names] if names else [])


def _bare(name: str) -> str:
    return name.removesuffix("()").removeprefix("->")
