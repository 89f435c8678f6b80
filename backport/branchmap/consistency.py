"""What a schema cannot say of a map: ids, the chain, and rules that cannot be read backwards."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from backport.branchmap.shapes import METAVARIABLE, pattern_of, trigger
from backport.branchmap.values import Edge, Generation
from backport.core.rule import Direction, Kind, Rule
from backport.tomlfile import Document

_NAME = re.compile(r"[A-Za-z_]\w*")
_TYPE = re.compile(r"(?:(?:struct|union|enum) )?[A-Za-z_]\w*")
# Kinds whose names are found in one and the same place of a text, so that they compete.
_PLACE = {
    Kind.FUNCTION: "identifier",
    Kind.MACRO: "identifier",
    Kind.VARIABLE: "identifier",
    Kind.FIELD: "member",
    Kind.TYPE: "type",
    Kind.PATH: "path",
    Kind.CALL: "call",
}


def complain_about(
    branches: Document, documents: Sequence[Document], generations: Sequence[Generation], edges: Sequence[Edge]
) -> None:
    """Add every mistake of the whole to the document it is in."""
    files = {document.file: document for document in documents}
    _generations(branches, generations)
    if generations:
        _chain(branches, files, generations, edges)
    _ids(files, edges)
    for edge in edges:
        for check in (_shape, _ambiguous):
            check(files[edge.file], edge)


def _generations(branches: Document, generations: Sequence[Generation]) -> None:
    seen: set[str] = set()
    for index, generation in enumerate(generations):
        if generation.name in seen:
            branches.complain(f"generation {generation.name} is there twice", "generation", index)
        seen.add(generation.name)
        if not any(clause.positive for clause in generation.since):
            branches.complain(f"{generation.name}: something has to be there, not only absent", "generation", index)


def _chain(
    branches: Document, files: dict[str, Document], generations: Sequence[Generation], edges: Sequence[Edge]
) -> None:
    names = [generation.name for generation in generations]
    wanted = list(pairwise(names))
    for edge in edges:
        for side, name in (("older", edge.older), ("newer", edge.newer)):
            if name not in names:
                files[edge.file].complain(f"{side}: no generation {name} in branches.toml", side)
        if edge.older in names and edge.newer in names and (edge.older, edge.newer) not in wanted:
            files[edge.file].complain(f"{edge.older} and {edge.newer} are not neighbours", "older")
        if not re.fullmatch(rf"\d+-{re.escape(edge.older)}--{re.escape(edge.newer)}\.toml", edge.file):
            files[edge.file].complain(f"the file's name should be NN-{edge.older}--{edge.newer}.toml", "older")
    counts = Counter((edge.older, edge.newer) for edge in edges)
    broken = set(files) - {edge.file for edge in edges}
    for index, (older, newer) in enumerate(wanted):
        missing = not counts[older, newer] and not any(f"-{older}--{newer}." in file for file in broken)
        if missing:
            branches.complain(f"no file leads from {older} to {newer}", "generation", index + 1)
        if counts[older, newer] > 1:
            branches.complain(f"{counts[older, newer]} files lead from {older} to {newer}", "generation", index + 1)


def _ids(files: dict[str, Document], edges: Sequence[Edge]) -> None:
    seen: dict[str, str] = {}
    for edge in edges:
        for rule in edge.rules:
            if rule.id in seen:
                _complain(files[edge.file], rule, f"id {rule.id} is also in {seen[rule.id]}")
            seen.setdefault(rule.id, edge.file)


def _shape(document: Document, edge: Edge) -> None:
    for rule in edge.rules:
        wrong = _WRONG.get(rule.kind, _wrong_name)(rule)
        if wrong:
            _complain(document, rule, wrong)


def _wrong_name(rule: Rule) -> str:
    wrong = [name for name in (rule.newer, rule.older) if not _NAME.fullmatch(name)]
    if wrong:
        return f"{rule.kind} {wrong[0]!r} is not an identifier"
    return "both sides are the same" if rule.newer == rule.older else ""


def _wrong_type(rule: Rule) -> str:
    wrong = [name for name in (rule.newer, rule.older) if not _TYPE.fullmatch(name)]
    if wrong:
        return f"type {wrong[0]!r} is neither a name nor struct, union or enum and a name"
    words = [name.rpartition(" ")[0] for name in (rule.newer, rule.older)]
    return "" if words[0] == words[1] else "both sides of a type need the same keyword"


def _wrong_path(rule: Rule) -> str:
    return "" if rule.newer and rule.older and rule.newer != rule.older else "a path needs two different sides"


def _wrong_call(rule: Rule) -> str:
    for side in (rule.newer, rule.older):
        if not trigger(side) or not pattern_of(side):
            return f"{side!r} is neither an expression nor a statement with a name in it"
    newer, older = (set(METAVARIABLE.findall(side)) for side in (rule.newer, rule.older))
    if rule.direction != Direction.TO_NEWER and older - newer:
        return f"{min(older - newer)} is not bound by the newer side"
    if rule.direction != Direction.TO_OLDER and newer - older:
        return f'{min(newer - older)} is not bound by the older side: direction = "to-older"?'
    return ""


def _wrong_drop(rule: Rule) -> str:
    return "" if bool(rule.newer) != bool(rule.older) else "a drop has exactly one side"


def _wrong_meaning(rule: Rule) -> str:
    return "" if rule.newer and rule.older else "a meaning needs the name on both sides"


_WRONG: dict[Kind, Callable[[Rule], str]] = {
    Kind.TYPE: _wrong_type,
    Kind.PATH: _wrong_path,
    Kind.CALL: _wrong_call,
    Kind.DROP: _wrong_drop,
    Kind.MEANING: _wrong_meaning,
}


def _ambiguous(document: Document, edge: Edge) -> None:
    """One name with two translations in one scope: read that way, only one of the rules may hold."""
    for direction, name in ((Direction.TO_OLDER, "newer"), (Direction.TO_NEWER, "older")):
        seen: dict[tuple[str, str], list[Rule]] = {}
        for rule in edge.rules:
            if rule.kind not in _PLACE or rule.direction not in (Direction.BOTH, direction):
                continue
            known = seen.setdefault((_PLACE[rule.kind], getattr(rule, name)), [])
            rival = next((other for other in known if other.where == rule.where), None)
            if rival:
                _complain(
                    document,
                    rule,
                    f"{rule.id} and {rival.id} both translate the {name} name {getattr(rule, name)}:"
                    f' give one of them direction = "{_OTHER[direction]}" or another scope',
                )
            known.append(rule)


_OTHER = {Direction.TO_OLDER: Direction.TO_NEWER, Direction.TO_NEWER: Direction.TO_OLDER}


def _complain(document: Document, rule: Rule, message: str) -> None:
    document.complain(message, *_place(document, rule))


def _place(document: Document, rule: Rule) -> tuple[str | int, ...]:
    """Where the rule is written; of two with one id, the later one."""
    for index, entry in reversed(list(enumerate(document.values.get("rule", ())))):
        if entry["id"] == rule.id:
            return ("rule", index)
    group, _, name = rule.id.rpartition(":")
    for index, entry in reversed(list(enumerate(document.values.get("renames", ())))):
        if entry["id"] == group and name in entry["names"]:
            return ("renames", index, "names", name)
    return ()
