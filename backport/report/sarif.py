"""SARIF 2.1.0 for code scanning: one run per target, one rule per check, results anchored at hunk lines."""

import hashlib
import re
from collections import Counter
from typing import Any, TextIO
from urllib.parse import quote

from backport.core.case import Case, Run
from backport.core.printable import printable
from backport.core.verdict import Finding, Severity
from backport.report import summary
from backport.report.anchor import Place, places
from backport.report.escape import words
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
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(run, case) for case in run.cases]}
    stream.write(dumps(log))


def _run(run: Run, case: Case) -> _Json:
    found = summary.findings(case)
    checks = sorted({*case.checks, *(finding.check for finding in found)})
    each = zip(found, places(case, found), fingerprints(case, found), strict=True)
    results = [_result(case, finding, place, mark, checks) for finding, place, mark in each]
    driver: _Json = {"name": "backport", "rules": [_rule(check) for check in checks]}
    if run.tool:
        driver["version"] = words(run.tool.split()[-1])
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"backport/{words(case.target.series)}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The repository's top folder."}}},
        "results": results,
        "properties": {
            "target": case.target.series,
            "revision": case.target.revision,
            "origin": run.origin,
            "verdict": case.verdict.value,
            "outcome": case.application.outcome.value,
        },
    }


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


def _result(case: Case, finding: Finding, place: Place, mark: str, checks: list[str]) -> _Json:
    lines = [f"{case.target.series}: {finding.message}", *(f"- {line}" for line in finding.evidence)]
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


def fingerprints(case: Case, found: tuple[Finding, ...]) -> tuple[str, ...]:
    """What tells each finding from run to run, also where lines moved; no two are the same."""
    seen: Counter[str] = Counter()
    marks = []
    for finding in found:
        text = f"{case.target.series}:{finding.fingerprint}"
        seen[text] += 1
        marks.append(hashlib.sha256(f"{text}:{seen[text]}".encode("utf-8", "surrogatepass")).hexdigest())
    return tuple(marks)
