"""SARIF 2.1.0 for code scanning: one run per target, one rule per check, results anchored at hunk lines."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, TextIO
from urllib.parse import quote

from backport.core.case import Run
from backport.core.printable import printable
from backport.core.verdict import Finding, Severity
from backport.report import summary
from backport.report.anchor import Place, places
from backport.report.escape import words
from backport.report.shown import Shown, of_run
from backport.runs.document import dumps

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {
    Severity.HARD: "error",
    Severity.OPEN: "warning",
    Severity.SOFT: "warning",
    Severity.NOTE: "note",
}
_Json = dict[str, Any]


def write(run: Run, stream: TextIO) -> None:
    """Write the log."""
    write_log([section([one], run.tool, one.name, _of_case(run, one)) for one in of_run(run)], stream)


def write_log(sections: Sequence[_Json], stream: TextIO) -> None:
    """Write a log of these runs."""
    stream.write(dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": list(sections)}))


def section(shown: Sequence[Shown], tool: str, category: str, properties: _Json) -> _Json:
    """One run of a log: the results of these cases. GitHub replaces earlier results of the same category by them."""
    checks = sorted({check for one in shown for check in _checks(one)})
    results = [result for one in shown for result in _results(one, checks)]
    driver: _Json = {"name": "backport", "rules": [_rule(check) for check in checks]}
    if tool:
        driver["version"] = words(tool.split()[-1])
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"backport/{words(category)}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The repository's top folder."}}},
        "results": results,
        "properties": properties,
    }


def _of_case(run: Run, shown: Shown) -> _Json:
    return {
        "target": shown.name,
        "revision": shown.case.target.revision,
        "origin": run.origin,
        "verdict": shown.case.verdict.value,
        "outcome": shown.case.application.outcome.value,
    }


def _checks(shown: Shown) -> set[str]:
    return {*shown.case.checks, *(finding.check for finding in summary.findings(shown.case))}


def _results(shown: Shown, checks: list[str]) -> list[_Json]:
    found = summary.findings(shown.case)
    each = zip(found, places(shown.case, found), fingerprints(shown, found), strict=True)
    return [_result(shown.name, finding, place, mark, checks) for finding, place, mark in each]


def _rule(check: str) -> _Json:
    name, what = (
        f"The check “{check}”.",
        f"What the check “{check}” has to say of a backport beside the fix it comes from.",
    )
    return {
        "id": check,
        "shortDescription": {"text": words(name)},
        "fullDescription": {"text": words(what)},
        "help": {"text": words(what)},
    }


def _result(name: str, finding: Finding, place: Place, mark: str, checks: list[str]) -> _Json:
    lines = [f"{name}: {finding.message}", *(f"- {line}" for line in finding.evidence)]
    result: _Json = {
        "ruleId": finding.check,
        "ruleIndex": checks.index(finding.check),
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain("\n".join(lines))},
        "partialFingerprints": {"backport/v1": mark},
        "properties": {"severity": finding.severity.value, "subject": finding.subject},
    }
    return {**result, "locations": [_location(place)]} if place.path else result


def _location(place: Place) -> _Json:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place.path), "uriBaseId": "SRCROOT"},
            "region": {"startLine": place.line},
        }
    }


def _uri(path: str) -> str:
    """A relative reference: the path's own bytes, escaped."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "replace")
    return quote(raw).lstrip("/")


def _plain(text: str) -> str:
    """Text in which nothing is a link: viewers make one of `[text](target)` unless a bracket is escaped."""
    return re.sub(r"\](?=\()", r"\\]", printable(text))


def fingerprints(shown: Shown, found: tuple[Finding, ...]) -> tuple[str, ...]:
    """What tells each finding from run to run, also where lines moved; no two are the same."""
    seen: Counter[str] = Counter()
    marks = []
    for finding in found:
        text = f"{shown.name}:{finding.fingerprint}"
        seen[text] += 1
        marks.append(hashlib.sha256(f"{text}:{seen[text]}".encode("utf-8", "surrogatepass")).hexdigest())
    return tuple(marks)
