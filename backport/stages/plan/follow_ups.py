"""Later commits that take the fix back, repair it or complete it: nobody should pick the one without the other."""

from collections.abc import Iterable, Iterator, Sequence

from backport.core.plan import Related
from backport.core.relation import Relation
from backport.history.family import origin
from backport.history.index import Naming
from backport.history.touching import touching
from backport.stages.plan.lines import LARGEST, changed_lines
from backport.stages.plan.question import Fix, Question
from backport.vcs.objects import Objects

_SAYS = {
    Relation.REVERTS: "takes it back",
    Relation.INTRODUCED_BY: "repairs it",
    Relation.FOLLOW_UP_OF: "follows it up",
}
TAKES_BACK = _SAYS[Relation.REVERTS]
CHANGES_AGAIN = "changes its lines again"
_SOON = 1000  # later commits of mainline that are looked at for the same lines
_FEW = 5  # files: a commit that changes more is a rename or a clean-up of the whole tree
_DEEPEST = 4  # follow-ups of follow-ups


def follow_ups(fix: Fix) -> tuple[Related, ...]:
    """All of them: by what messages say, then by the lines they change, each once, oldest first."""
    found: dict[str, Related] = {}
    _by_message(fix, fix.family, found, 1)
    for related in _by_lines(fix):
        found.setdefault(related.commit, related)
    return tuple(sorted(found.values(), key=lambda each: fix.index.number(each.commit)))


def lacking(question: Question, known: tuple[Related, ...]) -> tuple[Related, ...]:
    """Those of the follow-ups that the target has not."""
    return tuple(each for each in known if question.holding(each.commit) is None)


def _by_message(fix: Fix, family: frozenset[str], found: dict[str, Related], depth: int) -> None:
    index = fix.index
    for member in sorted(family):
        for naming in index.naming(member):
            first = origin(index, naming.commit.id)
            if naming.relation in _SAYS and first not in fix.family and first not in found:
                found[first] = _related(naming, first, member if depth > 1 else "")
                if depth < _DEEPEST:
                    _by_message(fix, frozenset((first,)), found, depth + 1)


def _related(naming: Naming, first: str, over: str) -> Related:
    what = _SAYS[naming.relation]
    relation = what.replace("it", over[:12]) if over else what
    return Related(first, naming.commit.subject, relation, f"its message names {naming.written}")


def _by_lines(fix: Fix) -> Iterator[Related]:
    """Commits on mainline, soon after the fix, that remove a line the fix added."""
    index, mainline = fix.index, fix.means.mainline
    start = index.number(fix.origin)
    reached = index.graph.masks([index.number(mainline)]) if mainline is not None else []
    added = changed_lines(index, fix.origin).added if reached and reached[start] else {}
    if not added:
        return
    later = [n for n in range(start + 1, len(reached)) if reached[n]][:_SOON]
    for n in touching(index, later, sorted(added)):
        commit = index.id(n)
        objects = index.holder(commit)
        trees = [objects.commit(each).tree for each in (index.id(index.graph.parents[n][0]), commit)]
        same = [path for path in sorted(added) if _loses(objects, trees, path, added[path])]
        if same and len(objects.changed_paths(*trees)) <= _FEW:
            yield Related(commit, index.known([n])[n].subject, CHANGES_AGAIN, ", ".join(same))


def _loses(objects: Objects, trees: Sequence[str], path: str, lines: Iterable[bytes]) -> bool:
    """Whether the first tree's file has one of the lines and the second one's has it nowhere."""
    before, after = (objects.entry(tree, path) for tree in trees)
    if before is None or after is None or before.id == after.id or not (before.is_file and after.is_file):
        return False
    if max(objects.size(before.id), objects.size(after.id)) > LARGEST:
        return False
    old, new = objects.blob(before.id), objects.blob(after.id)
    return any(line in old and line not in new for line in lines)
