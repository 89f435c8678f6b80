"""The weekly pass as one self-contained HTML page: filter, keys, notes, and the lines for the file of decisions."""

from dataclasses import dataclass
from datetime import UTC, datetime

from backport.history.decisions import MEANINGS, Letter
from backport.history.review import Candidate, Session
from backport.report.page import page


@dataclass(frozen=True)
class Row:
    """A candidate as the page shows it: `verdict` is the decision, else the proposal; `day` in UTC."""

    candidate: Candidate
    verdict: Letter
    decided: str
    by: str
    note: str
    day: str


def render(session: Session, reference: str) -> str:
    """The page; everything from the repository is escaped."""
    rows = [_row(session, each) for each in session.candidates]
    counts = [(letter, sum(row.verdict is letter for row in rows)) for letter in Letter]
    return page(
        "review.html.j2",
        scripts=("review.js", "page.js"),  # the verdicts first, then the filter
        rows=rows,
        counts=counts,
        left=session.left,
        reference=reference,
        by=session.by,
        letters=[(letter.value, MEANINGS[letter]) for letter in Letter],
    )


def _row(session: Session, one: Candidate) -> Row:
    decided = session.decisions.get(one.id)
    day = datetime.fromtimestamp(one.when, UTC).strftime("%Y-%m-%d")
    if decided is None:
        return Row(one, one.proposed, "", "", "", day)
    return Row(one, decided.verdict, decided.verdict.value, decided.by, decided.note, day)
