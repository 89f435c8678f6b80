"""There, because a commit of the branch makes the same change without saying where it comes from."""

from backport.core.plan import Action
from backport.history.patches import patch_id
from backport.stages.plan.question import Answer, Question


def same_patch(question: Question) -> Answer | None:
    """A commit of the target's history has the fix's patch-id, or its author, date and text."""
    candidates = [each for each in question.index.like(question.source.commit) if question.has(each)]
    wanted = patch_id(question.index, question.source.id)
    for candidate in candidates:
        if wanted is not None and patch_id(question.index, candidate) == wanted:
            reason = f"{candidate[:12]} makes the same change (patch-id {wanted[:12]})"
            return Answer(Action.THERE, reason, (candidate, wanted), found=candidate)
    if candidates:
        reason = f"{candidates[0][:12]} has the same author, date and subject, yet makes another change: compare them"
        return Answer(Action.PERSON, reason, tuple(candidates))
    return None
