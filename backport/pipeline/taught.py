"""A second try where the result has names that the branch lacks: what its earlier backports and mainline's history say.

Asked for only then, because histories are long; nothing newer than the fix and the branch's tip is looked at.
"""

from collections.abc import Iterable, Iterator

from backport.branchmap.learn import Wanted, learn
from backport.core.case import Target
from backport.core.commit import SourceCommit
from backport.core.rule import Origin, Rule
from backport.core.verdict import Finding, Severity
from backport.pipeline.bench import Bench, Words
from backport.pipeline.ported import Judge, Judgement
from backport.stages.apply.ladder import Applied, apply_fix
from backport.stages.translate.drift import has_word
from backport.stages.translate.earlier import Branch
from backport.stages.translate.lessons import Lesson, Lessons
from backport.vcs.lineage import Lineage

_ASKED = ("symbols", "members")  # the checks that find names which the branch lacks
_MOST = 6  # names: more is no port but a rewrite


def taught(
    bench: Bench, judge: Judge, source: SourceCommit, target: Target, applied: Applied, judged: Judgement, way: Words
) -> tuple[Applied, Judgement]:
    """The same result, or a better one by what was learned for the names that the branch lacks."""
    names = dict.fromkeys(_lacking(judged.findings))
    lessons = _lessons(bench, source, target, names) if 0 < len(names) <= _MOST else Lessons()
    if not lessons.all:
        return applied, judged
    again = apply_fix(bench.scratch, bench.atlas, source, target.tree, way.translator, lessons)
    if again.tree is None or again.tree == applied.tree:
        return applied, judged
    better = judge(bench, source, target, again, way)
    return (again, better) if _hard(better.findings) < _hard(judged.findings) else (applied, judged)


def _lacking(findings: Iterable[Finding]) -> Iterator[str]:
    """The names that the branch lacks; of a member its own."""
    for finding in findings:
        if finding.check in _ASKED and finding.severity is not Severity.NOTE:
            yield finding.subject.rpartition(".")[2]


def _hard(findings: Iterable[Finding]) -> int:
    return sum(finding.severity is Severity.HARD for finding in findings)


def _lessons(bench: Bench, source: SourceCommit, target: Target, names: Iterable[str]) -> Lessons:
    """By the branch's own backports; what they do not tell, by the commits of mainline that brought the names."""
    found = Branch(bench.scratch, source.id, target.revision).lessons(tuple(names))
    told = {lesson.name for lesson in found}
    left = [name for name in names if name not in told]
    return Lessons((*found, *_brought(bench, source, target, left)))


def _brought(bench: Bench, source: SourceCommit, target: Target, names: Iterable[str]) -> Iterator[Lesson]:
    parent = source.commit.parents[0]
    base = bench.scratch.merge_base(parent, target.revision)
    history = Lineage(bench.scratch, parent)
    wanted = [
        Wanted(name, change.path)
        for name in names
        for change in source.changes
        if has_word(bench.scratch.read(source.base_tree, change.path) or b"", name.encode())
    ]
    if base is None or not wanted:
        return
    made = learn(wanted, history, base, parent, lambda name: bench.library.mentions(target.tree, name))
    for rule in made.rules:
        yield _lesson(rule)


def _lesson(rule: Rule) -> Lesson:
    newer, older = (name.rpartition(" ")[2] for name in (rule.newer, rule.older))
    return Lesson(newer, (newer.encode(),), older.encode(), rule.evidence, Origin.LEARNED)
