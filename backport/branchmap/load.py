"""From a folder of TOML files to a branch map: all mistakes at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backport import resources
from backport.branchmap.consistency import complain_about
from backport.branchmap.map import BranchMap
from backport.branchmap.values import Clause, Edge, Generation
from backport.core.rule import Direction, Kind, Origin, Rule, Scope
from backport.tomlfile import Document, TomlError, read


def load(folder: Path) -> BranchMap:
    """The map in `folder`: `branches.toml` and one file per edge, by name. TomlError says all that is wrong."""
    schemas = resources.folder("branch_maps") / "schema"
    branches = read(folder / "branches.toml", schemas / "branches.json")
    documents = [read(path, schemas / "edge.json") for path in sorted(folder.glob("*--*.toml"))]
    generations = () if branches.problems else tuple(map(_generation, branches.values["generation"]))
    edges = [_edge(document) for document in documents if not document.problems]
    complain_about(branches, documents, generations, edges)
    problems = [problem for document in (branches, *documents) for problem in document.problems]
    if problems:
        raise TomlError(problems, "docs/MAPS.md describes the format")
    order = {generation.name: index for index, generation in enumerate(generations)}
    edges.sort(key=lambda edge: order[edge.older])
    return BranchMap(generations, tuple(edges), tuple(branches.values.get("include_roots", ())))


def _generation(entry: dict[str, Any]) -> Generation:
    since = tuple(_clause(clause) for clause in entry["since"])
    return Generation(
        entry["name"], since, entry.get("era", entry["name"]), entry.get("title", ""), entry.get("versions", "")
    )


def _clause(entry: dict[str, Any]) -> Clause:
    return Clause(
        _several(entry["path"]), _several(entry.get("has", [])), entry.get("lacks", ""), entry.get("absent", False)
    )


def _several(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _edge(document: Document) -> Edge:
    values = document.values
    rules = (*_single(values), *_grouped(values))
    return Edge(values["older"], values["newer"], rules, document.file)


def _single(values: dict[str, Any]) -> Iterator[Rule]:
    for entry in values.get("rule", ()):
        yield _rule(entry, entry["id"], entry.get("newer", ""), entry.get("older", ""))


def _grouped(values: dict[str, Any]) -> Iterator[Rule]:
    for entry in values.get("renames", ()):
        for newer, older in entry["names"].items():
            yield _rule(entry, f"{entry['id']}:{newer}", newer, older)


def _rule(entry: dict[str, Any], name: str, newer: str, older: str) -> Rule:
    where = entry.get("where", {})
    return Rule(
        id=name,
        kind=Kind(entry["kind"]),
        newer=newer,
        older=older,
        because=entry["because"],
        evidence=tuple(entry.get("evidence", ())),
        where=Scope(tuple(where.get("paths", ())), tuple(where.get("functions", ()))),
        origin=Origin(entry.get("origin", "map")),
        direction=Direction(entry.get("direction", "both")),
    )
