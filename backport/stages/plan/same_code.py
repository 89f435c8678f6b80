"""There, because the branch's code has every change of the fix, whatever its history says."""

from backport.core.plan import Action
from backport.stages.plan.code import has_fix
from backport.stages.plan.question import Answer, Question


def same_code(question: Question) -> Answer | None:
    """Every piece of the fix stands in the target's code with its new words and none with its old ones."""
    if not has_fix(question.seen):
        return None
    evidence = tuple(str(sight) for sight in question.seen)
    return Answer(Action.THERE, "its code has every change of the fix, no commit of it says so", evidence)
