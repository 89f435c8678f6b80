"""The run as one self-contained HTML page: verdicts, diffs side by side, rules, findings and behaviour."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from backport.core.behaviour import Behaviour, PropertyResult, Status, Step
from backport.core.case import Case, RuleUse, Run
from backport.core.verdict import Finding
from backport.report import summary
from backport.report.compare import Comparison, compare
from backport.report.diff import parse
from backport.report.page import anchor, page
from backport.report.sequence import NARROW, WIDE, Diagram, layout

_NAME = re.compile(r"\w+")


@dataclass(frozen=True)
class Rule:
    """A rule with the id of its place in the target's section."""

    anchor: str
    use: RuleUse


@dataclass(frozen=True)
class Anchored:
    """A finding with its own id; `line` is the id of the diff's line it is about, empty when that is not shown."""

    anchor: str
    finding: Finding
    line: str


@dataclass(frozen=True)
class Evidence:
    """A way to break a property: the `roles` it is broken in so, and those where it `holds`; drawn in two widths."""

    anchor: str
    name: str
    prose: str
    roles: tuple[str, ...]
    holds: tuple[str, ...]
    path: tuple[Step, ...]
    wide: Diagram
    narrow: Diagram


@dataclass(frozen=True)
class Model:
    """One model's table: a row per property, a status per role; below it the evidence.

    `rest` are the properties that hold in every run: they share a row.
    """

    name: str
    runs: tuple[Behaviour, ...]
    rows: tuple[tuple[PropertyResult, tuple[Status | None, ...]], ...]
    rest: tuple[PropertyResult, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Section:
    """Everything that the page shows of one target."""

    anchor: str
    case: Case
    row: summary.Row
    rules: tuple[Rule, ...]
    findings: tuple[Anchored, ...]
    files: tuple[Comparison, ...]
    marks: Mapping[tuple[str, int], tuple[Anchored, ...]]
    models: tuple[Model, ...]


def write(run: Run, stream: TextIO) -> None:
    """Write the page."""
    known = {rule.id: rule for rule in run.rules}
    names = anchors(run)
    taken = set(names)
    sections = [_section(case, name, known, taken) for case, name in zip(run.cases, names, strict=True)]
    stream.write(
        page("run.html.j2", run=run, sections=sections, counts=summary.counts(run), sentence=summary.sentence(run))
    )


def anchors(run: Run) -> tuple[str, ...]:
    """The id of each target's section, for links into the page."""
    taken: set[str] = set()
    return tuple(anchor("target", case.target.series, taken) for case in run.cases)


def _section(case: Case, mine: str, known: Mapping[str, RuleUse], taken: set[str]) -> Section:
    uses = [known.get(rule, RuleUse(rule, "", "", "")) for rule in case.rules]
    rules = tuple(Rule(anchor(f"{mine}-rule", use.id, taken), use) for use in uses)
    went = {file.source_path: file.path for file in case.application.files if file.path}
    files = compare(parse(case.original), parse(case.diff), went, _names(rules))
    findings = _anchored(case, files, mine, taken)
    marks: dict[tuple[str, int], tuple[Anchored, ...]] = {}
    for found in findings:
        if found.line:
            place = (found.finding.path, found.finding.line)
            marks[place] = (*marks.get(place, ()), found)
    return Section(mine, case, summary.row(case), rules, findings, files, marks, _models(case, mine, taken))


def _names(rules: tuple[Rule, ...]) -> dict[str, str]:
    """Names that are linked to their rule: only whole identifiers, the first rule that names one."""
    names: dict[str, str] = {}
    for rule in rules:
        for name in (rule.use.newer, rule.use.older):
            if _NAME.fullmatch(name):
                names.setdefault(name, rule.anchor)
    return names


def _anchored(case: Case, files: tuple[Comparison, ...], mine: str, taken: set[str]) -> tuple[Anchored, ...]:
    lines = [(file.right_path, row.right.new) for file in files for row in file.rows if row.right and row.right.new]
    wanted = {(finding.path, finding.line) for finding in case.findings if finding.line}
    ids = {place: anchor(f"{mine}-line", f"{place[0]}-{place[1]}", taken) for place in lines if place in wanted}
    return tuple(
        Anchored(anchor(f"{mine}-finding", str(number), taken), finding, ids.get((finding.path, finding.line), ""))
        for number, finding in enumerate(summary.findings(case), 1)
    )


def _models(case: Case, mine: str, taken: set[str]) -> tuple[Model, ...]:
    names = dict.fromkeys(behaviour.model for behaviour in case.behaviour)
    return tuple(_model(name, tuple(run for run in case.behaviour if run.model == name), mine, taken) for name in names)


def _model(name: str, runs: tuple[Behaviour, ...], mine: str, taken: set[str]) -> Model:
    results = {result.name: result for run in runs for result in run.properties}
    by_run = [{result.name: result.status for result in run.properties} for run in runs]
    rows = tuple((result, tuple(found.get(result.name) for found in by_run)) for result in results.values())
    evidence = tuple(_evidence(runs, *found, mine, taken) for found in _paths(runs))
    telling = tuple(row for row in rows if set(row[1]) != {Status.HOLDS})
    rest = tuple(result for result, statuses in rows if set(statuses) == {Status.HOLDS})
    return Model(name, runs, telling, rest, evidence)


def _paths(runs: tuple[Behaviour, ...]) -> list[tuple[PropertyResult, tuple[str, ...]]]:
    """Each way to break a property once, with the roles it was found in."""
    found: dict[tuple[str, tuple[Step, ...]], tuple[PropertyResult, tuple[str, ...]]] = {}
    for run in runs:
        for result in run.properties:
            if result.path:
                key = (result.name, result.path)
                found[key] = (result, (*found.get(key, (result, ()))[1], run.role))
    return list(found.values())


def _evidence(
    runs: tuple[Behaviour, ...], result: PropertyResult, roles: tuple[str, ...], mine: str, taken: set[str]
) -> Evidence:
    name, path = result.name, result.path
    holds = [run.role for run in runs for one in run.properties if one.name == name and one.status == Status.HOLDS]
    place = anchor(f"{mine}-path", name, taken)
    return Evidence(place, name, result.prose, roles, tuple(holds), path, layout(path, WIDE), layout(path, NARROW))
