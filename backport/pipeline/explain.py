"""One replayed backport in full: ours against the maintainer's, and how ours came about."""

from dataclasses import dataclass

from backport.core.case import FileResult, RuleUse
from backport.core.errors import UserError
from backport.core.trailers import chain
from backport.core.verdict import Finding, Verdict, decide
from backport.pipeline.bench import Bench
from backport.pipeline.replay import Mode, Pair, answer, compare
from backport.pipeline.verify import series_of


@dataclass(frozen=True)
class Explained:
    """`difference` is the diff from the maintainer's tree to ours; where ours is missing, `theirs` is what they made.

    `tree` is ours, None where a person is needed: then the files hold the conflicts.
    """

    target: str
    subject: str
    mode: str
    series: str
    origin: str
    source: str
    parent: str
    tree: str | None
    exact: bool | None
    verdict: Verdict
    rung: str
    files: tuple[FileResult, ...]
    rules: tuple[RuleUse, ...]
    findings: tuple[Finding, ...]
    ours: str
    theirs: str
    difference: str


def pair_of(bench: Bench, target: str) -> Pair:
    """The pair of a backport, from what its own message says. Raises UserError where it names no origin."""
    commit = bench.scratch.commit(target)
    named = [bench.repository.resolve(one) for one in chain(commit.message)]
    if not named or len(commit.parents) != 1:
        raise UserError(f"{target[:12]} does not say what it is a backport of", "give its row with --pairs FILE")
    return Pair(series_of(bench, target), commit.id, commit.parents[0], named[0], named[-1])


def explain(bench: Bench, mode: Mode, pair: Pair) -> Explained:
    """Make the backport again, and lay both results side by side. Raises UserError for commits that are not there."""
    made = bench.scratch.commit(pair.target)
    found = answer(bench, mode, pair)
    names = dict.fromkeys(name for file in found.applied.files for name in file.rules)
    rules = (rule for rule in found.rules if rule.id in names)
    before, ours = found.target.tree, found.applied.tree
    return Explained(
        target=made.id,
        subject=made.subject,
        mode=str(mode),
        series=pair.series,
        origin=pair.origin,
        source=found.source.id,
        parent=pair.parent,
        tree=ours,
        exact=compare(bench, pair, ours),
        verdict=decide(found.findings),
        rung=str(found.applied.rung),
        files=found.applied.files,
        rules=tuple(RuleUse(r.id, r.kind, r.newer, r.older, r.because, r.evidence, r.origin) for r in rules),
        findings=found.findings,
        ours=bench.scratch.diff(before, ours) if ours is not None else "",
        theirs=bench.scratch.diff(before, made.tree),
        difference=bench.scratch.diff(made.tree, ours) if ours is not None else "",
    )
