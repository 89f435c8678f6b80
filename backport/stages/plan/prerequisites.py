"""What a branch lacks before the fix can work there: the commits that brought the names its new lines use."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from posixpath import splitext

from backport.core.commit import ChangeKind
from backport.core.plan import Related
from backport.stages.apply.sections import sections
from backport.stages.plan.lines import changed_lines
from backport.stages.plan.question import Question, View
from backport.stages.plan.verse import variables
from backport.vcs.textdiff import is_binary, split_lines

_NAME = re.compile(rb"(?<![\w.\"'])[A-Za-z_]\w{3,}\b")
_COMMENT = re.compile(rb'/\*.*?(?:\*/|\Z)|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_INCLUDE = re.compile(rb"^[ \t]*#[ \t]*include\b[^\n]*", re.MULTILINE)
_LABEL = re.compile(rb"^[ \t]*([A-Za-z_]\w*)[ \t]*:(?!:)|\bgoto[ \t]+([A-Za-z_]\w*)", re.MULTILINE)
_SUFFIXES = {".c": (".c", ".h"), ".h": (".c", ".h")}
_KEYWORDS = frozenset(
    b"auto break case char const continue default double else enum extern float goto inline long register restrict"
    b" return short signed sizeof static struct switch typedef typeof union unsigned void volatile while defined"
    b" define ifdef ifndef elif endif undef pragma error true false bool NULL".split()
)
_LARGEST = 4_000_000  # bytes of a file
_MOST = 40  # names that are looked for


def prerequisites(question: Question) -> tuple[Related, ...]:
    """The mainline commits that brought names which the fix newly uses and the target has not, under any known name.

    The commit that changes least comes first. Empty without a view, or for a target whose words are not known: a name
    that is missing there may only be called otherwise.
    """
    view = question.view
    if view is None or not view.recognised:
        return ()
    missing = _missing(question, view)
    if not missing:
        return ()
    found: dict[str, list[bytes]] = {}
    for name in sorted(missing):
        commit = _brought_by(question, view, name)
        if commit is not None and question.holding(commit) is None:
            found.setdefault(commit, []).append(name)
    smallest = sorted(found, key=lambda commit: _size(question, commit))
    return tuple(_related(question, commit, found[commit]) for commit in smallest)


def _missing(question: Question, view: View) -> frozenset[bytes]:
    """Names that the fix uses more than its parent does, that the parent's tree knows, and the target does not."""
    missing: set[bytes] = set()
    for change in question.source.changes:
        suffixes = _SUFFIXES.get(splitext(change.path)[1])
        if change.kind != ChangeKind.MODIFIED or suffixes is None:
            continue
        old, new = (
            view.translator.text(change.path, view.objects.blob(b)).data for b in (change.old_blob, change.new_blob)
        )
        fresh = _used(new) - frozenset(_NAME.findall(_COMMENT.sub(b" ", old)))
        lacking = fresh - _present(view, question.target.tree, fresh, suffixes)
        missing |= lacking & _present(view, question.source.base_tree, lacking, suffixes)
    return frozenset(sorted(missing)[:_MOST])


def _used(text: bytes) -> frozenset[bytes]:
    """The names in a text's code that have to come from somewhere: no label, and no variable of the function's own."""
    bare = _INCLUDE.sub(b" ", _COMMENT.sub(b" ", text))
    lines = split_lines(bare)
    inside = [(section.span.start, section.span.end) for section in sections(lines)]
    ends = [0, *(end for span in inside for end in span), len(lines)]
    found: set[bytes] = set()
    for start, end in pairwise(ends):  # the functions, and what is between them
        part = b"".join(lines[start:end])
        found |= frozenset(_NAME.findall(part)) - variables(part) - _labels(part)
    return frozenset(found - _KEYWORDS)


def _labels(text: bytes) -> frozenset[bytes]:
    return frozenset(each[1] or each[2] for each in _LABEL.finditer(text))


def _present(view: View, tree: str, names: Iterable[bytes], suffixes: Sequence[str]) -> frozenset[bytes]:
    """Those of the names that stand anywhere in the tree's code."""
    wanted, found = set(names), set[bytes]()
    for path, blob in view.atlas.files(tree):
        if not wanted:
            break
        if path.endswith(tuple(suffixes)) and view.objects.size(blob) <= _LARGEST:
            data = view.objects.blob(blob)
            here = {name for name in wanted if name in data and not is_binary(data) and _word(name, data)}
            found |= here
            wanted -= here
    return frozenset(found)


def _word(name: bytes, data: bytes) -> bool:
    return re.search(rb"\b%s\b" % re.escape(name), data) is not None


def _brought_by(question: Question, view: View, name: bytes) -> str | None:
    """The first commit on the way from the target's branch point to the fix whose tree has the name.

    Names come and stay; one that came, went and came again may be traced to a later commit.
    """
    line = _way(question)
    if not line:
        return None

    def there(n: int) -> bool:
        commit = question.index.id(n)
        tree = question.index.holder(commit).commit(commit).tree
        return bool(_present(view, tree, (name,), _SUFFIXES[".c"]))

    at = bisect_left(line, True, key=there)
    return question.index.id(line[at]) if at < len(line) else None


def _way(question: Question) -> list[int]:
    """First parents from the fix's parent back to the target's branch point, oldest first."""
    index, graph = question.index, question.index.graph
    start = index.number(question.source.commit.parents[0])
    way: list[int] = []
    n: int | None = start
    while n is not None and not question.has(index.id(n)):
        way.append(n)
        parents = graph.parents[n]
        n = parents[0] if parents else None
    return way[::-1]


def _related(question: Question, commit: str, names: Sequence[bytes]) -> Related:
    known = question.index.get(commit)
    brings = ", ".join(name.decode(errors="replace") for name in names)
    return Related(
        commit, known.subject if known else "", f"brings {brings}", f"{question.target.series} has no {brings}"
    )


def _size(question: Question, commit: str) -> tuple[int, int]:
    """How many lines a commit changes; among equals the older one."""
    lines = changed_lines(question.index, commit)
    count = sum(len(each) for side in (lines.removed, lines.added) for each in side.values())
    return count, question.index.number(commit)
