"""One fix on one target: what was done, what was found, what it amounts to."""

from dataclasses import dataclass
from enum import StrEnum

from backport.core.behaviour import Behaviour
from backport.core.difference import Difference
from backport.core.verdict import Finding, Verdict


class Outcome(StrEnum):
    """What became of the fix on a target."""

    APPLIED = "applied"
    THERE = "already there"
    NOT_AFFECTED = "not affected"
    CONFLICT = "conflict"
    SKIPPED = "skipped"  # a policy or a prerequisite says not now


class Rung(StrEnum):
    """The steps of the ladder, from the surest down; a case's rung is the lowest any of its files needed."""

    SAME = "same"  # the file is the fix's own parent, byte for byte
    MERGE = "merge"  # git's three-way merge
    TRANSLATED = "translated"  # the same merge after the branch map translated the fix
    PLACED = "placed"  # put by function and syntax
    TOKENS = "tokens"  # merged token by token inside changed lines
    DROPPED = "dropped"  # the branch does not have what this part changes
    RESOLVED = "resolved"  # a person finished it
    CONFLICT = "conflict"  # a person has to decide

    @property
    def height(self) -> int:
        """0 for the surest."""
        return list(Rung).index(self)


@dataclass(frozen=True)
class Target:
    """A branch to port to: its name, the commit it stands at and that commit's tree."""

    series: str
    revision: str
    tree: str
    ref: str = ""


@dataclass(frozen=True)
class FileResult:
    """One file of the fix: where it was, where it went (empty when dropped), how, and what is to be said of it."""

    source_path: str
    path: str
    rung: Rung
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    conflict: str = ""  # git's markers, when a person has to decide
    candidates: tuple[str, ...] = ()  # places that fit as well, best first


@dataclass(frozen=True)
class Application:
    """How the fix was brought to the target: `source` is the commit it was picked from."""

    outcome: Outcome
    source: str
    rung: Rung | None = None
    files: tuple[FileResult, ...] = ()
    reason: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """The answer for one target. `tree` is the resulting tree in the scratch repository, None where there is none.

    `message` is the commit message the backport gets, `checks` the names of the checks that ran, `diff` and
    `original` unified diffs (the adapted fix on the target, the fix on its own parent) for people to read.
    `certificate` says what accounts for each difference between the fix's change and the result's.
    """

    target: Target
    origin: str
    tree: str | None
    verdict: Verdict
    application: Application
    rules: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    message: str = ""
    checks: tuple[str, ...] = ()
    behaviour: tuple[Behaviour, ...] = ()
    diff: str = ""
    original: str = ""
    branch: str = ""
    commit: str | None = None
    certificate: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class RuleUse:
    """A rule as the report shows it: `newer` became `older`, because, by which evidence."""

    id: str
    kind: str
    newer: str
    older: str
    because: str = ""
    evidence: tuple[str, ...] = ()
    origin: str = "map"


@dataclass(frozen=True)
class Run:
    """One call of the line: a fix on all its targets. Times are seconds."""

    repository: str
    project: str
    origin: str
    subject: str
    message: str
    cases: tuple[Case, ...]
    seconds: float = 0.0
    tool: str = ""
    rules: tuple[RuleUse, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether any target needs a person (exit code 1)."""
        return any(case.verdict != Verdict.SOUND for case in self.cases)
