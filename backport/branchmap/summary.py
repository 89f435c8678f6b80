"""A way between two generations as a person wants to read it: what each name becomes in the end."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from backport.branchmap.table import usable
from backport.branchmap.values import Route
from backport.core.rule import Kind, Rule, Scope

_RENAMES = (Kind.PATH, Kind.FUNCTION, Kind.TYPE, Kind.FIELD, Kind.MACRO, Kind.VARIABLE)
_NAMES = (Kind.FUNCTION, Kind.MACRO, Kind.VARIABLE)  # found at the same places of a text


@dataclass(frozen=True)
class Line:
    """What `source` becomes at the end of the way, empty where it has nothing, and the rules that say so."""

    kind: Kind
    source: str
    target: str
    rules: tuple[str, ...]
    because: str
    where: Scope
    evidence: tuple[str, ...]


def summary(route: Route) -> tuple[Line, ...]:
    """One line per name that changes on the way, per call shape, and per name that no rule can decide.

    Names that hold in the whole project are followed to the end of the way; rules that hold in some files or functions
    only are shown as they are.
    """
    lines: list[Line] = []
    current: dict[tuple[str, str], int] = {}
    for step in route.steps:
        moved: dict[tuple[str, str], int] = {}
        for rule in usable(step):
            key = _place(rule), rule.newer
            followed = current.get(key) if _everywhere(rule) else None
            if followed is None:
                followed = len(lines)
                lines.append(_line(rule))
            else:
                lines[followed] = _further(lines[followed], rule)
            if _everywhere(rule):
                moved[_place(rule), rule.older] = followed
        passed = {(_place(rule), rule.newer) for rule in usable(step) if _everywhere(rule)}
        current = {key: number for key, number in current.items() if key not in passed} | moved
    return tuple(sorted(lines, key=lambda line: (list(Kind).index(line.kind), line.source, line.target)))


def _everywhere(rule: Rule) -> bool:
    return rule.kind in _RENAMES and rule.where == Scope()


def _place(rule: Rule) -> str:
    return "name" if rule.kind in _NAMES else rule.kind.value


def _line(rule: Rule) -> Line:
    return Line(rule.kind, rule.newer, rule.older, (rule.id,), rule.because, rule.where, rule.evidence)


def _further(line: Line, rule: Rule) -> Line:
    evidence = _once((*line.evidence, *rule.evidence))
    because = "; ".join(_once((*line.because.split("; "), rule.because)))
    return replace(line, target=rule.older, rules=(*line.rules, rule.id), because=because, evidence=evidence)


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
