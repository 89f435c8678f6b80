"""Who judges a result: the checks of `stages.verify`, as many as the user wants."""

from collections.abc import Sequence
from datetime import date

from backport.core.case import Target
from backport.core.commit import SourceCommit
from backport.core.trailers import original
from backport.pipeline.bench import Bench, Words
from backport.pipeline.compiler import compiler
from backport.pipeline.ported import Judge, Judgement
from backport.pipeline.step import hints
from backport.projects.protocol import Reading
from backport.stages.apply.ladder import Applied
from backport.stages.verify.check import Check
from backport.stages.verify.exam import Exam
from backport.stages.verify.examine import certified, names
from backport.stages.verify.suppress import suppress
from backport.stages.verify.table import CHECKS

STATIC: tuple[Check, ...] = tuple(check for check in CHECKS if not check.compiles)
# For a fix that somebody names: that it was chosen is no question any more.
NAMED: tuple[Check, ...] = tuple(check for check in CHECKS if not check.chooses)
NAMED_STATIC: tuple[Check, ...] = tuple(check for check in NAMED if not check.compiles)


def said_of(bench: Bench, source: SourceCommit, series: str) -> Reading:
    """What the fix's message says about a series, as the project reads it."""
    reader = bench.project.READER
    return reader(original(source.commit.message), series) if reader is not None and series else Reading()


def judge(checks: Sequence[Check]) -> Judge:
    """A judge who runs these checks."""

    def judged(bench: Bench, source: SourceCommit, target: Target, applied: Applied, way: Words) -> Judgement:
        said = said_of(bench, source, target.series)
        exam = Exam(
            objects=bench.scratch,
            origin=source,
            before=target.tree,
            after=applied.tree or target.tree,
            files=applied.files,
            translator=way.translator,
            dialect=bench.project.DIALECT,
            message=source.commit.message,
            series=target.series,
            compiler=compiler(bench.config, bench.project),
            rules=hints(bench, source, target.series),
            wanted=said.wanted,
            instruction=said.sentence,
            otherwise=said.otherwise,
        )
        chosen = tuple(check for check in checks if check.name not in bench.config.skipped_checks)
        found, differences = certified(exam, chosen, bench.library)
        kept = suppress(found, bench.config.suppressions, date.today())
        return Judgement(kept, names(chosen), certificate=differences)

    return judged


decided = judge([check for check in NAMED_STATIC if not check.tells])
