"""Tests that ask for a newer release than the branch is: they are skipped there."""

import re
from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.stages.verify.study import Study

NAME = "versions"
_SERIES = re.compile(r"v?(\d+)\.(\d+)")
_FOLDER = re.compile(r"(?:reg-?)?tests?/")
_ASKED = re.compile(rb"(?i:version)\w*\W{1,4}v?(\d+)\.(\d+)")


def check(study: Study) -> Iterator[Finding]:
    """Written lines of tests that name a version which is newer than the series."""
    series = _SERIES.fullmatch(study.exam.series)
    if series is None:
        return
    branch = (int(series[1]), int(series[2]))
    for pair in study.pairs:
        if pair.result is None or not pair.result.is_text or not _FOLDER.match(pair.path):
            continue
        for number in sorted(pair.result.added_lines):
            asked = _ASKED.search(pair.result.new_lines[number - 1])
            if asked is not None and (int(asked[1]), int(asked[2])) > branch:
                wanted = f"{int(asked[1])}.{int(asked[2])}"
                message = f"asks for version {wanted}, and the branch is {study.exam.series}"
                yield Finding(NAME, Severity.SOFT, message, wanted, pair.path, number)
