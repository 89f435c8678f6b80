"""Who judges a result: the checks of `stages.verify`, as many as the user wants."""

from backport.core.case import Target
from backport.core.commit import SourceCommit
from backport.core.verdict import Finding, Severity
from backport.pipeline.bench import Bench, Words
from backport.pipeline.step import Judgement
from backport.stages.apply.ladder import Applied


def unexamined(bench: Bench, source: SourceCommit, target: Target, applied: Applied, way: Words) -> Judgement:
    """Nothing was examined, and the verdict says so."""
    return Judgement((Finding("verify", Severity.OPEN, "the result was not examined"),))


def examined(bench: Bench, source: SourceCommit, target: Target, applied: Applied, way: Words) -> Judgement:
    """The static checks."""
    return Judgement()
