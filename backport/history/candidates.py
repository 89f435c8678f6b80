"""The candidates of a review: the commits of a range, what their messages propose, and where they are already."""

from backport.history.index import Index
from backport.history.matrix import Query, Row, matrix
from backport.history.review import Candidate, proposal
from backport.projects import Project


def candidates(index: Index, query: Query, project: Project) -> tuple[Candidate, ...]:
    """The commits of the range, oldest first, without those that only mark a release."""
    found = matrix(index, query)
    listed = (_candidate(index, row, found.columns, project) for row in found.rows)
    return tuple(each for each in listed if each is not None)


def _candidate(index: Index, row: Row, columns: tuple[str, ...], project: Project) -> Candidate | None:
    heading = project.HEADING(row.subject)
    if heading.marker:
        return None
    commit = index.holder(row.commit).commit(row.commit)
    letter, why, asked = proposal(commit.message, heading, columns, project.READER)
    return Candidate(
        id=row.commit,
        subject=row.subject,
        author=commit.author.name,
        when=commit.committer.time,
        proposed=letter,
        why=why,
        asked=asked,
        present=tuple(name for name, cell in zip(columns, row.cells, strict=True) if cell is not None),
        message=commit.message,
    )
