"""Findings that a person has judged and taken responsibility for, each with a reason and an end."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from backport.config import Suppression
from backport.core.verdict import Finding, Severity


def suppress(findings: Iterable[Finding], suppressions: Sequence[Suppression], today: date) -> tuple[Finding, ...]:
    """The findings, those suppressed turned into notes that say why.

    A suppression holds on the day it expires; a finding whose suppression ended says so.
    """
    known = {suppression.fingerprint: suppression for suppression in suppressions}
    return tuple(_judged(finding, known.get(finding.fingerprint), today) for finding in findings)


def _judged(finding: Finding, suppression: Suppression | None, today: date) -> Finding:
    if suppression is None or finding.severity == Severity.NOTE:
        return finding
    if suppression.expires is not None and suppression.expires < today:
        told = f"a suppression of this ended on {suppression.expires}: {suppression.reason}"
        return replace(finding, evidence=(*finding.evidence, told))
    until = f" until {suppression.expires}" if suppression.expires is not None else ""
    told = f"suppressed{until}: {suppression.reason}"
    return replace(finding, severity=Severity.NOTE, evidence=(*finding.evidence, told))
