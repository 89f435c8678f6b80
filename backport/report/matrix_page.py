"""The matrix as one self-contained HTML page with a filter."""

from backport.history.matrix import Matrix
from backport.report.matrix import summary
from backport.report.page import page as rendered
from backport.report.show_backports import cell


def page(matrix: Matrix) -> str:
    """The page; everything from the repository is escaped."""
    missing = sum(row.missing for row in matrix.rows)
    counts = (("missing", missing), ("everywhere", len(matrix.rows) - missing))
    return rendered("matrix.html.j2", matrix=matrix, sentence=summary(matrix), counts=counts, show=cell)
