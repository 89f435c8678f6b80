"""Findings that a person has judged and taken responsibility for, each with a reason and an end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from backport.core.verdict import Finding, Severity


@dataclass(frozen=True)
class Suppression:
    """Silences the finding with this fingerprint until `expires` (that day included)."""

    fingerprint: str
    reason: str
    expires: date


def suppress(findings: Iterable[Finding], suppressions: Sequence[Suppression], today: date) -> tuple[Finding, ...]:
    """The findings, those suppressed turned into notes that say why; a suppression that ended is said as well."""
    known = {suppression.fingerprint: suppression for suppression in suppressions}
    return tuple(_judged(finding, known.get(finding.fingerprint), today) for finding in findings)


def _judged(finding: Finding, suppression: Suppression | None, today: date) -> Finding:
    if suppression is None or finding.severity == Severity.NOTE:
        return finding
    if suppression.expires < today:
        told = f"a suppression of this ended on {suppression.expires}: {suppression.reason}"
        return replace(finding, evidence=(*finding.evidence, told))
    told = f"suppressed until {suppression.expires}: {suppression.reason}"
    return replace(finding, severity=Severity.NOTE, evidence=(*finding.evidence, told))
