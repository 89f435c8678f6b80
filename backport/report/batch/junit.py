"""The batch as JUnit XML: a suite per commit that was examined, and one of a single test for the batch itself."""

from collections.abc import Iterator
from typing import TextIO

from junitparser import Skipped, TestSuite

from backport.core.batch import Batch, Claim
from backport.report import junit
from backport.report.batch import words
from backport.report.escape import log, log_line
from backport.report.shown import of_batch
from backport.report.summary import short


def write(batch: Batch, stream: TextIO) -> None:
    """Write the document; who opted out is a skipped test."""
    junit.write_suites(_suites(batch), stream)


def _suites(batch: Batch) -> Iterator[TestSuite]:
    first = TestSuite("commits")
    told = junit.test_case("commits", "examined")
    told.system_out = log(words.sentence(batch))
    first.add_testcase(told)
    for one in batch.commits:
        if one.claimed.claim == Claim.EXEMPT:
            test = junit.test_case("commits", short(one.claimed.commit))
            test.result = [Skipped(log_line(words.why(one)))]
            first.add_testcase(test)
    yield first
    yield from map(junit.suite, of_batch(batch))
