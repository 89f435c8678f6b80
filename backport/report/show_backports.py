"""The matrix as HAProxy's git-show-backports prints it, with the commands to paste.

Cells are `HASH-N` (N hops behind the reference), `HASH+N` (found through the reference's own source), `HASH+?` (found
by author, date and text) and `-`. Three slips of the script are not copied: with -H it counts two hops too many and
drops the cells behind a `+?`, and the ids to paste can carry a `+1` that git does not take.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from backport.core.printable import one_line
from backport.history.matrix import Cell, Matrix, Row, Way

_SHORT = 8
_TITLE_EVERY = 20  # rows, to stay in sight on a small terminal
_MARKS = {Way.CHAIN: "-", Way.SOURCE: "+", Way.TEXT: "+"}
_SHOW = (
    "   git show --pretty=format:'%C(yellow)commit  %H%C(normal)%nAuthor: %an <%ae>%nDate:   %aD%n%n"
    "%C(green)%C(bold)git cherry-pick -sx %h%n%n%w(0,4,4)%B%N' "
)


@dataclass(frozen=True)
class Options:
    """The script's options: -q (one title), -m (only what is missing), -u (upstream ids), -L (since the last pick)."""

    quiet: bool = False
    missing: bool = False
    upstream: bool = False
    since_last: bool = False


def lines(matrix: Matrix, options: Options, subject_of: Callable[[str], str]) -> Iterator[str]:
    """The whole output, line by line. `subject_of` gives the subject of a commit id (8 digits)."""
    rows = chosen(matrix, options).rows
    if options.since_last:
        yield from _since_last(matrix, rows, options, subject_of)
        return
    if rows:
        yield from _table(matrix, rows, options, subject_of)
    if options.missing:
        yield from _commands(rows, options)


def chosen(matrix: Matrix, options: Options) -> Matrix:
    """The matrix with the rows that -m and -L leave."""
    return replace(matrix, rows=tuple(row for row in matrix.rows if _wanted(row, options)))


def cell(value: Cell | None) -> str:
    """One cell."""
    if value is None:
        return "-"
    return value.commit[:_SHORT] + _MARKS[value.way] + ("?" if value.way is Way.TEXT else str(value.hops))


def _wanted(row: Row, options: Options) -> bool:
    if (options.missing or options.since_last) and row.subject.startswith("[RELEASE]"):
        return False
    return row.missing or not options.missing


def _id(row: Row, options: Options) -> str:
    """The script looks for a row's sources only where a branch lacks the commit itself."""
    looked = any(each is None or each.way is not Way.CHAIN for each in row.cells)
    return (row.upstream if options.upstream and looked and row.upstream else row.commit)[:_SHORT]


def _table(matrix: Matrix, rows: Sequence[Row], options: Options, subject_of: Callable[[str], str]) -> Iterator[str]:
    title = [f":{matrix.reference}:", *(f":{name}:" for name in matrix.columns)]
    body = [[_id(row, options), *map(cell, row.cells)] for row in rows]
    widths = [max(map(len, column)) for column in zip(title, *body, strict=True)]
    head = _aligned(title, widths) + " ---- Subject ----"
    for number, (row, cells) in enumerate(zip(rows, body, strict=True)):
        if number == 0 or (not options.quiet and number % _TITLE_EVERY == 0):
            yield one_line(head)
        subject = row.subject if row.commit.startswith(cells[0]) else subject_of(cells[0])
        yield f"{_aligned(cells, widths)} {one_line(subject)}"


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"{each:<{width}}  " for each, width in zip(cells, widths, strict=True)) + "|"


def _since_last(
    matrix: Matrix, rows: Sequence[Row], options: Options, subject_of: Callable[[str], str]
) -> Iterator[str]:
    last, since = (matrix.base or "")[:_SHORT], list[str]()
    for row in rows:
        if row.cells[0] is not None:
            last, since = _id(row, options), []
        else:
            since.append(_id(row, options))
    if not since:
        yield f"No new commit upstream since last commit {last}."
        return
    yield f"Found {len(since)} commit(s) added to branch {matrix.reference} since last backported commit {last}:"
    yield ""
    if not options.quiet:
        for commit in since:
            yield f"  {commit}  | {one_line(subject_of(commit))}"
        yield ""
        yield "In order to show and/or apply them all to current branch :"
        yield ""
        yield _SHOW + " ".join(since)
        yield ""
    yield f"   git cherry-pick -sx {' '.join(since)}"
    yield ""


def _commands(rows: Sequence[Row], options: Options) -> Iterator[str]:
    if not rows:
        yield "No missing commit to apply."
        return
    left = [_id(row, options) for row in rows]
    right = [_rightmost(row, options) for row in rows]
    yield from ("", "")
    for side, commits in (("leftmost", left), ("rightmost", right))[: 1 if left == right else 2]:
        yield f"In order to show and/or apply all {side} commits to current branch :"
        yield _SHOW + " ".join(commits)
        yield ""
        yield f"   git cherry-pick -sx {' '.join(commits)}"
        yield ""


def _rightmost(row: Row, options: Options) -> str:
    """The last commit before the first branch that lacks it: the nearest source for that branch."""
    found = _id(row, options)
    for each in row.cells:
        if each is None:
            break
        found = each.commit[:_SHORT]
    return found
