"""Reports of a batch: by their schemas, in agreement with each other, within the services' limits, inert."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from backport.report import batch as reports
from backport.report import index
from backport.runs import batch_document, document
from tests.report import samples
from tests.report.batches import batch
from tests.report.test_hostile import POISONS

Found = set[tuple[str, str, str]]  # commit (shortened), check, message


def _validate(text: str) -> None:
    registry: Registry = Registry().with_resource("urn:backport:run:1", Resource.from_contents(document.schema()))
    Draft202012Validator(batch_document.schema(), registry=registry).validate(json.loads(text))


def test_the_document_is_by_its_schema() -> None:
    Draft202012Validator.check_schema(batch_document.schema())
    _validate(reports.render(batch(), "json"))
    _validate(reports.render(replace(batch(), base="", commits=()), "json"))


def _document() -> tuple[dict[str, str | None], Found]:
    commits = json.loads(reports.render(batch(), "json"))["commits"]
    found = {
        (one["commit"][:12], finding["check"], finding["message"])
        for one in commits
        if one["run"]
        for finding in one["run"]["cases"][0]["findings"]
    }
    return {one["commit"][:12]: one["verdict"] for one in commits}, found


def test_sarif_junit_and_the_annotations_agree_with_the_document() -> None:
    verdicts, found = _document()
    (run,) = json.loads(reports.render(batch(), "sarif"))["runs"]
    assert {commit[:12]: verdict for commit, verdict in run["properties"]["commits"].items()} == {
        commit: verdict or "-" for commit, verdict in verdicts.items()
    }
    told = set()
    for result in run["results"]:
        commit, _, message = result["message"]["text"].partition("\n")[0].partition(": ")
        told.add((commit, result["ruleId"], message))
    assert told == found
    suites = list(ElementTree.fromstring(reports.render(batch(), "junit")))[1:]
    assert {one.attrib["name"]: one[0][0].attrib["value"] for one in suites} == {
        commit: verdict for commit, verdict in verdicts.items() if verdict
    }
    pattern = r"^::\w+ .*title=backport (\w+)%3A \w+%2C ([^:]+)::(.*?)(?:%0A.*)?$"
    assert set(re.findall(pattern, reports.render(batch(), "github"), re.M)) == found
    entries = json.loads(reports.render(batch(), "gitlab"))
    assert {(*one["description"].split(": ", 1)[:1], one["check_name"], one["description"].split(": ", 1)[1])
            for one in entries} == found  # fmt: skip
    rows = re.findall(r"^\| `(\w+)` \| (?:\S+ ([A-Z]+)|–) \|", reports.render(batch(), "markdown"), re.M)
    assert {commit: verdict or None for commit, verdict in rows} == verdicts
    rows = re.findall(r"^([0-9a-f]{12})  ([A-Z]+|-) ", reports.render(batch(), "text"), re.M)
    assert {commit: None if verdict == "-" else verdict for commit, verdict in rows} == verdicts


def test_who_opted_out_is_a_skipped_test() -> None:
    first = next(iter(ElementTree.fromstring(reports.render(batch(), "junit"))))
    assert [test.attrib["name"] for test in first if test.find("skipped") is not None] == ["e" * 12]


@pytest.mark.parametrize(("name", "most"), [("markdown", 65_536), ("summary", 1 << 20)])
def test_what_github_takes_at_most_is_counted_in_bytes(name: str, most: int) -> None:
    one = batch().commits[1]
    assert one.run is not None and one.case is not None
    case = replace(one.case, diff="+ä∑\n" * 200_000)
    many = replace(batch(), commits=(*batch().commits, *[replace(one, run=replace(one.run, cases=(case,)))] * 3))
    text = reports.render(many, name)
    assert len(text.encode()) <= most
    assert "are left out" in text


def test_a_message_that_is_longer_than_github_takes() -> None:
    one = batch().commits[1]
    assert one.run is not None and one.case is not None
    long = replace(one.case.findings[0], message="ä" * 100_000, check="c" * 400)
    case = replace(one.case, findings=(long,))
    lines = reports.render(replace(batch(), commits=(replace(one, run=replace(one.run, cases=(case,))),)), "github")
    assert len(lines.splitlines()[0].encode()) < 65_536
    title = re.search(r"title=(.*?)::", lines)
    assert title is not None and len(title[1].replace("%3A", ":").replace("%2C", ",")) <= 255


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("name", reports.FORMATS)
def test_no_text_of_a_repository_is_obeyed(name: str, poison: str) -> None:
    clean = reports.render(batch(), name)
    text = reports.render(samples.poisoned(batch(), POISONS[poison]), name)
    assert {char for char in text if not char.isprintable() and char not in "\n\t\u00a0"} == set()
    assert len(re.findall(r"^\s*::\w", text, re.M)) <= len(re.findall(r"^\s*::\w", clean, re.M))
    assert not re.search(r"##(?:vso|teamcity)?\[", text)


def test_pages(tmp_path) -> None:
    where = index.pages(batch(), tmp_path / "site")
    names = {path.name for path in where.parent.iterdir()}
    assert names == {"index.html", *(f"{one.claimed.commit[:12]}.html" for one in batch().commits if one.run)}
    assert all(link in names for link in re.findall(r'href="(\w+\.html)#', where.read_text()))
