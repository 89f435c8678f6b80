"""JUnit XML: a suite per target, a test per check, and the verdict as a test of its own."""

from collections.abc import Iterable
from typing import TextIO
from xml.etree import ElementTree

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from junitparser.junitparser import FinalResult

from backport.core.case import Outcome, Run
from backport.core.verdict import Finding, Severity, Verdict
from backport.report import summary
from backport.report.escape import log, log_line
from backport.report.shown import Shown, of_run

_RESULTS: dict[Severity, type[Failure] | type[Error]] = {
    Severity.HARD: Failure,
    Severity.SOFT: Failure,
    Severity.OPEN: Error,
}


def write(run: Run, stream: TextIO) -> None:
    """Write the document. A verdict that is not SOUND never counts as passed."""
    write_suites((suite(one) for one in of_run(run)), stream)


def write_suites(suites: Iterable[TestSuite], stream: TextIO) -> None:
    """Write a document of these suites."""
    xml = JUnitXml("backport")
    for one in suites:
        xml.add_testsuite(one)
    xml.update_statistics()
    root = ElementTree.fromstring(xml.tostring())  # noqa: S314 - our own output
    root.attrib.pop("skipped", None)  # Jenkins' schema knows it for suites only
    ElementTree.indent(root)
    stream.write('<?xml version="1.0"?>\n' + ElementTree.tostring(root, "us-ascii").decode("ascii") + "\n")


def suite(shown: Shown) -> TestSuite:
    """A test per check of a case, and one for its verdict."""
    case = shown.case
    made = TestSuite(log_line(shown.name))
    made.add_property("verdict", case.verdict.value)
    made.add_property("outcome", case.application.outcome.value)
    made.add_property("origin", log_line(case.origin))
    made.add_property("revision", log_line(case.target.revision))
    found = summary.findings(case)
    for check in dict.fromkeys([*case.checks, *(finding.check for finding in found)]):
        if check != summary.VERDICT_CHECK:
            made.add_testcase(_check(shown, check, [finding for finding in found if finding.check == check]))
    made.add_testcase(_verdict(shown))
    return made


def _check(shown: Shown, check: str, found: list[Finding]) -> TestCase:
    test = test_case(shown.name, check)
    results: list[FinalResult] = []
    for finding in found:
        if finding.severity in _RESULTS:
            result = _RESULTS[finding.severity](log_line(finding.message), finding.severity.value)
            result.text = log(_told(finding))
            results.append(result)
    test.result = results
    notes = [log(_told(finding)) for finding in found if finding.severity not in _RESULTS]
    if notes:
        test.system_out = "\n".join(notes)
    return test


def _verdict(shown: Shown) -> TestCase:
    case = shown.case
    test = test_case(shown.name, summary.VERDICT_CHECK)
    why = log_line(summary.why(case))
    if case.verdict != Verdict.SOUND:
        result = Error if case.verdict == Verdict.UNKNOWN else Failure
        test.result = [result(f"{case.verdict.value}: {why}", case.verdict.value)]
    elif case.application.outcome == Outcome.SKIPPED:
        test.result = [Skipped(why)]
    return test


def test_case(of: str, name: str) -> TestCase:
    """A test of the suite `of`."""
    return TestCase(log_line(name), classname=log_line(f"backport.{of}"), time=0.0)


def _told(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    head = f"{place}: {finding.message}" if place else finding.message
    return "\n".join([head, *(f"- {line}" for line in finding.evidence)])
