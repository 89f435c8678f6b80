"""Rules as TOML, in the format of an edge: what was learned, for a person to review and keep."""

import json
from collections.abc import Iterable, Iterator

from backport.core.rule import Direction, Rule


def toml(rules: Iterable[Rule]) -> str:
    """The rules as `[[rule]]` tables; nothing for none."""
    return "\n".join("\n".join(_lines(rule)) + "\n" for rule in rules)


def _lines(rule: Rule) -> Iterator[str]:
    yield "[[rule]]"
    yield f"id = {_text(rule.id)}"
    yield f"kind = {_text(rule.kind)}"
    yield f"newer = {_text(rule.newer)}"
    yield f"older = {_text(rule.older)}"
    yield f"because = {_text(rule.because)}"
    if rule.evidence:
        yield f"evidence = {_list(rule.evidence)}"
    if rule.direction is not Direction.BOTH:
        yield f"direction = {_text(rule.direction)}"
    scope = {"paths": rule.where.paths, "functions": rule.where.functions}
    inside = ", ".join(f"{key} = {_list(values)}" for key, values in scope.items() if values)
    if inside:
        yield f"where = {{ {inside} }}"
    yield f"origin = {_text(rule.origin)}"


def _text(value: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for DEL and lone surrogates, which no name has."""
    return json.dumps(str(value), ensure_ascii=False)


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"
