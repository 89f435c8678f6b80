"""There, because the branch was cut after the fix was made."""

from backport.core.plan import Action
from backport.stages.plan.question import Answer, Question


def ancestry(question: Question) -> Answer | None:
    """The fix, or the commit its chain begins with, is an ancestor of the target."""
    for commit in (question.fix.origin, question.source.id):
        if question.has(commit):
            reason = f"{commit[:12]} is an ancestor of {question.target.series}"
            return Answer(Action.THERE, reason, (commit,), found=commit)
    return None
