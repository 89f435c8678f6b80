"""What every format says of a batch in the same words."""

from backport.core.batch import Batch, Claim, Examined
from backport.core.verdict import Verdict
from backport.report import summary


def sentence(batch: Batch) -> str:
    """The batch in one line."""
    commits = f"{len(batch.commits)} commit{'s' if len(batch.commits) != 1 else ''}"
    count = len(batch.cases)
    if not count:
        return f"{commits}, no backports{_exempt(batch)}"
    verdicts = ", ".join(f"{batch.verdicts[verdict]} {verdict}" for verdict in Verdict if batch.verdicts[verdict])
    return f"{commits}, {count} backport{'s' if count != 1 else ''}: {verdicts}{_exempt(batch)}"


def why(examined: Examined) -> str:
    """One sentence for a commit's line."""
    claimed = examined.claimed
    if examined.case is None:
        return f"{claimed.claim}: {claimed.reason}" if claimed.reason else claimed.claim.value
    said = summary.why(examined.case)
    return said if examined.case.verdict != Verdict.SOUND else f"{claimed.reason}; {said}"


def verdict(examined: Examined) -> str:
    """The verdict's name, a dash where nothing was examined."""
    return examined.case.verdict.value if examined.case is not None else "-"


def _exempt(batch: Batch) -> str:
    count = sum(one.claimed.claim == Claim.EXEMPT for one in batch.commits)
    return f"; {count} opted out" if count else ""
