"""The formats of one run say the same: verdicts, findings and where they are."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest

from backport import report
from backport.core.case import Run
from backport.core.verdict import Severity, Verdict
from backport.report import summary
from tests.report import samples

Verdicts = dict[str, str]
Found = set[tuple[str, str, str]]  # target, check, message


def _document(run: Run) -> tuple[Verdicts, Found]:
    cases = json.loads(report.render(run, "json"))["cases"]
    found = {(case["target"]["series"], one["check"], one["message"]) for case in cases for one in case["findings"]}
    return {case["target"]["series"]: case["verdict"] for case in cases}, found


def _sarif(run: Run) -> tuple[Verdicts, Found]:
    runs = json.loads(report.render(run, "sarif"))["runs"]
    verdicts = {one["properties"]["target"]: one["properties"]["verdict"] for one in runs}
    found = set()
    for one in runs:
        for result in one["results"]:
            series, _, message = result["message"]["text"].partition("\n")[0].partition(": ")
            found.add((series, result["ruleId"], message))
    return verdicts, found


def _junit(run: Run) -> tuple[Verdicts, Found]:
    root = ElementTree.fromstring(report.render(run, "junit"))
    verdicts, found = {}, set()
    for suite in root:
        series = suite.attrib["name"]
        verdicts[series] = next(one.attrib["value"] for one in suite[0] if one.attrib["name"] == "verdict")
        for test in suite.iter("testcase"):
            if test.attrib["name"] == "verdict":
                continue
            found |= {(series, test.attrib["name"], one.attrib["message"]) for one in test if "message" in one.attrib}
            notes = test.findtext("system-out")
            if notes:
                found.add(
                    (series, test.attrib["name"], notes.removeprefix("src/pipe.h:40: ").removeprefix("src/pipe.c: "))
                )
    return verdicts, found


def _text(run: Run) -> tuple[Verdicts, None]:
    lines = re.findall(r"^(\d\.\d) +([A-Z]+) ", report.render(run, "text"), re.M)
    return dict(lines), None


def _markdown(run: Run) -> tuple[Verdicts, None]:
    return dict(re.findall(r"^\| `(\d\.\d)` \| \S+ ([A-Z]+) \|", report.render(run, "markdown"), re.M)), None


def _html(run: Run) -> tuple[Verdicts, Found]:
    page = report.render(run, "html")
    verdicts, found = {}, set()
    for series, verdict, section in re.findall(
        r'<article id="target-(\S+)" class="case item (\w+)"(.*?)</article>', page, re.S
    ):
        verdicts[series] = verdict
        items = re.findall(r'<li id="\S+-finding-\d+".*?<b>(.*?)</b>.*?</p>\s*<p>(.*?)</p>', section, re.S)
        found |= {(series, unescape(check), unescape(message)) for check, message in items}
    return verdicts, found


def _gitlab(run: Run) -> tuple[None, Found]:
    entries = json.loads(report.render(run, "gitlab"))
    return None, {(*one["description"].split(": ", 1)[:1], one["check_name"], one["description"].split(": ", 1)[1])
                  for one in entries}  # fmt: skip


def _github(run: Run) -> tuple[None, Found]:
    pattern = r"^::\w+ .*title=backport (\S+)%3A \w+%2C ([^:]+)::(.*?)(?:%0A.*)?$"
    return None, set(re.findall(pattern, report.render(run, "github"), re.M))


READERS = [_sarif, _junit, _text, _markdown, _html, _gitlab, _github]


@pytest.mark.parametrize("reader", READERS)
def test_every_format_says_what_the_document_says(
    reader: Callable[[Run], tuple[Verdicts | None, Found | None]],
) -> None:
    verdicts, found = _document(samples.run())
    said, told = reader(samples.run())
    assert said in (verdicts, None)
    assert told in (found, None)


def test_sarif_gitlab_and_github_agree_on_places() -> None:
    places = [
        (
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            result["locations"][0]["physicalLocation"]["region"]["startLine"],
        )
        for run in json.loads(report.render(samples.run(), "sarif"))["runs"]
        for result in run["results"]
    ]
    gitlab = json.loads(report.render(samples.run(), "gitlab"))
    assert places == [(one["location"]["path"], one["location"]["lines"]["begin"]) for one in gitlab]
    github = re.findall(r"file=([^,]+),line=(\d+)", report.render(samples.run(), "github"))
    assert sorted(places) == sorted((path, int(line)) for path, line in github)


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict != Verdict.SOUND])
def test_a_verdict_that_no_finding_explains_is_never_passed_over(verdict: Verdict) -> None:
    run = samples.run(replace(samples.there(), verdict=verdict))
    (finding,) = summary.findings(run.cases[0])
    assert (finding.check, finding.severity != Severity.NOTE) == ("verdict", True)
    assert json.loads(report.render(run, "sarif"))["runs"][0]["results"][0]["level"] != "note"
    assert json.loads(report.render(run, "gitlab"))[0]["severity"] != "info"
    assert re.match("::(error|warning) ", report.render(run, "github"))
    root = ElementTree.fromstring(report.render(run, "junit"))
    assert int(root.attrib["failures"]) + int(root.attrib["errors"]) == 1


def test_findings_are_told_apart() -> None:
    case = samples.unsound()
    twice = samples.run(replace(case, findings=(case.findings[0],) * 3))
    marks = [one["fingerprint"] for one in json.loads(report.render(twice, "gitlab"))]
    assert len(set(marks)) == 3
    results = json.loads(report.render(twice, "sarif"))["runs"][0]["results"]
    assert [one["partialFingerprints"]["backport/v1"] for one in results] == marks


def test_github_keeps_to_ten_of_a_kind_and_says_so() -> None:
    case = samples.unsound()
    many = samples.run(replace(case, findings=(case.findings[2], *(case.findings[0],) * 25)))
    lines = report.render(many, "github").splitlines()
    assert [sum(line.startswith(f"::{kind} ") for line in lines) for kind in ("error", "notice")] == [10, 1]
    assert lines[-1] == "backport: 1 target: 1 UNSOUND; 15 more findings"
