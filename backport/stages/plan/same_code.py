"""There, because the branch's code has every change of the fix, whatever its history says."""

from backport.core.plan import Action
from backport.stages.plan.introduced import absent_culprits
from backport.stages.plan.question import Answer, Question
from backport.stages.plan.sight import has_fix, places


def same_code(question: Question) -> Answer | None:
    """Every piece of the fix stands in the target's code with its new words and none with its old ones.

    Where the bug never came, the code can be as the fix leaves it without the fix: that is another rule's to say.
    """
    if not has_fix(question.seen) or (not question.fix.means.by_code and absent_culprits(question)):
        return None
    evidence = tuple(str(sight) for sight in question.seen)
    unsaid = "" if question.fix.means.by_code else ", no commit of it says so"
    return Answer(Action.THERE, f"its code has every change of the fix{unsaid}: {places(question.seen)}", evidence)
