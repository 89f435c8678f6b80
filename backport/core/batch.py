"""Many commits of one branch looked at together: which of them are backports, and what is to be said of each."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from backport.core.case import Case, Run
from backport.core.verdict import Verdict


class Claim(StrEnum):
    """What a commit says of itself, and what it looks like."""

    CLAIMS = "claims to be a backport"  # its message names what it was made from
    RESEMBLES = "looks like a backport"  # its message names nothing, yet the development branch has the like of it
    EXEMPT = "opted out"  # its message says that it is not to be examined
    NONE = "no backport"


@dataclass(frozen=True)
class Claimed:
    """A commit, what it claims, the id it was made from (as long as it is written; empty where there is none), why."""

    commit: str
    subject: str
    claim: Claim
    origin: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Examined:
    """A claimed commit and the run with its one case; no run where nothing was to be examined."""

    claimed: Claimed
    run: Run | None = None

    @property
    def case(self) -> Case | None:
        """The case of the run."""
        return self.run.cases[0] if self.run is not None else None


@dataclass(frozen=True)
class Batch:
    """The commits that `head` has and `base` has not, oldest first; ids are full hex. `branch` is what they go to."""

    repository: str
    project: str
    branch: str
    base: str
    head: str
    commits: tuple[Examined, ...]
    seconds: float = 0.0
    tool: str = ""

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases of the commits that were examined."""
        return tuple(one.case for one in self.commits if one.case is not None)

    @property
    def verdicts(self) -> Counter[Verdict]:
        """How many of the examined commits have each verdict."""
        return Counter(case.verdict for case in self.cases)

    @property
    def failed(self) -> bool:
        """Whether any examined commit is not SOUND."""
        return any(case.verdict != Verdict.SOUND for case in self.cases)
